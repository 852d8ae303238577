"""Sticker packs and their stickers; `?namespace=whatsapp` shows WhatsApp's own."""

from __future__ import annotations

from typing import Any

from wamigrate.core.payload import JsonObject
from wamigrate.sim import ids
from wamigrate.sim.http import Response
from wamigrate.sim.onprem.call import Call, done, nothing
from wamigrate.sim.onprem.errors import OnPremRefusal, missing, wrong
from wamigrate.sim.onprem.state import Sticker, StickerPack
from wamigrate.sim.onprem.stickers import FIRST_PARTY, put_first_party_media

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

FIELDS = ("publisher", "name", "ios_app_store_link", "android_app_store_link")


async def list_packs(call: Call) -> Response:
    """GET /v1/stickerpacks"""
    return done(call, {"stickerpacks": [{"id": pack_id} for pack_id in _packs(call)]})


async def create_pack(call: Call) -> Response:
    """POST /v1/stickerpacks"""
    _own(call)
    body = call.object()
    for name in ("publisher", "name"):
        if not body.get(name):
            raise missing(name)
    pack_id = ids.uuid_id()
    call.place.stickerpacks[pack_id] = StickerPack(_about(body))
    return done(call, {"stickerpacks": [{"id": pack_id}]})


async def show_pack(call: Call) -> Response:
    """GET /v1/stickerpacks/{id}"""
    return done(call, {"stickerpacks": [_pack(call).about]})


async def change_pack(call: Call) -> Response:
    """PATCH /v1/stickerpacks/{id}"""
    _own(call)
    _pack(call).about.update(_about(call.object()))
    return nothing(call)


async def delete_pack(call: Call) -> Response:
    """DELETE /v1/stickerpacks/{id}"""
    _own(call)
    _pack(call)
    del call.place.stickerpacks[call.path["id"]]
    return nothing(call)


async def list_stickers(call: Call) -> Response:
    """GET /v1/stickerpacks/{id}/stickers"""
    return done(call, {"stickers": [{"index": str(index)} for index in _pack(call).stickers]})


async def add_sticker(call: Call) -> Response:
    """POST /v1/stickerpacks/{id}/stickers"""
    _own(call)
    pack, media_id = _pack(call), call.text("image_data_id")
    _check_image(call, media_id)
    index, pack.next_index = pack.next_index, pack.next_index + 1
    pack.stickers[index] = Sticker(media_id, _emojis(call.object().get("emojis")))
    return done(call, {"stickers": [{"index": str(index)}]})


async def show_sticker(call: Call) -> Response:
    """GET /v1/stickerpacks/{id}/stickers/{index}"""
    sticker = _sticker(call, _pack(call))
    shown: JsonObject = {"id": sticker.media_id, "emojis": sticker.emojis}
    if _first_party(call):
        put_first_party_media(call.place, sticker)
    else:
        shown["image_data_id"] = sticker.media_id
    return done(call, {"stickers": [shown]})


async def change_sticker(call: Call) -> Response:
    """PATCH /v1/stickerpacks/{id}/stickers/{index}"""
    _own(call)
    sticker, body = _sticker(call, _pack(call)), call.object()
    if body.get("image_data_id") is not None:
        _check_image(call, body["image_data_id"])
        sticker.media_id = body["image_data_id"]
    if body.get("emojis") is not None:
        sticker.emojis = _emojis(body["emojis"])
    return nothing(call)


async def delete_sticker(call: Call) -> Response:
    """DELETE /v1/stickerpacks/{id}/stickers/{index}"""
    _own(call)
    pack = _pack(call)
    _sticker(call, pack)
    del pack.stickers[int(call.path["index"])]
    return nothing(call)


def _first_party(call: Call) -> bool:
    return call.request.query.get("namespace") == "whatsapp"


def _packs(call: Call) -> dict[str, StickerPack]:
    return FIRST_PARTY if _first_party(call) else call.place.stickerpacks


def _own(call: Call) -> None:
    if _first_party(call):
        raise OnPremRefusal(1005, "Sticker packs of WhatsApp are read-only")


def _pack(call: Call) -> StickerPack:
    pack = _packs(call).get(call.path["id"])
    if pack is None:
        raise OnPremRefusal(1006, "Stickerpack does not exist")
    return pack


def _sticker(call: Call, pack: StickerPack) -> Sticker:
    index = call.path["index"]
    sticker = pack.stickers.get(int(index)) if index.isdecimal() and len(index) < 9 else None
    if sticker is None:
        raise OnPremRefusal(1006, "Sticker does not exist")
    return sticker


def _check_image(call: Call, media_id: Any) -> None:
    if not isinstance(media_id, str) or media_id not in call.place.media:
        raise OnPremRefusal(1006, "Media does not exist")


def _about(body: JsonObject) -> JsonObject:
    found = {name: body[name] for name in FIELDS if body.get(name) is not None}
    for name, value in found.items():
        if not isinstance(value, str):
            raise wrong(name, "must be a string")
    return found


def _emojis(value: Any) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise wrong("emojis", "must be an array of strings")
    return value
