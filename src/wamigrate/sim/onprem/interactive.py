"""The limits of interactive messages that On-Premises enforces at once; spaces do not trouble it."""

from __future__ import annotations

from typing import Any

from wamigrate.core.payload import JsonObject
from wamigrate.sim.onprem.errors import OnPremRefusal, missing, wrong

__all__ = ["as_dict", "as_list", "check_interactive"]

KINDS = ("list", "button", "product", "product_list", "catalog_message", "flow", "address_message")
BUTTON_COUNT = "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3"
BUTTON_HEADERS = ("text", "image", "video", "document")
PRODUCTS = 30


def check_interactive(content: JsonObject) -> None:
    """Refuse what On-Premises refuses."""
    kind = content.get("type")
    if kind is None:
        raise missing("interactive.type")
    if kind not in KINDS:
        raise wrong("interactive.type", f"must be one of {', '.join(KINDS)}")
    action = content.get("action")
    if not isinstance(action, dict):
        raise missing("interactive.action")
    text = as_dict(content.get("body")).get("text")
    if kind != "product" and not text:
        raise missing("interactive.body.text")
    _check_length("interactive.body.text", text, 1024)
    _check_length("interactive.footer.text", as_dict(content.get("footer")).get("text"), 60)
    _check_header(str(kind), content.get("header"))
    check = ACTIONS.get(str(kind))
    if check is not None:
        check(action)


def as_dict(value: Any) -> JsonObject:
    """An object, or an empty one for anything else: On-Premises looks away."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """An array; a single object counts as an array of one, as Meta's own samples send it.

    An object whose keys are numbers is an array too: PHP writes and reads arrays like that.
    """
    if isinstance(value, dict):
        return list(value.values()) if value and all(k.isdecimal() for k in value) else [value]
    return value if isinstance(value, list) else []


def _check_length(name: str, value: Any, most: int) -> None:
    if len(str(value or "")) > most:
        raise wrong(name, f"must not be longer than {most} characters")


def _check_header(kind: str, header: Any) -> None:
    """Text, or above buttons also media; what stands in those is looked at later."""
    if not header:
        if kind == "product_list":
            raise missing("interactive.header")
        return
    shown = as_dict(header).get("type")
    if shown not in (BUTTON_HEADERS if kind == "button" else ("text",)):
        raise OnPremRefusal(2036, f"The header of a message of type {kind} cannot be of type {shown}")
    if shown == "text":
        _check_length("interactive.header.text", as_dict(header).get("text"), 60)


def _check_buttons(action: JsonObject) -> None:
    buttons = action.get("buttons") or []
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise OnPremRefusal(1009, BUTTON_COUNT)
    for button in buttons:
        reply = as_dict(as_dict(button).get("reply"))
        if not reply.get("id") or not reply.get("title"):
            raise missing("interactive.action.buttons.reply")
        _check_length("interactive.action.buttons.reply.title", reply["title"], 20)
        _check_length("interactive.action.buttons.reply.id", reply["id"], 256)


def _check_list(action: JsonObject) -> None:
    if not action.get("button"):
        raise missing("interactive.action.button")
    _check_length("interactive.action.button", action["button"], 20)
    sections = _sections(action)
    rows = [as_dict(row) for section in sections for row in as_list(section.get("rows"))]
    if not 1 <= len(rows) <= 10:
        raise OnPremRefusal(2016, "A list has 1 to 10 rows")
    for row in rows:
        if not row.get("id") or not row.get("title"):
            raise missing("interactive.action.sections.rows")
        _check_length("interactive.action.sections.rows.id", row["id"], 200)
        _check_length("interactive.action.sections.rows.title", row["title"], 24)
        _check_length("interactive.action.sections.rows.description", row.get("description"), 72)


def _sections(action: JsonObject) -> list[JsonObject]:
    sections = [as_dict(s) for s in as_list(action.get("sections"))]
    if not 1 <= len(sections) <= 10:
        raise OnPremRefusal(2015, "There must be 1 to 10 sections")
    for section in sections:
        if len(sections) > 1 and not section.get("title"):
            raise missing("interactive.action.sections.title")
        _check_length("interactive.action.sections.title", section.get("title"), 24)
    return sections


def _check_product(action: JsonObject) -> None:
    for name in ("catalog_id", "product_retailer_id"):
        if not action.get(name):
            raise missing(f"interactive.action.{name}")


def _check_products(action: JsonObject) -> None:
    if not action.get("catalog_id"):
        raise missing("interactive.action.catalog_id")
    items = [as_dict(i) for section in _sections(action) for i in as_list(section.get("product_items"))]
    if not 1 <= len(items) <= PRODUCTS:
        raise OnPremRefusal(2023, f"There must be 1 to {PRODUCTS} products")
    if not all(item.get("product_retailer_id") for item in items):
        raise missing("interactive.action.sections.product_items.product_retailer_id")


ACTIONS = {
    "button": _check_buttons,
    "list": _check_list,
    "product": _check_product,
    "product_list": _check_products,
}
