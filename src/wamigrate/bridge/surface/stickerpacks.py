"""Stickerpacks from the bridge's own store: Cloud API has none.

A pack is a list of stickers, a sticker is a media ID with emojis. Sending one is an ordinary sticker message.
"""

from __future__ import annotations

import uuid

from wamigrate.bridge.call import Call, done
from wamigrate.bridge.http import Reply
from wamigrate.bridge.refusals import Refused, invalid, missing
from wamigrate.core.payload import JsonObject

__all__ = [
    "add_sticker",
    "change_pack",
    "change_sticker",
    "create_pack",
    "delete_pack",
    "delete_sticker",
    "list_packs",
    "list_stickers",
    "show_pack",
    "show_sticker",
]

PACK = "stickerpack"
FIELDS = ("publisher", "name", "ios_app_store_link", "android_app_store_link")
MOST = 30
FIRST_PARTY = "whatsapp"


async def list_packs(call: Call) -> Reply:
    """GET /v1/stickerpacks: WhatsApp's own packs are not to be had any more"""
    packs = (
        {} if call.query.get("namespace") == FIRST_PARTY else await call.line.memory.all(call.line.id, PACK)
    )
    return done(call, {"stickerpacks": [{"id": pack} for pack in packs]})


async def create_pack(call: Call) -> Reply:
    """POST /v1/stickerpacks"""
    body = await call.object()
    for name in ("publisher", "name"):
        if not body.get(name):
            raise missing(name)
    pack_id = str(uuid.uuid4())
    await _store(call, pack_id, {**_fields(body), "stickers": {}, "next": 0})
    return done(call, {"stickerpacks": [{"id": pack_id}]})


async def show_pack(call: Call) -> Reply:
    """GET /v1/stickerpacks/{id}"""
    pack = await _pack(call)
    return done(call, {"stickerpacks": [{name: pack[name] for name in FIELDS if name in pack}]})


async def change_pack(call: Call) -> Reply:
    """PATCH /v1/stickerpacks/{id}"""
    pack = await _pack(call)
    await _store(call, call.given["id"], {**pack, **_fields(await call.object())})
    return done(call)


async def delete_pack(call: Call) -> Reply:
    """DELETE /v1/stickerpacks/{id}"""
    await _pack(call)
    await call.line.memory.forget(call.line.id, PACK, call.given["id"])
    return done(call)


async def list_stickers(call: Call) -> Reply:
    """GET /v1/stickerpacks/{id}/stickers"""
    return done(call, {"stickers": [{"index": index} for index in (await _pack(call))["stickers"]]})


async def add_sticker(call: Call) -> Reply:
    """POST /v1/stickerpacks/{id}/stickers"""
    pack = await _pack(call)
    if len(pack["stickers"]) >= MOST:
        raise Refused(1009, f"A pack has at most {MOST} stickers")
    sticker = _sticker(await call.object())
    if "image_data_id" not in sticker:
        raise missing("image_data_id")
    index = str(pack["next"])
    pack["stickers"][index] = sticker
    await _store(call, call.given["id"], {**pack, "next": pack["next"] + 1})
    return done(call, {"stickers": [{"index": index}]})


async def show_sticker(call: Call) -> Reply:
    """GET /v1/stickerpacks/{id}/stickers/{index}"""
    sticker = _find(await _pack(call), call.given["index"])
    shown = {"id": sticker["image_data_id"], "emojis": sticker.get("emojis", []), **sticker}
    return done(call, {"stickers": [shown]})


async def change_sticker(call: Call) -> Reply:
    """PATCH /v1/stickerpacks/{id}/stickers/{index}"""
    pack = await _pack(call)
    _find(pack, call.given["index"]).update(_sticker(await call.object()))
    await _store(call, call.given["id"], pack)
    return done(call)


async def delete_sticker(call: Call) -> Reply:
    """DELETE /v1/stickerpacks/{id}/stickers/{index}"""
    pack = await _pack(call)
    _find(pack, call.given["index"])
    del pack["stickers"][call.given["index"]]
    await _store(call, call.given["id"], pack)
    return done(call)


async def _pack(call: Call) -> JsonObject:
    pack = await call.line.memory.get(call.line.id, PACK, call.given["id"])
    if pack is None or call.query.get("namespace") == FIRST_PARTY:
        raise Refused(1006, "Stickerpack does not exist", status=404)
    return pack


async def _store(call: Call, pack_id: str, pack: JsonObject) -> None:
    await call.line.memory.put(call.line.id, PACK, pack_id, pack)


def _find(pack: JsonObject, index: str) -> JsonObject:
    sticker = pack["stickers"].get(index)
    if sticker is None:
        raise Refused(1006, "Sticker does not exist", status=404)
    found: JsonObject = sticker
    return found


def _fields(body: JsonObject) -> JsonObject:
    given = {name: body[name] for name in FIELDS if name in body}
    for name, value in given.items():
        if not isinstance(value, str) or len(value) > 1024:
            raise invalid(name, "a string")
    return given


def _sticker(body: JsonObject) -> JsonObject:
    sticker: JsonObject = {name: body[name] for name in ("image_data_id", "emojis") if name in body}
    if not isinstance(sticker.get("image_data_id", ""), str):
        raise invalid("image_data_id", "a string")
    emojis = sticker.get("emojis", [])
    if not isinstance(emojis, list) or not all(isinstance(one, str) for one in emojis[:50]):
        raise invalid("emojis", "an array of strings")
    return sticker
