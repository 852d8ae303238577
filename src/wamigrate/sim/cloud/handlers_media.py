"""Media: uploaded as multipart, found under a numeric id, fetched from a short-lived address."""

from __future__ import annotations

import hmac
import re
from typing import cast

from wamigrate.core.payload import JsonObject
from wamigrate.sim import ids
from wamigrate.sim.cloud.attachments import attachment_url, seal
from wamigrate.sim.cloud.call import SUCCESS, Call, need_product
from wamigrate.sim.cloud.errors import GraphError, missing, no_object, parameter
from wamigrate.sim.cloud.fields import UPLOAD_LIMITS
from wamigrate.sim.cloud.handlers_messages import refuse_unusable
from wamigrate.sim.cloud.params import UploadedFile
from wamigrate.sim.cloud.state import CloudMedia
from wamigrate.sim.http import Request, Response
from wamigrate.sim.number import Side
from wamigrate.sim.world import World

__all__ = ["delete", "download", "show", "upload"]

MEDIA_LIFE = 30 * 86400.0
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


async def upload(call: Call) -> JsonObject:
    """POST /{phone number id}/media"""
    need_product(call.params)
    file = call.params.get("file")
    if file is None or file == "":
        raise missing("file")
    known = f"Param file must be a file with one of the following types: {', '.join(UPLOAD_LIMITS)}."
    if not isinstance(file, UploadedFile):
        raise parameter(known)
    if file.mime_type not in UPLOAD_LIMITS:
        raise parameter(f"{known} Received file of type '{file.mime_type}'.")
    if len(file.content) > UPLOAD_LIMITS[file.mime_type]:
        raise GraphError(131053, f"The file is larger than {UPLOAD_LIMITS[file.mime_type]} bytes")
    number = call.number
    if number.side is Side.CLOUD or not call.world.options.media_before_register:
        refuse_unusable(call.world, number)
    ends = call.now + MEDIA_LIFE
    media = CloudMedia(ids.media_number(), number.id, file.content, file.mime_type, file.filename, ends)
    call.world.add(media)
    return {"id": media.id}


async def show(call: Call) -> JsonObject:
    """GET /{media id}"""
    media = _media(call, "get")
    return {
        "url": attachment_url(call.world, call.request.base_url, media.id),
        "mime_type": media.mime_type,
        "sha256": media.sha256,
        "file_size": len(media.content),
        "id": media.id,
        "messaging_product": "whatsapp",
    }


async def delete(call: Call) -> JsonObject:
    """DELETE /{media id}"""
    media = _media(call, "delete")
    del call.world.nodes[media.id]
    return SUCCESS


def _media(call: Call, verb: str) -> CloudMedia:
    media = cast("CloudMedia", call.node)
    asked = str(call.params.get("phone_number_id") or media.number_id)
    if media.ends_at <= call.now or asked != media.number_id:
        raise no_object(media.id, verb)
    return media


async def download(world: World, request: Request) -> Response:
    """GET the short-lived address, with the same token"""
    query = request.query
    media = world.nodes.get(query.get("mid", ""))
    ends = query.get("ext", "")
    if request.expired or not _may_fetch(world, request.headers.get("authorization", "")):
        return Response(401)
    if not isinstance(media, CloudMedia) or media.ends_at <= world.clock.now():
        return Response(404)
    if not ends.isdigit() or len(ends) > 15 or int(ends) <= world.clock.now():
        return Response(404)
    if not hmac.compare_digest(query.get("hash", "").encode(), seal(world, media.id, int(ends)).encode()):
        return Response(404)
    return _bytes(media, request.headers.get("range"))


def _may_fetch(world: World, header: str) -> bool:
    scheme, _, value = header.partition(" ")
    token = world.tokens.get(value.strip())
    if scheme.lower() != "bearer" or token is None or not token.valid:
        return False
    return not 0 < token.expires_at <= world.clock.now()


def _bytes(media: CloudMedia, asked: str | None) -> Response:
    """The whole of it, or the part that was asked for."""
    name = re.sub(r'["\r\n;]', "", media.filename) or "file"
    headers = [
        (b"content-type", media.mime_type.encode("latin-1", "replace")),
        (b"content-disposition", f"inline;filename={name}".encode("latin-1", "replace")),
        (b"accept-ranges", b"bytes"),
        (b"cache-control", b"private, no-cache, no-store, must-revalidate"),
    ]
    size = len(media.content)
    part = _part(asked, size) if asked else None
    if part is None:
        return Response(200, media.content, headers)
    start, end = part
    if start >= end:
        return Response(416, b"", [*headers, (b"content-range", f"bytes */{size}".encode())])
    headers.append((b"content-range", f"bytes {start}-{end - 1}/{size}".encode()))
    return Response(206, media.content[start:end], headers)


def _part(asked: str, size: int) -> tuple[int, int] | None:
    """Start and end of one range of bytes; None for what is no range, which is ignored."""
    found = RANGE.fullmatch(asked.strip())
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        return max(size - int(last), 0), size
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last) + 1, size) if last else size
