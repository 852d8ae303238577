"""The block list of a number."""

from __future__ import annotations

from typing import Any

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.call import Call, need_product
from wamigrate.sim.cloud.errors import TITLES, GraphError, missing, parameter
from wamigrate.sim.cloud.messages.envelope import phone_digits
from wamigrate.sim.cloud.messages.rules import array, identifier, record
from wamigrate.sim.cloud.paging import page
from wamigrate.sim.cloud.params import as_list

__all__ = ["block", "show", "unblock"]

MOST = 64_000
USERS = array(record({"user": identifier, "user_id": identifier}), 1, 1000)


async def show(call: Call) -> JsonObject:
    """GET /{phone number id}/block_users"""
    # Meta's page shows no `input` here; pywa, which works with the real API, cannot do without one.
    return page(
        call,
        [{"messaging_product": "whatsapp", "wa_id": peer, "input": peer} for peer in call.number.blocked],
    )


async def block(call: Call) -> JsonObject:
    """POST /{phone number id}/block_users"""
    return _change(call, "added_users", _obstacle_to_block)


async def unblock(call: Call) -> JsonObject:
    """DELETE /{phone number id}/block_users"""
    return _change(call, "removed_users", lambda call, peer: None)


def _change(call: Call, name: str, obstacle: Any) -> JsonObject:
    """Do it for each user; what failed for some is told beside what went well, with HTTP 400."""
    need_product(call.params)
    done, failed = [], []
    for user in _users(call):
        written = str(user.get("user") or user.get("user_id"))
        try:
            peer = call.world.network.wa_id(phone_digits(written))
        except GraphError:
            failed.append({"input": written, "errors": [_error(131009, "The phone number is malformed")]})
            continue
        code = obstacle(call, peer)
        if code is not None:
            failed.append({"input": written, "wa_id": peer, "errors": [_error(code, TITLES[code][1])]})
            continue
        if name == "added_users":
            call.number.blocked[peer] = call.now
        else:
            call.number.blocked.pop(peer, None)
        done.append({"input": written, "wa_id": peer})
    result: JsonObject = {"messaging_product": "whatsapp", "block_users": {name: done}}
    if failed:
        result["block_users"]["failed_users"] = failed
        words = f"Failed to {'block' if name == 'added_users' else 'unblock'} some users"
        raise GraphError(139100, words, beside=result)
    return result


def _users(call: Call) -> list[JsonObject]:
    given = call.params.get("block_users")
    if given is None:
        raise missing("block_users")
    users = as_list(given, "block_users")
    USERS(users, "block_users")
    if not all(user.get("user") or user.get("user_id") for user in users):
        raise parameter("The parameter block_users[0]['user'] is required.")
    return users


def _obstacle_to_block(call: Call, peer: str) -> int | None:
    """Only others, who wrote within 24 hours, can be blocked."""
    number = call.number
    if peer == number.phone:
        return 131021
    if len(number.blocked) >= MOST:
        return 139101
    customer = call.world.network.customer(peer)
    if peer not in number.blocked and not call.world.network.window_open(number, customer):
        return 131047
    return None


def _error(code: int, details: str) -> JsonObject:
    return {"message": f"(#{code}) {TITLES[code][1]}", "code": code, "error_data": {"details": details}}
