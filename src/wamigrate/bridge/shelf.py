"""Files in the data plane: written and read in encrypted pieces, whatever their size."""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from wamigrate.errors import StoreError
from wamigrate.store.hot import media
from wamigrate.store.hot.media import PIECE, Media
from wamigrate.store.hot.program import HotStore
from wamigrate.store.sealing import Sealer

__all__ = ["INBOUND", "LINK", "SEND", "UPLOAD", "Kept", "Shelf", "Writing"]

UPLOAD, SEND, INBOUND, LINK = "upload", "send", "inbound", "link"
"""How the bridge came to know a media ID."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was written."""

    media_id: str
    mime_type: str
    size: int
    sha256: str


class Shelf:
    """The files of one number."""

    def __init__(self, hot: HotStore, sealer: Sealer, number: str) -> None:
        self._hot = hot
        self._sealer = sealer
        self._number = number

    async def keep(
        self,
        pieces: AsyncIterator[bytes],
        *,
        mime_type: str,
        filename: str,
        source: str,
        media_id: str | None = None,
    ) -> Kept:
        """Writes the file; under a new ID where none is given. What broke off leaves nothing."""
        writing = Writing(self, media_id or str(uuid.uuid4()))
        await writing.begin(mime_type, filename, source)
        try:
            async for piece in pieces:
                await writing.add(piece)
            return await writing.end()
        except BaseException:
            await writing.drop()
            raise

    async def find(self, media_id: str) -> Media | None:
        return await self._hot.read(media.find, self._number, media_id)

    async def pieces(self, media_id: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start` to `end` (exclusive)."""
        n, at = start // PIECE, start // PIECE * PIECE
        while end is None or at < end:
            sealed = await self._hot.read(media.piece, self._number, media_id, n)
            if sealed is None:
                return
            plain = self._sealer.open(sealed, *self._about(media_id, n))
            if plain is None:
                raise StoreError("A media file was changed or damaged in the store.")
            yield plain[max(start - at, 0) : None if end is None else end - at]
            n, at = n + 1, at + len(plain)

    async def alias(self, media_id: str, cloud_media_id: str) -> None:
        """Cloud API has the file under that ID now."""
        await self._hot.run(
            media.note, self._number, media_id, SEND, time.time(), cloud_media_id=cloud_media_id
        )

    async def saw(self, media_ids: Iterable[str]) -> None:
        """IDs that an application sent."""
        for media_id in media_ids:
            await self._hot.run(media.note, self._number, media_id, SEND, time.time())

    async def rename(self, was: str, media_id: str) -> None:
        """The file got its ID only after its bytes: they are sealed anew, for they belong to their ID."""
        known = await self.find(was)
        if known is None:
            return
        await self.begin(media_id, known.mime_type or "", known.filename or "", known.source)
        n = 0
        async for plain in self.pieces(was):
            await self.add_piece(media_id, n, plain)
            n += 1
        await self.complete(media_id, known.size or 0, known.sha256 or "")
        await self.delete(was)

    async def delete(self, media_id: str) -> bool:
        return await self._hot.run(media.forget, self._number, media_id)

    async def begin(self, media_id: str, mime_type: str, filename: str, source: str) -> None:
        await self._hot.run(
            media.note,
            self._number,
            media_id,
            source,
            time.time(),
            mime_type=mime_type,
            filename=filename,
        )

    async def add_piece(self, media_id: str, n: int, plain: bytes) -> None:
        sealed = self._sealer.seal(plain, *self._about(media_id, n))
        await self._hot.run(media.add_piece, self._number, media_id, n, sealed)

    async def complete(self, media_id: str, size: int, sha256: str) -> None:
        await self._hot.run(media.complete, self._number, media_id, size, sha256)

    def _about(self, media_id: str, n: int) -> tuple[str, ...]:
        return ("media", self._number, media_id, str(n))


class Writing:
    """A file that is being written, piece by piece of one size."""

    def __init__(self, shelf: Shelf, media_id: str) -> None:
        self.media_id = media_id
        self._shelf = shelf
        self._mime_type = ""
        self._buffer = bytearray()
        self._hash = hashlib.sha256()
        self._size = 0
        self._n = 0

    async def begin(self, mime_type: str, filename: str, source: str) -> None:
        self._mime_type = mime_type
        await self._shelf.begin(self.media_id, mime_type, filename, source)

    async def add(self, piece: bytes) -> None:
        self._hash.update(piece)
        self._size += len(piece)
        self._buffer += piece
        while len(self._buffer) >= PIECE:
            await self._write(bytes(self._buffer[:PIECE]))
            del self._buffer[:PIECE]

    async def end(self) -> Kept:
        if self._buffer:
            await self._write(bytes(self._buffer))
        kept = Kept(self.media_id, self._mime_type, self._size, self._hash.hexdigest())
        await self._shelf.complete(self.media_id, kept.size, kept.sha256)
        return kept

    async def drop(self) -> None:
        await self._shelf.delete(self.media_id)

    async def _write(self, plain: bytes) -> None:
        await self._shelf.add_piece(self.media_id, self._n, plain)
        self._n += 1
