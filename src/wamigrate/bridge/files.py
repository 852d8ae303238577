"""The media of one number: where each ID leads, whoever knows it, and the way from one API to the other.

An ID of the application leads to bytes that the bridge kept, or to a file on Cloud API, or to both. What
Cloud API would have forgotten by now is uploaded again from the bytes.
"""

from __future__ import annotations

import mimetypes
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial

from wamigrate.bridge.links import Links
from wamigrate.bridge.patience import Patience
from wamigrate.bridge.recent import Recent
from wamigrate.bridge.refusals import Refused
from wamigrate.bridge.shelf import INBOUND, LINK, Kept, Shelf
from wamigrate.clients.cloud_media import CloudMedia, Place
from wamigrate.clients.streaming import Incoming, TextHeaders
from wamigrate.errors import CloudError
from wamigrate.store.collected_media import replacement
from wamigrate.store.database import Database
from wamigrate.store.hot.media import Media

__all__ = ["Files", "Picture", "filename_for"]

FRESH = 28 * 86_400.0
"""Cloud API keeps what is uploaded for thirty days."""
BELIEVED = 600.0
UNKNOWN_FOR = 30.0
MOST_KEPT = 20_000
NO_OBJECT = frozenset({100, 803, 2500})
"""Graph's words for an ID that leads nowhere: to nothing that may be seen, to no alias, to no path."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A small file, whole."""

    content: bytes
    mime_type: str


class Files:
    """Media of one number, by any ID."""

    def __init__(
        self,
        db: Database,
        shelf: Shelf,
        cloud: CloudMedia,
        links: Links,
        phone_number_id: str,
        *,
        limit: int,
        patience: float,
    ) -> None:
        self._db = db
        self.shelf = shelf
        self._cloud = cloud
        self._links = links
        self._number = phone_number_id
        self._limit = limit
        self._led = Recent[str, tuple[float, str]](MOST_KEPT)
        self._unknown: dict[str, float] = {}
        self._patience = Patience[str](patience)

    async def to_cloud(self, media_id: str) -> str | None:
        """Cloud API's ID of a file that the application calls so; None where nothing is known of it."""
        led = self._led.get(media_id)
        if led is not None and led[0] > time.monotonic():
            return led[1]
        known = await self.shelf.find(media_id)
        found = await self._lead(known) if known is not None else None
        if found is None and not media_id.isdigit():
            found = await self._collected(media_id)
        if found is not None:
            self._led.keep(media_id, (time.monotonic() + BELIEVED, found))
        return found

    async def _collected(self, media_id: str) -> str | None:
        """What the move brought along. It is noted here, for the migration's own record ends with it."""
        found = await self._db.read(
            partial(replacement, phone_number_id=self._number, onprem_media_id=media_id)
        )
        if found is not None:
            await self.shelf.alias(media_id, found)
        return found

    async def _lead(self, known: Media) -> str | None:
        if known.cloud_media_id is not None and (_is_fresh(known) or not known.complete):
            return known.cloud_media_id
        if not known.complete:
            return None
        return await self._patience.result(known.media_id, partial(self._upload_again, known.media_id))

    async def _upload_again(self, media_id: str) -> str:
        known = await self.shelf.find(media_id)
        if known is None:
            raise CloudError("The file is gone.", status=400, code=100)
        if known.cloud_media_id is not None and _is_fresh(known):
            return known.cloud_media_id  # another message needed it at the same time
        cloud_id = await self.upload(media_id, known.size or 0, known.mime_type or "", known.filename)
        await self.shelf.alias(media_id, cloud_id)
        return cloud_id

    async def upload(self, media_id: str, size: int, mime_type: str, filename: str | None) -> str:
        """Uploads a file from the shelf; its ID on Cloud API."""
        name = filename or filename_for(mime_type)
        return await self._cloud.upload(self._number, self.shelf.pieces(media_id), size, mime_type, name)

    async def place(self, cloud_id: str) -> Place | None:
        """Where Cloud API has the file; None where it has none. What was unknown stays so for a while."""
        until = self._unknown.get(cloud_id)
        if until is not None and until > time.monotonic():
            return None
        try:
            return await self._cloud.find(self._number, cloud_id)
        except CloudError as error:
            if error.code not in NO_OBJECT:
                raise
        if len(self._unknown) >= MOST_KEPT:
            self._unknown.clear()
        self._unknown[cloud_id] = time.monotonic() + UNKNOWN_FOR
        return None

    async def bring(self, media_id: str, cloud_id: str, source: str = INBOUND) -> Kept | None:
        """Fetches a file from Cloud API onto the shelf, under the application's ID."""
        place = await self.place(cloud_id)
        if place is None:
            return None
        async with self._cloud.fetch(place) as incoming:
            if incoming.status != 200:
                return None
            kept = await self.shelf.keep(
                _bounded(incoming, self._limit),
                mime_type=place.mime_type,
                filename=filename_for(place.mime_type),
                source=source,
                media_id=media_id,
            )
        await self.shelf.alias(media_id, cloud_id)
        return kept

    async def keep_link(self, url: str, headers: TextHeaders = ()) -> Kept:
        """Fetches what a link leads to."""
        async with self._links.fetch(url, headers) as incoming:
            mime_type = incoming.header(b"content-type") or "application/octet-stream"
            return await self.shelf.keep(
                _bounded(incoming, self._limit),
                mime_type=mime_type,
                filename=filename_for(mime_type),
                source=LINK,
            )

    def is_ours_to_fetch(self, url: str) -> bool:
        """Whether only the bridge can reach that address."""
        return self._links.is_ours_to_fetch(url)

    async def fetch_link(self, url: str, headers: TextHeaders) -> str:
        """Fetches what a link of a provider leads to; its ID on Cloud API."""
        kept = await self.keep_link(url, headers)
        cloud_id = await self.upload(kept.media_id, kept.size, kept.mime_type, None)
        await self.shelf.delete(kept.media_id)
        return cloud_id

    async def picture(self, url: str, limit: int) -> Picture:
        """A small public file behind an address that Meta named."""
        async with self._links.fetch(url) as incoming:
            content = b"".join([piece async for piece in _bounded(incoming, limit)])
            return Picture(content, incoming.header(b"content-type") or "image/jpeg")

    async def delete(self, media_id: str) -> bool:
        """Deletes it on both sides; False where nobody knew it."""
        known = await self.shelf.find(media_id)
        cloud_id = known.cloud_media_id if known and known.cloud_media_id else media_id
        self._led.pop(media_id, None)
        try:
            await self._cloud.delete(self._number, cloud_id)
            gone = True
        except CloudError as error:
            if error.code not in NO_OBJECT:
                raise
            gone = False
        return await self.shelf.delete(media_id) or gone


def _is_fresh(known: Media) -> bool:
    return known.uploaded_at is not None and time.time() - known.uploaded_at < FRESH


def filename_for(mime_type: str) -> str:
    """A name for a file that came without one."""
    return "file" + (mimetypes.guess_extension(mime_type.partition(";")[0].strip()) or "")


async def _bounded(incoming: Incoming, limit: int) -> AsyncIterator[bytes]:
    size = 0
    async for piece in incoming.pieces:
        size += len(piece)
        if size > limit:
            raise Refused(1014, f"The file is larger than {limit} bytes")
        yield piece
