"""Groups: a beta that Meta withdrew, kept for the clients that still call it."""

from __future__ import annotations

import secrets

from wamigrate.sim.http import Response
from wamigrate.sim.onprem.call import Call, done, nothing
from wamigrate.sim.onprem.errors import OnPremRefusal, missing, wrong
from wamigrate.sim.onprem.state import Group, MediaFile

__all__ = [
    "add_admins",
    "change_icon",
    "change_subject",
    "create",
    "delete_icon",
    "leave",
    "list_groups",
    "new_invite",
    "remove_admins",
    "remove_participants",
    "show",
    "show_icon",
    "show_invite",
]

SUBJECT = 25


async def create(call: Call) -> Response:
    """POST /v1/groups"""
    own, now = call.place.settings["wa_id"], int(call.now)
    group_id = f"{own}-{now}{len(call.place.groups):03}"
    group = Group(group_id, _subject(call), now, own, secrets.token_urlsafe(16), [own], [own])
    call.place.groups[group_id] = group
    return done(call, {"groups": [{"creation_time": now, "id": group_id}]})


async def list_groups(call: Call) -> Response:
    """GET /v1/groups"""
    shown = [{"creation_time": g.created_at, "id": g.id} for g in call.place.groups.values()]
    return done(call, {"groups": shown})


async def show(call: Call) -> Response:
    """GET /v1/groups/{id}"""
    group = _group(call)
    shown = {
        "admins": group.admins,
        "creation_time": group.created_at,
        "creator": group.creator,
        "participants": group.participants,
        "subject": group.subject,
    }
    return done(call, {"groups": [shown]})


async def change_subject(call: Call) -> Response:
    """PUT /v1/groups/{id}"""
    _group(call).subject = _subject(call)
    return nothing(call)


async def show_invite(call: Call) -> Response:
    """GET /v1/groups/{id}/invite"""
    return done(call, {"groups": [{"link": f"https://chat.whatsapp.com/{_group(call).invite}"}]})


async def new_invite(call: Call) -> Response:
    """DELETE /v1/groups/{id}/invite"""
    _group(call).invite = secrets.token_urlsafe(16)
    return nothing(call)


async def remove_participants(call: Call) -> Response:
    """DELETE /v1/groups/{id}/participants"""
    group, out = _group(call), _wa_ids(call)
    group.participants = [p for p in group.participants if p not in out]
    group.admins = [a for a in group.admins if a not in out]
    return nothing(call)


async def add_admins(call: Call) -> Response:
    """PATCH /v1/groups/{id}/admins"""
    group = _group(call)
    for wa_id in _wa_ids(call):
        for members in (group.admins, group.participants):
            if wa_id not in members:
                members.append(wa_id)
    return nothing(call)


async def remove_admins(call: Call) -> Response:
    """DELETE /v1/groups/{id}/admins"""
    group, out = _group(call), _wa_ids(call)
    group.admins = [a for a in group.admins if a not in out]
    return nothing(call)


async def leave(call: Call) -> Response:
    """POST /v1/groups/{id}/leave"""
    del call.place.groups[_group(call).id]
    return nothing(call)


async def show_icon(call: Call) -> Response:
    """GET /v1/groups/{id}/icon"""
    icon = _group(call).icon
    if icon is None:
        return Response(404)
    return Response(200, icon.content, [(b"content-type", icon.mime_type.encode("latin-1", "replace"))])


async def change_icon(call: Call) -> Response:
    """POST /v1/groups/{id}/icon: raw bytes"""
    mime = call.request.headers.get("content-type", "")
    if not mime.startswith("image/") or not call.request.body:
        raise OnPremRefusal(1009, "The body must be an image")
    _group(call).icon = MediaFile(call.request.body, mime)
    return nothing(call)


async def delete_icon(call: Call) -> Response:
    """DELETE /v1/groups/{id}/icon"""
    _group(call).icon = None
    return nothing(call)


def _group(call: Call) -> Group:
    group = call.place.groups.get(call.path["id"])
    if group is None:
        raise OnPremRefusal(1006, "Group does not exist")
    return group


def _subject(call: Call) -> str:
    subject = call.text("subject")
    if len(subject) > SUBJECT:
        raise wrong("subject", f"must not be longer than {SUBJECT} characters")
    return subject


def _wa_ids(call: Call) -> list[str]:
    found = call.object().get("wa_ids")
    if not isinstance(found, list) or not found:
        raise missing("wa_ids")
    return [str(wa_id) for wa_id in found]
