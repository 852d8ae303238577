"""Cloud API's limits for interactive messages, blanks at the edges of action and button texts included."""

from __future__ import annotations

from typing import Any

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.errors import GraphError, missing, parameter

__all__ = ["check_interactive"]

KINDS = (
    "address_message",
    "button",
    "call_permission_request",
    "carousel",
    "catalog_message",
    "cta_url",
    "flow",
    "list",
    "location_request_message",
    "order_details",
    "order_status",
    "product",
    "product_list",
    "voice_call",
)
HEADERS = {
    "button": ("text", "image", "video", "document"),
    "list": ("text",),
    "product": (),
    "product_list": ("text",),
    "cta_url": ("text", "image", "video", "document"),
    "flow": ("text", "image", "video", "document"),
}


def check_interactive(content: JsonObject, kind: str = "interactive") -> None:
    """Raise on the first thing that is wrong."""
    given = content.get("type")
    if not given:
        raise missing("interactive['type']")
    name = str(given).lower()
    if name not in KINDS:
        names = ", ".join(k.upper() for k in KINDS)
        raise parameter(f"Param interactive['type'] must be one of {{{names}}} - got \"{given}\".")
    action = content.get("action")
    if not isinstance(action, dict):
        raise missing("interactive['action']")
    _check_texts(content, name)
    _check_header(content, name)
    match name:
        case "button":
            _check_buttons(action)
        case "list":
            _check_list(action)
        case "product_list":
            _check_products(content, action)
        case "product":
            _need(action, "catalog_id", "product_retailer_id")
        case "cta_url":
            _check_link(action)


def _check_texts(content: JsonObject, name: str) -> None:
    body = (content.get("body") or {}).get("text")
    if not body and name not in ("product", "carousel"):
        raise missing("interactive['body']['text']")
    _limit("Body text", body, 4096 if name == "list" else 1024)
    _limit("Footer text", (content.get("footer") or {}).get("text"), 60)


def _check_header(content: JsonObject, name: str) -> None:
    header = content.get("header")
    if header is None:
        if name == "product_list":
            raise missing("interactive['header']")
        return
    kind = str(header.get("type") or "").lower()
    allowed = HEADERS.get(name, ("text",))
    if kind not in allowed:
        raise GraphError(
            131009, f"Header of type {kind or 'none'} is not supported for interactive type {name}"
        )
    if not header.get(kind):
        raise missing(f"interactive['header']['{kind}']")
    if kind == "text":
        _limit("Header text", header["text"], 60)


def _check_buttons(action: JsonObject) -> None:
    buttons = action.get("buttons")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise GraphError(131009, "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3")
    replies = [_reply(button, place) for place, button in enumerate(buttons)]
    for field in ("id", "title"):
        values = [reply[field] for reply in replies]
        if len(set(values)) < len(values):
            raise GraphError(131009, f"Button {field}s must be unique")


def _reply(button: JsonObject, place: int) -> JsonObject:
    where = f"interactive['action']['buttons'][{place}]"
    if str(button.get("type") or "").lower() != "reply":
        raise missing(f"{where}['type']")
    reply = button.get("reply")
    if not isinstance(reply, dict):
        raise missing(f"{where}['reply']")
    _text("Button title", reply.get("title"), 20, f"{where}['reply']['title']")
    _text("Button id", reply.get("id"), 256, f"{where}['reply']['id']")
    return reply


def _check_list(action: JsonObject) -> None:
    _text("Button label", action.get("button"), 20, "interactive['action']['button']")
    sections = action.get("sections")
    if not isinstance(sections, list) or not 1 <= len(sections) <= 10:
        raise GraphError(131009, "Invalid sections count. Min allowed sections: 1, Max allowed sections: 10")
    rows = 0
    for place, section in enumerate(sections):
        where = f"interactive['action']['sections'][{place}]"
        if len(sections) > 1 or section.get("title") is not None:
            _text("Section title", section.get("title"), 24, f"{where}['title']")
        found = section.get("rows") or []
        rows += len(found)
        for number, row in enumerate(found):
            _check_row(row, f"{where}['rows'][{number}]")
    if rows > 10:
        raise GraphError(131009, "Total row count exceed max allowed count: 10")
    if rows == 0:
        raise missing("interactive['action']['sections'][0]['rows']")


def _check_row(row: JsonObject, where: str) -> None:
    _text("Row title", row.get("title"), 24, f"{where}['title']")
    _text("Row id", row.get("id"), 200, f"{where}['id']")
    if row.get("description") is not None:
        _text("Row description", row["description"], 72, f"{where}['description']")


def _check_products(content: JsonObject, action: JsonObject) -> None:
    _need(action, "catalog_id", "sections")
    items = sum(len(section.get("product_items") or []) for section in action["sections"])
    if not 1 <= items <= 30:
        raise GraphError(131009, "Invalid product count. Min allowed products: 1, Max allowed products: 30")


def _check_link(action: JsonObject) -> None:
    parameters = action.get("parameters")
    if not isinstance(parameters, dict):
        raise missing("interactive['action']['parameters']")
    where = "interactive['action']['parameters']"
    _text("Display text", parameters.get("display_text"), 20, f"{where}['display_text']")
    if not parameters.get("url"):
        raise missing(f"{where}['url']")


def _need(action: JsonObject, *names: str) -> None:
    for name in names:
        if not action.get(name):
            raise missing(f"interactive['action']['{name}']")


def _limit(what: str, value: Any, most: int) -> None:
    if value is not None and len(str(value)) > most:
        raise GraphError(131009, f"{what} is too long. Max length is {most}")


def _text(what: str, value: Any, most: int, where: str) -> None:
    """A required text: not too long, and without blanks at its edges."""
    if value is None or value == "":
        raise missing(where)
    if not isinstance(value, str):
        raise parameter(f"Param {where} must be a string.")
    _limit(what, value, most)
    if value != value.strip():
        raise GraphError(131009, f"{what} must not start or end with blanks")
