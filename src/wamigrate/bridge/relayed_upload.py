"""An upload that is relayed to On-Premises, and kept on its way: there is no list of media to ask later.

The deployment's answer does not depend on the keeping: when that fails, it is given up and counted.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import AsyncIterator, Awaitable

import msgspec

from wamigrate.bridge.call import Call
from wamigrate.bridge.files import filename_for
from wamigrate.bridge.http import Reply, body_pieces, refuse_too_large
from wamigrate.bridge.refusals import Refused
from wamigrate.bridge.relay import of_whole
from wamigrate.bridge.shelf import UPLOAD, Writing
from wamigrate.core.payload import NOT_JSON, dig
from wamigrate.errors import StoreError, TransportError

__all__ = ["relay_upload"]

log = logging.getLogger("wamigrate.bridge")
ANSWER_LIMIT = 1_000_000


async def relay_upload(call: Call) -> Reply:
    """The deployment's answer."""
    refuse_too_large(call.scope, call.limits.media)
    copy = _Copy(call)
    media_id = None
    try:
        reply = await _relay(call, copy)
        media_id = _media_id(reply.body) if reply.status // 100 == 2 else None
    except TransportError:
        if copy.refused is not None:
            raise copy.refused from None  # what we refuse, the deployment never saw the end of
        raise
    finally:
        await copy.end(media_id)
    return reply


async def _relay(call: Call, copy: _Copy) -> Reply:
    assert call.line.deployment is not None  # noqa: S101 - looked at by the caller
    async with call.line.deployment.exchange(
        call.scope, call.path, copy.pieces(), limit=call.limits.idle * 2, total=call.limits.total
    ) as incoming:
        answer = b"".join([piece async for piece in incoming.pieces])[:ANSWER_LIMIT]
    return Reply(incoming.status, answer, of_whole(incoming.headers))


class _Copy:
    """What went by, on the shelf."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self.refused: Refused | None = None
        """Why the body was not read to its end."""
        self._writing: Writing | None = Writing(call.line.files.shelf, f"relayed-{uuid.uuid4()}")

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body; each piece is kept before the next one is asked for."""
        call = self._call
        mime_type = call.header(b"content-type")[:200]
        if self._writing is not None:
            await self._try(self._writing.begin(mime_type, filename_for(mime_type), UPLOAD))
        try:
            async for piece in body_pieces(call.scope, call.receive, call.limits.media, call.limits):
                yield piece
                if self._writing is not None:
                    await self._try(self._writing.add(piece))
        except Refused as refused:
            self.refused = refused
            raise

    async def end(self, media_id: str | None) -> None:
        """Keeps it under the deployment's ID; drops it where there is none."""
        if self._writing is None:
            return
        if media_id is None:
            await self._try(self._writing.drop())
            return
        kept = await self._try(self._writing.end())
        if kept and self._writing is not None:
            await self._try(self._call.line.files.shelf.rename(self._writing.media_id, media_id))

    async def _try(self, work: Awaitable[object]) -> bool:
        try:
            await work
        except StoreError:
            log.warning("a relayed upload could not be kept", extra={"number": self._call.line.name})
            self._writing = None
            return False
        return True


def _media_id(answer: bytes) -> str | None:
    try:
        found = dig(msgspec.json.decode(answer), "media", 0, "id")
    except NOT_JSON:
        return None
    return found if isinstance(found, str) and found else None
