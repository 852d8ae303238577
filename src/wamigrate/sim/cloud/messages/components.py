"""Template messages: the shape of components and parameters, whatever the template is."""

from __future__ import annotations

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim.cloud.errors import GraphError, missing, parameter
from wamigrate.sim.cloud.messages.contents import LOCATION, MEDIA, MEDIA_WITH_NAME
from wamigrate.sim.cloud.messages.payments import ORDER_DETAILS, ORDER_STATUS
from wamigrate.sim.cloud.messages.rules import (
    Rule,
    array,
    choice,
    constant,
    identifier,
    integer,
    json_object,
    record,
    scalar,
    text,
    uri,
)

__all__ = ["TEMPLATE"]

CURRENCY = record(
    {"fallback_value": text(), "code": text(3), "amount_1000": integer(-(10**15), 10**15)},
    "fallback_value",
    "code",
    "amount_1000",
)
DATE_TIME = record(
    {
        "fallback_value": text(),
        "day_of_week": integer(0, 10**13),
        "day_of_month": integer(0, 10**13),
        "year": integer(0, 10**13),
        "month": integer(0, 10**13),
        "hour": integer(0, 10**13),
        "minute": integer(0, 10**13),
        "calendar": choice("gregorian", "solar_hijri"),
        "timestamp": integer(0, 10**13),
    },
    "fallback_value",
)
SECTION = record(
    {
        "title": text(24),
        "product_items": array(record({"product_retailer_id": text()}, "product_retailer_id")),
    }
)
ACTION = record(
    {
        "thumbnail_product_retailer_id": text(),
        "sections": array(SECTION, 1, 10),
        "flow_token": text(),
        "flow_action_data": json_object,
        "order_details": ORDER_DETAILS,
    }
)
VALUES = {
    "text": scalar,
    "currency": CURRENCY,
    "date_time": DATE_TIME,
    "image": MEDIA,
    "video": MEDIA,
    "gif": MEDIA,
    "document": MEDIA_WITH_NAME,
    "location": LOCATION,
    "product": record({"product_retailer_id": text(), "catalog_id": identifier}, "product_retailer_id"),
    "payload": text(),
    "coupon_code": text(),
    "action": ACTION,
    "limited_time_offer": record({"expiration_time_ms": integer(0, 10**15)}, "expiration_time_ms"),
    "order_status": ORDER_STATUS,
    "tap_target_configuration": array(record({"url": uri, "title": text()}, "url", "title"), 1),
}
PARAMETER = record({"type": choice(*VALUES), "parameter_name": text(), **VALUES}, "type")
# These may be there without a value: what the template says is taken.
WITHOUT_VALUE = ("action", "payload")


def _parameter(value: Json, path: str) -> None:
    PARAMETER(value, path)
    kind = value["type"].lower()
    if value.get(kind) is None and kind not in WITHOUT_VALUE:
        raise GraphError(100, f"Parameter '{kind}' is mandatory for component parameter type '{kind}'")


PARAMETERS = array(_parameter)
SUB_TYPES = (
    "catalog",
    "copy_code",
    "flow",
    "mpm",
    "order_details",
    "phone_number",
    "quick_reply",
    "reminder",
    "spm",
    "url",
    "voice_call",
)
TYPES = ("header", "body", "footer", "button", "carousel", "limited_time_offer", "order_status")


def _component_rule(*types: str, cards: bool) -> Rule:
    known = {
        "type": choice(*types),
        "sub_type": choice(*SUB_TYPES),
        "index": integer(0, 9),
        "parameters": PARAMETERS,
    }
    return record({**known, "cards": _cards} if cards else known, "type")


def _cards(value: Json, path: str) -> None:
    CARDS(value, path)


def _component(value: Json, path: str) -> None:
    COMPONENT(value, path)
    _check_component(value, path)


def _inner_component(value: Json, path: str) -> None:
    INNER(value, path)
    _check_component(value, path)


def _check_component(component: JsonObject, path: str) -> None:
    """A button says which one and of what kind; the text of the rest is text."""
    if component["type"].lower() == "button":
        for key in ("sub_type", "index"):
            if component.get(key) in (None, ""):
                raise missing(f"{path}['{key}']")
        return
    for place, one in enumerate(component.get("parameters") or []):
        if one.get("text") is not None and not isinstance(one["text"], str):
            raise parameter(f"Param {path}['parameters'][{place}]['text'] must be a string.")


COMPONENT = _component_rule(*TYPES, "tap_target_configuration", cards=True)
INNER = _component_rule("header", "body", "button", cards=False)
CARDS = array(
    record({"card_index": integer(0, 9), "components": array(_inner_component)}, "card_index", "components"),
    1,
    10,
    "carousel: 1 to 10 cards",
)
TEMPLATE = record(
    {
        "name": text(512),
        "language": record({"code": text(), "policy": constant("deterministic")}, "code"),
        "components": array(_component),
    },
    "name",
    "language",
)
