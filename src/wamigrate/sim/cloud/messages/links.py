"""Every piece of media that a message points at, with its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wamigrate.core.payload import Json, JsonObject

__all__ = ["media_in"]

MEDIA = ("image", "video", "audio", "document", "sticker", "gif")


def media_in(kind: str, content: Any) -> Iterator[tuple[str, JsonObject]]:
    """The path and the media object, for a message that has the right shape."""
    if kind in MEDIA:
        yield kind, content
    elif kind == "interactive":
        yield from _of(content.get("header"), "interactive['header']")
        cards = content["action"].get("cards") or []
        for place, card in enumerate(cards):
            yield from _of(card.get("header"), f"interactive['action']['cards'][{place}]['header']")
    elif kind == "template":
        yield from _of_components(content.get("components"), "template['components']")


def _of_components(components: Json, path: str) -> Iterator[tuple[str, JsonObject]]:
    for place, component in enumerate(components or []):
        where = f"{path}[{place}]"
        for number, one in enumerate(component.get("parameters") or []):
            yield from _of(one, f"{where}['parameters'][{number}]")
        for number, card in enumerate(component.get("cards") or []):
            yield from _of_components(card["components"], f"{where}['cards'][{number}]['components']")


def _of(holder: JsonObject | None, path: str) -> Iterator[tuple[str, JsonObject]]:
    if not holder:
        return
    kind = str(holder.get("type")).lower()
    if kind in MEDIA and holder.get(kind):
        yield f"{path}['{kind}']", holder[kind]
