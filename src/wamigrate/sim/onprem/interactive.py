"""The few limits of interactive messages that On-Premises enforces at once; spaces do not trouble it."""

from __future__ import annotations

from typing import Any

from wamigrate.core.payload import JsonObject
from wamigrate.sim.onprem.errors import OnPremRefusal, missing

__all__ = ["as_dict", "as_list", "check_interactive"]

KINDS = ("list", "button", "product", "product_list", "catalog_message", "flow", "address_message")


def check_interactive(content: JsonObject) -> None:
    """Refuse what On-Premises refuses."""
    kind = content.get("type")
    if kind is None:
        raise missing("interactive.type")
    if kind not in KINDS:
        raise OnPremRefusal(1009, f"interactive.type must be one of {', '.join(KINDS)}")
    action = content.get("action")
    if not isinstance(action, dict):
        raise missing("interactive.action")
    text = as_dict(content.get("body")).get("text")
    if kind != "product" and not text:
        raise missing("interactive.body.text")
    if text and len(str(text)) > 1024:
        raise OnPremRefusal(1009, "interactive.body.text must not be longer than 1024 characters")
    if kind == "button":
        _check_buttons(action)
    if kind == "list":
        _check_list(content, action)


def as_dict(value: Any) -> JsonObject:
    """An object, or an empty one for anything else: On-Premises looks away."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """An array; a single object counts as an array of one, as Meta's own samples send it."""
    return value if isinstance(value, list) else [value] if isinstance(value, dict) else []


def _check_buttons(action: JsonObject) -> None:
    buttons = action.get("buttons") or []
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise OnPremRefusal(1009, "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3")
    for button in buttons:
        reply = button.get("reply") if isinstance(button, dict) else None
        if not isinstance(reply, dict) or not reply.get("id") or not reply.get("title"):
            raise missing("interactive.action.buttons.reply")
        if len(str(reply["title"])) > 20 or len(str(reply["id"])) > 256:
            raise OnPremRefusal(1009, "Button title or id is too long")


def _check_list(content: JsonObject, action: JsonObject) -> None:
    if not action.get("button"):
        raise missing("interactive.action.button")
    if as_dict(content.get("header") or {"type": "text"}).get("type") != "text":
        raise OnPremRefusal(2036, "The header of a list must be text")
    sections = action.get("sections") or []
    if not isinstance(sections, list) or not 1 <= len(sections) <= 10:
        raise OnPremRefusal(2015, "A list has 1 to 10 sections")
    rows = [as_dict(row) for section in sections for row in as_list(as_dict(section).get("rows"))]
    if not 1 <= len(rows) <= 10:
        raise OnPremRefusal(2016, "A list has 1 to 10 rows")
    for row in rows:
        if not row.get("id") or not row.get("title"):
            raise missing("interactive.action.sections.rows")
        if len(str(row["title"])) > 24 or len(str(row.get("description") or "")) > 72:
            raise OnPremRefusal(1009, "Row title or description is too long")
