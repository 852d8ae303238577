"""Messages as Meta documents them, to be sent as they are or with one thing changed."""

from __future__ import annotations

import copy
from typing import Any

from wamigrate.core.payload import JsonObject

__all__ = [
    "CUSTOMER",
    "HELLO",
    "TEXT",
    "button",
    "changed",
    "interactive",
    "list_message",
    "refused",
    "template",
    "texts",
]

CUSTOMER = "16505551234"
TEXT: JsonObject = {"type": "text", "text": {"body": "hello"}}
HELLO: JsonObject = {"name": "hello_world", "language": {"code": "en_US"}}
LANGUAGE = {"code": "en_US", "policy": "deterministic"}


def interactive(kind: str, action: JsonObject, **more: Any) -> JsonObject:
    """An interactive message with a body; `body=None` leaves it out."""
    content = {"type": kind, "body": {"text": "Well?"}, "action": action, **more}
    return {"type": "interactive", "interactive": {k: v for k, v in content.items() if v is not None}}


def button(*titles: str, **more: Any) -> JsonObject:
    replies = [{"type": "reply", "reply": {"id": f"id-{t}", "title": t}} for t in titles or ("Yes", "No")]
    return interactive("button", {"buttons": replies}, **more)


def list_message(*rows: JsonObject, button: str = "Choose", **more: Any) -> JsonObject:
    shown = list(rows) or [{"id": "1", "title": "One", "description": "The first"}]
    return interactive("list", {"button": button, "sections": [{"title": "All", "rows": shown}]}, **more)


def template(*components: JsonObject, name: str = "order_ready", language: str = "en_US") -> JsonObject:
    content = {"name": name, "language": {**LANGUAGE, "code": language}, "components": list(components)}
    return {"type": "template", "template": content}


def texts(*values: str) -> list[JsonObject]:
    return [{"type": "text", "text": v} for v in values]


def changed(message: JsonObject, path: str, value: Any) -> JsonObject:
    """A copy with another value at a path like `interactive.action.buttons.0.type`."""
    copied = copy.deepcopy(message)
    place: Any = copied
    *way, last = (int(key) if key.isdigit() else key for key in path.split("."))
    for key in way:
        place = place[key]
    place[last] = value
    return copied


def refused(error: JsonObject) -> tuple[int, str]:
    """Code and the text that says why: the details, or the message without its code."""
    details = (error.get("error_data") or {}).get("details")
    return error["code"], details or error["message"].removeprefix(f"(#{error['code']}) ")
