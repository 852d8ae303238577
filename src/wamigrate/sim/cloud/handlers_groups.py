"""Groups and calls of a number, as far as a state without people in it goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from wamigrate.core.payload import JsonObject
from wamigrate.sim import ids
from wamigrate.sim.cloud.call import SUCCESS, Call, need_product
from wamigrate.sim.cloud.errors import GraphError, missing, parameter
from wamigrate.sim.cloud.paging import page
from wamigrate.sim.cloud.rules import Rule, Rules, checked
from wamigrate.sim.cloud.selection import Fields, pick, plain
from wamigrate.sim.number import PhoneNumber

__all__ = [
    "Group",
    "call_permissions",
    "change_group",
    "create_group",
    "delete_group",
    "invite_link",
    "join_requests",
    "list_groups",
    "manage_call",
    "new_invite_link",
    "remove_participants",
    "settle_join_requests",
    "show_group",
]

PRODUCT = "whatsapp"
MODES = ("APPROVAL_REQUIRED", "AUTO_APPROVE")
NEW: Rules = {
    "subject": Rule(required=True, shortest=1, longest=128),
    "description": Rule(longest=2048),
    "join_approval_mode": Rule(choices=MODES),
}
CHANGE: Rules = {"subject": Rule(shortest=1, longest=128), "description": Rule(longest=2048)}
REQUESTS: Rules = {"join_requests": Rule("array", required=True, shortest=1, items=Rule())}
PEOPLE: Rules = {
    "participants": Rule(
        "array",
        required=True,
        shortest=1,
        longest=8,
        items=Rule("object", keys={"user": Rule(), "user_id": Rule()}),
    )
}
ACTIONS = ("CONNECT", "PRE_ACCEPT", "ACCEPT", "REJECT", "TERMINATE")
SESSION: Rules = {"sdp_type": Rule(required=True, choices=("OFFER", "ANSWER")), "sdp": Rule(required=True)}
CALL: Rules = {
    "action": Rule(required=True, choices=ACTIONS),
    "to": Rule(),
    "recipient": Rule(),
    "call_id": Rule(),
    "session": Rule("object", keys=SESSION),
    "biz_opaque_callback_data": Rule(longest=512),
}


@dataclass(slots=True)
class Group:
    """A group that a number has made."""

    id: str
    number: PhoneNumber
    subject: str
    description: str
    mode: str
    created_at: int
    link: str = ""
    people: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.link = f"https://chat.whatsapp.com/{ids.trace_id()}"

    @property
    def waba(self) -> object:
        return self.number.waba


async def create_group(call: Call) -> JsonObject:
    """POST /{phone number id}/groups: the group's id comes by webhook"""
    need_product(call.params)
    given = checked(call.params, NEW)
    mode = given.get("join_approval_mode", "AUTO_APPROVE").lower()
    group = Group(
        ids.media_number(), call.number, given["subject"], given.get("description", ""), mode, int(call.now)
    )
    call.world.add(group)
    request_id = ids.media_number()
    told = {
        "timestamp": str(group.created_at),
        "group_id": group.id,
        "type": "group_create",
        "subject": group.subject,
    }
    told |= {"request_id": request_id, "invite_link": group.link, "join_approval_mode": mode}
    value = {
        "messaging_product": PRODUCT,
        "metadata": {"display_phone_number": call.number.phone, "phone_number_id": call.number.id},
        "groups": [told],
    }
    call.world.cloud_events.manage(call.number.waba, "group_lifecycle_update", value)
    return {"messaging_product": PRODUCT, "request_id": request_id}


async def list_groups(call: Call) -> JsonObject:
    """GET /{phone number id}/groups"""
    mine = [n for n in call.world.nodes.values() if isinstance(n, Group) and n.number is call.number]
    shown = [{"id": g.id, "subject": g.subject, "created_at": str(g.created_at)} for g in mine]
    found = page(call, shown)
    return {**found, "data": {"groups": found["data"]}}


async def show_group(call: Call) -> JsonObject:
    """GET /{group}"""
    group = _group(call)
    known: Fields = {
        "messaging_product": plain(PRODUCT),
        "subject": plain(group.subject),
        "description": plain(group.description),
        "join_approval_mode": plain(group.mode),
        "suspended": plain(False),
        "creation_timestamp": plain(group.created_at),
        "participants": plain([{"wa_id": p} for p in group.people]),
        "total_participant_count": plain(len(group.people)),
    }
    return pick(call.params, group.id, "WhatsAppGroup", known, ("messaging_product", "subject"))


def _group(call: Call) -> Group:
    return cast("Group", call.node)


async def change_group(call: Call) -> JsonObject:
    """POST /{group}"""
    need_product(call.params)
    given = checked(call.params, CHANGE)
    group = _group(call)
    group.subject = given.get("subject", group.subject)
    group.description = given.get("description", group.description)
    return _accepted()


def _accepted() -> JsonObject:
    """What changes a group is done later; webhooks name the request."""
    return {"messaging_product": PRODUCT, "request_id": ids.media_number(), **SUCCESS}


async def delete_group(call: Call) -> JsonObject:
    """DELETE /{group}"""
    del call.world.nodes[_group(call).id]
    return _accepted()


async def invite_link(call: Call) -> JsonObject:
    """GET /{group}/invite_link"""
    return {"messaging_product": PRODUCT, "invite_link": _group(call).link}


async def new_invite_link(call: Call) -> JsonObject:
    """POST and DELETE /{group}/invite_link"""
    need_product(call.params)
    group = _group(call)
    group.link = f"https://chat.whatsapp.com/{ids.trace_id()}"
    if call.request.method == "DELETE":
        return {"messaging_product": PRODUCT, **SUCCESS}
    return await invite_link(call)


async def join_requests(call: Call) -> JsonObject:
    """GET /{group}/join_requests: nobody in this world asks"""
    return page(call, [])


async def settle_join_requests(call: Call) -> JsonObject:
    """POST and DELETE /{group}/join_requests"""
    need_product(call.params)
    given = checked(call.params, REQUESTS)["join_requests"]
    verb = "rejected" if call.request.method == "DELETE" else "approved"
    error = {"code": 131009, "message": "Parameter value is not valid", "error_data": {"details": "unknown"}}
    failed = [{"join_request_id": r, "errors": [error]} for r in given]
    return {**_accepted(), f"{verb}_join_requests": [], "failed_join_requests": failed}


async def remove_participants(call: Call) -> JsonObject:
    """POST and DELETE /{group}/participants"""
    need_product(call.params)
    people = [ids.digits(str(p.get("user") or "")) for p in checked(call.params, PEOPLE)["participants"]]
    group = _group(call)
    if call.request.method == "DELETE":
        group.people = [p for p in group.people if p not in people]
    else:
        group.people += [p for p in people if p not in group.people]
    return _accepted()


async def call_permissions(call: Call) -> JsonObject:
    """GET /{phone number id}/call_permissions"""
    if not (call.params.get("user_wa_id") or call.params.get("recipient")):
        raise missing("user_wa_id")
    ask = {"action_name": "send_call_permission_request", "can_perform_action": True}
    start = {"action_name": "start_call", "can_perform_action": False}
    limits = [{"time_period": "PT24H", "max_allowed": 1, "current_usage": 0}]
    return {
        "messaging_product": PRODUCT,
        "permission": {"status": "no_permission"},
        "actions": [{**ask, "limits": limits}, {**start, "limits": []}],
    }


async def manage_call(call: Call) -> JsonObject:
    """POST /{phone number id}/calls: a call that nobody answers"""
    need_product(call.params)
    given = checked(call.params, CALL)
    settings = call.number.extras.settings.get("calling") or {}
    if call.world.options.calling_needs_switch and settings.get("status") != "ENABLED":
        raise GraphError(138000, message="(#138000) Calling not enabled")
    if given["action"] == "CONNECT":
        if not (given.get("to") or given.get("recipient")):
            raise missing("to")
        call_id = "wacid." + ids.trace_id()
        call.number.extras.calls[call_id] = "RINGING"
        return {"messaging_product": PRODUCT, "calls": [{"id": call_id}], **SUCCESS}
    call_id = str(given.get("call_id") or "")
    if not call_id:
        raise missing("call_id")
    if call_id not in call.number.extras.calls:
        raise parameter("Param call_id is not the id of a call of this number.")
    if given["action"] in ("REJECT", "TERMINATE"):
        del call.number.extras.calls[call_id]
    return {"messaging_product": PRODUCT, **SUCCESS}
