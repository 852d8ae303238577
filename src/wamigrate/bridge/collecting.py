"""Fetches media that applications still use from the deployment, while it can still give them.

On-Premises has no list of its media. An ID that an application sends is one that it uses, so its bytes are
fetched with the administrator's own login, a few at a time, and kept as if they had been uploaded here.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator
from typing import IO

from wamigrate.bridge.files import filename_for
from wamigrate.bridge.line import Line
from wamigrate.bridge.shelf import SEND
from wamigrate.errors import ApiError, TransportError
from wamigrate.store.hot import media

__all__ = ["AT_ONCE", "collect"]

log = logging.getLogger("wamigrate.bridge")
AT_ONCE = 3
"""Files in one turn: the deployment has other work."""
IN_MEMORY = 1_000_000
PIECE = 65_536


async def collect(line: Line, tried: set[str]) -> int:
    """Fetches the next few files that were only seen in sends; how many. `tried` are not asked for again."""
    if line.onprem is None:
        return 0
    known = await line.plane.hot.read(media.listed, line.id)
    wanted = [m.media_id for m in known if m.source == SEND and not m.complete and m.media_id not in tried]
    fetched = 0
    for media_id in wanted[:AT_ONCE]:
        tried.add(media_id)
        fetched += await _fetch(line, media_id)
    return fetched


async def _fetch(line: Line, media_id: str) -> bool:
    assert line.onprem is not None  # noqa: S101 - looked at by the caller
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:

        def write(piece: bytes, file: IO[bytes] = file) -> None:
            file.write(piece)

        try:
            answer = await line.onprem.download_media(media_id, write)
        except (ApiError, TransportError):
            log.info("a file could not be fetched from the deployment", extra={"number": line.name})
            return False
        file.seek(0)
        mime_type = answer.headers.get("content-type", "application/octet-stream")
        await line.files.shelf.keep(
            _pieces(file),
            mime_type=mime_type,
            filename=filename_for(mime_type),
            source=SEND,
            media_id=media_id,
        )
    return True


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    while piece := await asyncio.to_thread(file.read, PIECE):
        yield piece
