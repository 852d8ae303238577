"""Where media stand in a send, and what has to happen to them before Cloud API can take it.

An ID of the application's becomes Cloud API's, and what a provider's link leads to is fetched and uploaded.
"""

from __future__ import annotations

from collections.abc import Iterable

from wamigrate.bridge.files import Files
from wamigrate.bridge.provider_links import ProviderLinks
from wamigrate.core.payload import EACH, Json, JsonObject, dig, every

__all__ = ["media_objects", "own_ids", "resolve_media"]

KINDS = ("audio", "document", "image", "sticker", "video", "voice")
HEADERS = ("document", "image", "video")


def media_objects(payload: JsonObject) -> list[JsonObject]:
    """Every object of the send that may name a file."""
    named = [payload[kind] for kind in KINDS if kind in payload]
    holders: list[Json] = []
    if "interactive" in payload:
        holders.append(dig(payload, "interactive", "header"))
    if "template" in payload:
        holders += [one for _, one in every(payload, "template", "components", EACH, "parameters", EACH)]
    named += [one[kind] for one in holders if isinstance(one, dict) for kind in HEADERS if kind in one]
    return [one for one in named if isinstance(one, dict)]


def own_ids(payload: JsonObject) -> list[str]:
    """The media IDs in a send that may not be Cloud API's own."""
    ids = (one.get("id") for one in media_objects(payload))
    return list(dict.fromkeys(str(one) for one in ids if isinstance(one, str) and one))


async def resolve_media(named: Iterable[JsonObject], files: Files, links: ProviderLinks) -> dict[str, str]:
    """What Cloud API calls the application's files, by their IDs and by links of providers."""
    known: dict[str, str] = {}
    for one in named:
        media_id, link = one.get("id"), one.get("link")
        if isinstance(media_id, str) and media_id:
            found = await files.to_cloud(media_id)
            if found is not None:
                known[media_id] = found
        elif isinstance(link, str) and (one.get("provider") or files.is_ours_to_fetch(link)):
            found = await links.cloud_id(one)
            if found is not None:
                known[link] = found
    return known
