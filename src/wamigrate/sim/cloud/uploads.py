"""Resumable upload: a session of the app, its bytes in any number of parts, and the handle at the end."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from typing import cast

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.call import Call
from wamigrate.sim.cloud.errors import GraphError, parameter
from wamigrate.sim.cloud.rules import Rule, Rules, checked
from wamigrate.sim.world import World

__all__ = ["UploadSession", "known_handle", "send_part", "show_session", "start_upload"]

TYPES = {
    "APPLICATION/PDF": "application/pdf",
    "IMAGE/JPEG": "image/jpeg",
    "IMAGE/JPG": "image/jpeg",
    "IMAGE/PNG": "image/png",
    "VIDEO/MP4": "video/mp4",
}
RULES: Rules = {
    "file_length": Rule("integer", required=True),
    "file_type": Rule(required=True, choices=tuple(TYPES)),
    "file_name": Rule(),
}
LONGEST = 100_000_000


@dataclass(slots=True)
class UploadSession:
    """One upload that has begun."""

    id: str
    sig: str
    app_id: str
    file_length: int
    file_type: str
    content: bytes = b""
    handle: str | None = None


async def start_upload(call: Call) -> JsonObject:
    """POST /{app}/uploads"""
    given = checked(call.params, RULES)
    if not 0 < given["file_length"] <= LONGEST:
        raise parameter(f"Param file_length must be between 1 and {LONGEST}.")
    name, sig = secrets.token_urlsafe(24), secrets.token_hex(8)
    file_type = TYPES[given["file_type"]]
    session = UploadSession(f"upload:{name}", sig, call.app.id, given["file_length"], file_type)
    call.world.add(session)
    return {"id": f"{session.id}?sig={sig}"}


async def send_part(call: Call) -> JsonObject:
    """POST /upload:…: raw bytes; the header `file_offset` says where they belong"""
    session = _session(call)
    text = call.request.headers.get("file_offset", "")
    if not text.isdigit():
        raise GraphError(100, message="(#100) The header file_offset is required.")
    if int(text) != len(session.content):
        raise GraphError(100, f"file_offset must be {len(session.content)}")
    if len(session.content) + len(call.request.body) > session.file_length:
        raise GraphError(100, "more bytes than file_length were sent")
    session.content += call.request.body
    if len(session.content) < session.file_length:
        return _shown(session)
    if session.handle is None:
        parts = (session.file_type.encode(), secrets.token_bytes(30), session.app_id.encode())
        session.handle = "4:" + ":".join(base64.b64encode(p).decode() for p in parts)
    return {"h": session.handle}


async def show_session(call: Call) -> JsonObject:
    """GET /upload:…"""
    return _shown(_session(call))


def _shown(session: UploadSession) -> JsonObject:
    return {"id": f"{session.id}?sig={session.sig}", "file_offset": len(session.content)}


def _session(call: Call) -> UploadSession:
    session = cast("UploadSession", call.node)
    if session.app_id != call.token.app_id or call.params.get("sig", session.sig) != session.sig:
        raise GraphError(100, message="(#100) Invalid upload session", subcode=33)
    return session


def known_handle(world: World, handle: str) -> UploadSession | None:
    """The finished upload that a handle stands for; an upload of several files gives one handle a line."""
    found = (n for n in world.nodes.values() if isinstance(n, UploadSession))
    return next((s for s in found if s.handle == handle.partition("\n")[0]), None)
