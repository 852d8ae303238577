"""Media up, down and away. Bytes stay with the bridge, for Cloud API forgets what On-Premises kept."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

from wamigrate.bridge.call import Call, Mode, done
from wamigrate.bridge.files import filename_for
from wamigrate.bridge.http import Headers, Reply, body_pieces
from wamigrate.bridge.refusals import Refused
from wamigrate.bridge.shelf import UPLOAD
from wamigrate.bridge.sniff import sniffed
from wamigrate.store.hot.media import Media

__all__ = ["delete", "download", "upload"]

NOT_FOUND = Reply(404)
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


async def upload(call: Call) -> Reply:
    """POST /v1/media: raw bytes"""
    files = call.line.files
    pieces = body_pieces(call.scope, call.receive, call.limits.media, call.limits)
    first = await anext(pieces, b"")
    if not first:
        raise Refused(1008, "The body is empty")
    mime_type = _mime_type(call.header(b"content-type"), first)
    kept = await files.shelf.keep(
        _again(first, pieces), mime_type=mime_type, filename=filename_for(mime_type), source=UPLOAD
    )
    if call.mode is not Mode.CLOUD:
        # Cloud API has no place for it yet: it is uploaded when a message needs it.
        return done(call, {"media": [{"id": kept.media_id}]})
    try:
        cloud_id = await files.upload(kept.media_id, kept.size, mime_type, None)
    except BaseException:
        await files.shelf.delete(kept.media_id)
        raise
    media_id = cloud_id
    if call.line.number.uuid_media_ids:
        media_id = kept.media_id
    else:
        await files.shelf.rename(kept.media_id, cloud_id)
    await files.shelf.alias(media_id, cloud_id)
    return done(call, {"media": [{"id": media_id}]})


async def download(call: Call) -> Reply:
    """GET /v1/media/{id}: the bytes themselves; 404 has no body"""
    media_id = call.given["id"]
    known = await call.line.files.shelf.find(media_id)
    if known is not None and known.complete:
        return _from_shelf(call, known)
    cloud_id = known.cloud_media_id if known and known.cloud_media_id else media_id
    if call.mode is Mode.HOLD or not cloud_id.isdigit():
        return NOT_FOUND
    if await call.line.files.bring(media_id, cloud_id) is None:
        return NOT_FOUND
    brought = await call.line.files.shelf.find(media_id)
    return _from_shelf(call, brought) if brought is not None else NOT_FOUND


async def delete(call: Call) -> Reply:
    """DELETE /v1/media/{id}: on both sides"""
    if call.mode is Mode.HOLD:
        gone = await call.line.files.shelf.delete(call.given["id"])
    else:
        gone = await call.line.files.delete(call.given["id"])
    return done(call) if gone else NOT_FOUND


def _from_shelf(call: Call, known: Media) -> Reply:
    size = known.size or 0
    headers: Headers = [
        (b"content-type", (known.mime_type or "application/octet-stream").encode("latin-1", "replace")),
        (b"accept-ranges", b"bytes"),
    ]
    wanted = _range(call.header(b"range"), size)
    if wanted is None:
        headers.append((b"content-length", b"%d" % size))
        return Reply(200, headers=headers, pieces=call.line.files.shelf.pieces(known.media_id))
    start, end = wanted
    if start >= end:
        return Reply(416, headers=[(b"content-range", b"bytes */%d" % size)])
    headers.append((b"content-range", b"bytes %d-%d/%d" % (start, end - 1, size)))
    headers.append((b"content-length", b"%d" % (end - start)))
    return Reply(206, headers=headers, pieces=call.line.files.shelf.pieces(known.media_id, start, end))


def _range(value: str, size: int) -> tuple[int, int] | None:
    """First and behind-the-last byte; None where the whole is wanted, or more than one part."""
    match = RANGE.fullmatch(value.strip())
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        return max(size - int(match[2]), 0), size
    last = int(match[2]) if match[2] else size - 1
    return (int(match[1]), min(last + 1, size)) if last >= int(match[1]) else None


def _mime_type(given: str, first: bytes) -> str:
    bare = given.partition(";")[0].strip().lower()
    if "/" in bare and bare not in ("application/octet-stream", "application/x-www-form-urlencoded"):
        return given.strip()[:200]
    found = sniffed(first)
    if found is None:
        raise Refused(1009, "Content-Type must name the type of the file")
    return found


async def _again(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece
