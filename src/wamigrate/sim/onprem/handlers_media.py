"""Media: raw bytes in, a UUID out, and the bytes again."""

from __future__ import annotations

from wamigrate.sim import ids
from wamigrate.sim.http import Response
from wamigrate.sim.onprem.call import Call, done, nothing
from wamigrate.sim.onprem.errors import OnPremRefusal
from wamigrate.sim.onprem.state import MediaFile

__all__ = ["delete", "download", "upload"]

LIMIT = 100_000_000


async def upload(call: Call) -> Response:
    """POST /v1/media"""
    mime = call.request.headers.get("content-type", "").strip()
    if not mime:
        raise OnPremRefusal(1008, "Content-Type is missing")
    if not call.request.body:
        raise OnPremRefusal(1008, "The body is empty")
    if len(call.request.body) > LIMIT:
        raise OnPremRefusal(1009, "Media must not be larger than 100 MB")
    media_id = ids.uuid_id()
    call.place.media[media_id] = MediaFile(call.request.body, mime, call.now)
    return done(call, {"media": [{"id": media_id}]}, call.options.media_status)


async def download(call: Call) -> Response:
    """GET /v1/media/{id}: 404 has no body"""
    media = call.place.media.get(call.path["id"])
    if media is None:
        return Response(404)
    return Response(200, media.content, [(b"content-type", media.mime_type.encode("latin-1", "replace"))])


async def delete(call: Call) -> Response:
    """DELETE /v1/media/{id}"""
    if call.place.media.pop(call.path["id"], None) is None:
        return Response(404)
    return nothing(call)
