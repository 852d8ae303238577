"""Where media stand in a send, and what has to happen to them before Cloud API can take it.

An ID of the application's becomes Cloud API's, and what a provider's link leads to is fetched and uploaded.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.bridge.files import Files
from wamigrate.bridge.provider_links import ProviderLinks
from wamigrate.core.payload import EACH, JsonObject, dig, every

__all__ = ["media_objects", "own_ids", "resolve_media"]

KINDS = ("audio", "document", "image", "sticker", "video", "voice")
WITH_MEDIA = frozenset({*KINDS, "interactive", "template"})
HEADERS = ("document", "image", "video")


def media_objects(payload: JsonObject) -> Iterator[JsonObject]:
    """Every object of the send that may name a file."""
    if WITH_MEDIA.isdisjoint(payload):
        return
    for kind in KINDS:
        if isinstance(payload.get(kind), dict):
            yield payload[kind]
    header = dig(payload, "interactive", "header")
    if isinstance(header, dict):
        yield from (header[kind] for kind in HEADERS if isinstance(header.get(kind), dict))
    if "template" in payload:
        for _, one in every(payload, "template", "components", EACH, "parameters", EACH):
            if isinstance(one, dict):
                yield from (one[kind] for kind in HEADERS if isinstance(one.get(kind), dict))


def own_ids(payload: JsonObject) -> list[str]:
    """The media IDs in a send that may not be Cloud API's own."""
    ids = (one.get("id") for one in media_objects(payload))
    return list(dict.fromkeys(str(one) for one in ids if isinstance(one, str) and one))


async def resolve_media(payload: JsonObject, files: Files, links: ProviderLinks) -> dict[str, str]:
    """What Cloud API calls the application's files, by their IDs and by links of providers."""
    known: dict[str, str] = {}
    for one in media_objects(payload):
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
