"""What the `action` of each kind of interactive message holds."""

from __future__ import annotations

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim.cloud.errors import missing
from wamigrate.sim.cloud.messages.contents import MEDIA
from wamigrate.sim.cloud.messages.payments import ORDER_DETAILS, ORDER_STATUS
from wamigrate.sim.cloud.messages.rules import (
    Rule,
    anything,
    array,
    choice,
    constant,
    identifier,
    integer,
    invalid,
    record,
    text,
    unique,
    uri,
)

__all__ = ["ACTIONS"]

MOST_ROWS = 10
MOST_PRODUCTS = 30
MONTH_IN_MINUTES = 43_200


def _named(name: str, parameters: Rule | None = None, *, needed: bool = True) -> Rule:
    """An action with a name, and parameters if it takes any."""
    if parameters is None:
        return record({"name": constant(name)}, "name")
    known = {"name": constant(name), "parameters": parameters}
    return record(known, "name", "parameters") if needed else record(known, "name")


def _too_long(what: str, most: int) -> str:
    return f"{what} is too long. Max length is {most}"


def _outside(what: str, most: int) -> str:
    return f"{what} length invalid. Min length: 1, Max length: {most}"


BUTTON = record(
    {
        "id": text(256, _outside("Button id", 256), tidy="Button id"),
        "title": text(20, _outside("Button title", 20), tidy="Button title"),
    },
    "id",
    "title",
)
BUTTON_COUNT = "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3"


def _unlike_buttons(kind: str) -> Rule:
    buttons = array(record({"type": constant(kind), kind: BUTTON}, "type", kind), 1, 3, BUTTON_COUNT)

    def rule(value: Json, path: str) -> None:
        buttons(value, path)
        for key in ("id", "title"):
            unique([button[kind][key] for button in value], f"button {key}")

    return rule


ROW = record(
    {
        "id": text(200, _too_long("Row id", 200), tidy="Row id"),
        "title": text(24, _too_long("Row title", 24), tidy="Row title"),
        "description": text(72, _too_long("Row description", 72), tidy="Row description"),
    },
    "id",
    "title",
)
PRODUCT = record({"product_retailer_id": text(tidy="product_retailer_id")}, "product_retailer_id")
SECTION = record(
    {
        "title": text(24, _too_long("Section title", 24), tidy="Section title"),
        "rows": array(ROW),
        "product_items": array(PRODUCT),
    }
)
SECTIONS = array(SECTION, 1, 10, "Invalid sections count. Min allowed sections: 1, Max allowed sections: 10")


def _sections_with(key: str, most: int, too_many: str) -> Rule:
    """Sections that hold rows or products, `most` in all; more than one need titles."""

    def rule(value: Json, path: str) -> None:
        SECTIONS(value, path)
        for place, section in enumerate(value):
            if not section.get(key):
                raise missing(f"{path}[{place}]['{key}']")
            if len(value) > 1 and not section.get("title"):
                raise missing(f"{path}[{place}]['title']")
        if sum(len(section[key]) for section in value) > most:
            raise invalid(too_many)

    return rule


ROWS = _sections_with("rows", MOST_ROWS, f"Total row count exceed max allowed count: {MOST_ROWS}")
PRODUCTS = _sections_with(
    "product_items", MOST_PRODUCTS, f"Total product count exceed max allowed count: {MOST_PRODUCTS}"
)
LINK = record(
    {"display_text": text(20, _outside("Display text", 20), tidy="Display text"), "url": uri},
    "display_text",
    "url",
)


def _object(value: Json, path: str) -> None:
    if not isinstance(value, dict) or not value:
        raise invalid("flow_action_payload data must be dynamic_object")


def _names_a_flow(content: JsonObject, path: str) -> None:
    given = [key for key in ("flow_id", "flow_name") if content.get(key)]
    if not given:
        raise missing(f"{path}['flow_id']")
    if len(given) > 1:
        raise invalid("Only one of flow_id and flow_name can be given")


FLOW = record(
    {
        "flow_message_version": choice("3"),
        "flow_id": identifier,
        "flow_name": text(),
        "flow_cta": text(30, _outside("Flow CTA", 30), tidy="Flow CTA"),
        "flow_token": text(),
        "mode": choice("draft", "published"),
        "flow_action": choice("navigate", "data_exchange"),
        "flow_action_payload": record({"screen": text(), "data": _object}),
    },
    "flow_message_version",
    "flow_cta",
    checks=(_names_a_flow,),
)
ADDRESS = record(
    {
        "country": text(),
        "values": anything,
        "saved_addresses": array(anything),
        "validation_errors": anything,
    },
    "country",
)
CALL = record(
    {
        "display_text": text(20, _outside("Display text", 20), tidy="Display text"),
        "ttl_minutes": integer(1, MONTH_IN_MINUTES),
        "payload": text(),
    }
)
CARD_HEADER = record({"type": choice("image", "video"), "image": MEDIA, "video": MEDIA}, "type")
CARD = record(
    {
        "card_index": integer(0, 9),
        "type": choice("cta_url", "product", "quick_reply"),
        "header": CARD_HEADER,
        "body": record({"text": text(160, _outside("Card body text", 160))}, "text"),
        "action": record(
            {
                "name": constant("cta_url"),
                "parameters": LINK,
                "buttons": _unlike_buttons("quick_reply"),
                "catalog_id": identifier,
                "product_retailer_id": text(tidy="product_retailer_id"),
            }
        ),
    },
    "card_index",
    "action",
)
CARDS = array(CARD, 2, 10, "Invalid cards count. Min allowed cards: 2, Max allowed cards: 10")


def _cards(value: Json, path: str) -> None:
    CARDS(value, path)
    unique([int(card["card_index"]) for card in value], "card_index")
    if len({(card.get("header") or {}).get("type") for card in value}) > 1:
        raise invalid("All cards must have a header of the same type")
    for place, card in enumerate(value):
        _card_does_something(card["action"], f"{path}[{place}]['action']")


def _card_does_something(action: JsonObject, path: str) -> None:
    if action.get("buttons"):
        return
    if action.get("catalog_id") or action.get("product_retailer_id"):
        keys = ("catalog_id", "product_retailer_id")
    else:
        keys = ("name", "parameters")
    for key in keys:
        if not action.get(key):
            raise missing(f"{path}['{key}']")


THUMBNAIL = record(
    {"thumbnail_product_retailer_id": text(tidy="thumbnail_product_retailer_id")},
    "thumbnail_product_retailer_id",
)
ACTIONS: dict[str, Rule] = {
    "address_message": _named("address_message", ADDRESS),
    "button": record({"buttons": _unlike_buttons("reply")}, "buttons"),
    "call_permission_request": _named("call_permission_request"),
    "carousel": record({"cards": _cards}, "cards"),
    "catalog_message": _named("catalog_message", THUMBNAIL, needed=False),
    "cta_url": _named("cta_url", LINK),
    "flow": _named("flow", FLOW),
    "list": record(
        {
            "button": text(20, _outside("Button label", 20), tidy="Button label"),
            "sections": ROWS,
        },
        "button",
        "sections",
    ),
    "location_request_message": _named("send_location"),
    "order_details": _named("review_and_pay", ORDER_DETAILS),
    "order_status": _named("review_order", ORDER_STATUS),
    "product": record(
        {"catalog_id": identifier, "product_retailer_id": text(tidy="product_retailer_id")},
        "catalog_id",
        "product_retailer_id",
    ),
    "product_list": record({"catalog_id": identifier, "sections": PRODUCTS}, "catalog_id", "sections"),
    "request_contact_info": _named("request_contact_info"),
    "voice_call": _named("voice_call", CALL, needed=False),
}
