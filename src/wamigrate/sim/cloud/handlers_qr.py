"""QR codes and short links of a number."""

from __future__ import annotations

import random
from collections.abc import Iterator

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.call import SUCCESS, Call
from wamigrate.sim.cloud.errors import GraphError, no_object
from wamigrate.sim.cloud.paging import page
from wamigrate.sim.cloud.rules import Rule, Rules, checked
from wamigrate.sim.cloud.selection import Fields, pick, plain

__all__ = ["change_code", "delete_code", "list_codes", "save_code", "show_code"]

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
MOST = 2000
DEFAULT = ("code", "prefilled_message", "deep_link_url")
RULES: Rules = {
    "code": Rule(),
    "prefilled_message": Rule(required=True, longest=140),
    "generate_qr_image": Rule(choices=("PNG", "SVG")),
}
# Codes need to differ, not to be secret.
_dice = random.Random()  # noqa: S311


async def list_codes(call: Call) -> JsonObject:
    """GET /{phone number id}/message_qrdls"""
    codes = call.number.extras.qr_codes
    wanted = call.params.get("code")
    return page(call, [_shown(call, c) for c in _newest(codes) if wanted in (None, c["code"])])


def _newest(codes: dict[str, JsonObject]) -> Iterator[JsonObject]:
    return reversed(codes.values())


async def show_code(call: Call) -> JsonObject:
    """GET /{phone number id}/message_qrdls/{code}"""
    return {"data": [_shown(call, _code(call, "get"))]}


async def save_code(call: Call) -> JsonObject:
    """POST /{phone number id}/message_qrdls: with a code it changes that one"""
    given = checked(call.params, RULES)
    codes = call.number.extras.qr_codes
    if given.get("code"):
        found = codes.get(given["code"])
        if found is None:
            raise GraphError(100, "The code does not exist")
        found["prefilled_message"] = given["prefilled_message"]
        return {name: found[name] for name in DEFAULT}
    if len(codes) >= MOST:
        raise GraphError(100, f"A number has at most {MOST} codes")
    name = "".join(_dice.choices(ALPHABET, k=12)) + "A2"
    link = f"https://wa.me/message/{name}"
    found = {"code": name, "prefilled_message": given["prefilled_message"], "deep_link_url": link}
    codes[name] = {**found, "creation_time": int(call.now)}
    kind = given.get("generate_qr_image")
    return {**found, **({"qr_image_url": _image(call, name, kind)} if kind else {})}


async def change_code(call: Call) -> JsonObject:
    """POST /{phone number id}/message_qrdls/{code}: how some clients change one"""
    code = _code(call, "post")["code"]
    return await save_code(call.about(call.node, {**call.params, "code": code}))


async def delete_code(call: Call) -> JsonObject:
    """DELETE /{phone number id}/message_qrdls/{code}"""
    del call.number.extras.qr_codes[_code(call, "delete")["code"]]
    return SUCCESS


def _code(call: Call, verb: str) -> JsonObject:
    found = call.number.extras.qr_codes.get(call.item)
    if found is None:
        raise no_object(call.item, verb)
    return found


def _shown(call: Call, code: JsonObject) -> JsonObject:
    known: Fields = {name: plain(code[name]) for name in (*DEFAULT, "creation_time")}
    known["qr_image_url"] = lambda asked: _image(call, code["code"], asked.filters.get("format", "PNG"))
    return pick(call.params, None, "WhatsAppQRCode", known, DEFAULT)


def _image(call: Call, code: str, kind: str) -> str:
    return f"https://scontent.xx.fbcdn.net/m1/v/t6/{code}.{kind.lower()}?ccb=10-5&oh=00_Af&oe=64550A9E"
