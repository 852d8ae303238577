"""WhatsApp's own sticker packs, which every deployment can read and none can change."""

from __future__ import annotations

import uuid

from wamigrate.sim.onprem.state import Deployment, MediaFile, Sticker, StickerPack

__all__ = ["FIRST_PARTY", "put_first_party_media"]

EMOJIS = (["😀", "👋"], ["😂"], ["😍", "❤"], ["😢"])
PACKS = (("cuppy", "Cuppy"), ("salad", "Salad Days"))


def _pack(key: str, name: str) -> StickerPack:
    about = {"publisher": "WhatsApp", "name": name, "ios_app_store_link": "", "android_app_store_link": ""}
    stickers = {
        index: Sticker(str(uuid.uuid5(uuid.NAMESPACE_URL, f"whatsapp/{key}/{index}")), list(emojis))
        for index, emojis in enumerate(EMOJIS)
    }
    return StickerPack(about, stickers, len(stickers))


FIRST_PARTY: dict[str, StickerPack] = {
    str(uuid.uuid5(uuid.NAMESPACE_URL, f"whatsapp/{key}")): _pack(key, name) for key, name in PACKS
}


def put_first_party_media(place: Deployment, sticker: Sticker) -> None:
    """What a deployment names must be there to be sent."""
    place.media.setdefault(sticker.media_id, MediaFile(b"RIFF\x1a\x00\x00\x00WEBPVP8L", "image/webp"))
