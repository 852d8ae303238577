"""Orders inside interactive messages: `review_and_pay` and `review_order`."""

from __future__ import annotations

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim.cloud.errors import parameter
from wamigrate.sim.cloud.messages.rules import (
    anything,
    array,
    choice,
    identifier,
    integer,
    invalid,
    record,
    text,
    unique,
)

__all__ = ["ORDER_DETAILS", "ORDER_STATUS"]

LARGEST = 10**15
STATUSES = ("pending", "processing", "partially-shipped", "shipped", "completed", "canceled")
PLACES = {
    "value": integer(0, LARGEST),
    "offset": integer(1, 10_000),
    "description": text(),
    "discount_program_name": text(),
}
AMOUNT = record(PLACES, "value", "offset")
ITEM = record(
    {
        "retailer_id": identifier,
        "product_id": identifier,
        "name": text(),
        "amount": AMOUNT,
        "quantity": integer(1, 10**6),
        "sale_amount": AMOUNT,
        "country_of_origin": text(),
        "importer_name": text(),
        "importer_address": anything,
        "image": anything,
    },
    "name",
    "amount",
    "quantity",
)
ORDER = record(
    {
        "status": choice("pending"),
        "catalog_id": identifier,
        "expiration": record({"timestamp": identifier, "description": text()}, "timestamp"),
        "items": array(ITEM, 1, 999, "order: at least one item is required"),
        "subtotal": AMOUNT,
        "tax": AMOUNT,
        "shipping": AMOUNT,
        "discount": AMOUNT,
    },
    "status",
    "items",
    "subtotal",
)
REFERENCE = text(tidy="reference_id")


def _settings(value: Json, path: str) -> None:
    array(anything)(value, path)
    if not all(isinstance(one, dict) for one in value):
        raise parameter(f"Param {path} must be an array of JSON objects.")


def _adds_up(content: JsonObject, path: str) -> None:
    ids = [item.get("retailer_id") for item in content["order"]["items"] if item.get("retailer_id")]
    unique(ids, "retailer_id of order items")
    if content["total_amount"].get("value") == 0:
        raise invalid("total_amount must be more than 0")


ORDER_DETAILS = record(
    {
        "reference_id": REFERENCE,
        "type": choice("digital-goods", "physical-goods"),
        "payment_type": text(),
        "payment_configuration": text(),
        "payment_settings": _settings,
        "currency": text(),
        "total_amount": AMOUNT,
        "order": ORDER,
        "beneficiaries": _settings,
    },
    "reference_id",
    "type",
    "currency",
    "total_amount",
    "order",
    checks=(_adds_up,),
)
ORDER_STATUS = record(
    {
        "reference_id": REFERENCE,
        "order": record({"status": choice(*STATUSES), "description": text()}, "status"),
        "payment": anything,
    },
    "reference_id",
    "order",
)
