"""Template messages beside their templates: counts, names, kinds, lengths, cards."""

from __future__ import annotations

from typing import Any

import pytest

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.errors import GraphError
from wamigrate.sim.cloud.messages.components import TEMPLATE
from wamigrate.sim.cloud.messages.template_fit import check_components

LIMITS = {"payload": 128, "coupon_code": 15, "text": 2000}
LINK = {"link": "https://example.com/a"}
BODY: JsonObject = {"type": "BODY", "text": "Hi {{1}}, your order {{2}} is ready."}
NAMED: JsonObject = {"type": "BODY", "text": "Hi {{name}}, {{ day }} it is."}


def texts(*values: str, **named: str) -> list[JsonObject]:
    found: list[JsonObject] = [{"type": "text", "text": v} for v in values]
    return found + [{"type": "text", "parameter_name": k, "text": v} for k, v in named.items()]


def buttons(*known: JsonObject) -> JsonObject:
    return {"type": "BUTTONS", "buttons": list(known)}


def body(*values: str, **named: str) -> JsonObject:
    return {"type": "body", "parameters": texts(*values, **named)}


def press(sub_type: str, index: Any, *parameters: JsonObject) -> JsonObject:
    return {"type": "button", "sub_type": sub_type, "index": index, "parameters": list(parameters)}


def header(kind: str, value: Any) -> JsonObject:
    return {"type": "header", "parameters": [{"type": kind, kind: value}]}


def verdict(known: list[JsonObject], given: list[JsonObject], **more: bool) -> tuple[int, str | None]:
    """The code and details of the refusal; (200, None) if it fits."""
    try:
        TEMPLATE({"name": "n", "language": {"code": "en"}, "components": given}, "template")
        check_components(known, given, LIMITS, **more)
    except GraphError as error:
        return error.code, error.details or error.message
    return 200, None


URL = {"type": "URL", "text": "Track", "url": "https://e.com/{{1}}"}
REPLY = {"type": "QUICK_REPLY", "text": "Yes"}
COPY = {"type": "COPY_CODE", "text": "Copy"}
CARD: JsonObject = {
    "components": [{"type": "HEADER", "format": "IMAGE"}, BODY, buttons(REPLY, URL)],
}
CAROUSEL: JsonObject = {"type": "CAROUSEL", "cards": [CARD, CARD]}


def card(index: int, *values: str) -> JsonObject:
    return {
        "card_index": index,
        "components": [header("image", LINK), body(*values), press("url", "1", *texts("1"))],
    }


FITS: list[tuple[list[JsonObject], list[JsonObject]]] = [
    ([BODY], [body("Ann", "17")]),
    ([NAMED], [body(day="Monday", name="Ann")]),
    (
        [{"type": "HEADER", "format": "TEXT", "text": "For {{1}}"}, BODY],
        [header("text", "Ann"), body("A", "1")],
    ),
    ([{"type": "HEADER", "format": "VIDEO"}], [header("video", LINK)]),
    ([{"type": "HEADER", "format": "DOCUMENT"}], [header("document", {**LINK, "filename": "a.pdf"})]),
    (
        [{"type": "HEADER", "format": "LOCATION"}],
        [header("location", {"latitude": "1", "longitude": 2, "name": "Here", "address": "1 Road"})],
    ),
    (
        [{"type": "HEADER", "format": "PRODUCT"}],
        [header("product", {"product_retailer_id": "sku", "catalog_id": "1"})],
    ),
    ([buttons(REPLY, URL)], [press("url", 1, *texts("17"))]),
    ([buttons(REPLY)], [press("quick_reply", "0", {"type": "payload", "payload": "p"})]),
    ([buttons(REPLY)], [press("quick_reply", 0, {"type": "text", "text": True})]),
    ([buttons(COPY)], [press("copy_code", 0, {"type": "coupon_code", "coupon_code": "A" * 15})]),
    ([buttons({"type": "OTP"})], [press("url", 0, *texts("123456"))]),
    ([buttons({"type": "CATALOG"})], [{"type": "button", "sub_type": "CATALOG", "index": 0}]),
    (
        [buttons({"type": "FLOW"})],
        [press("flow", 0, {"type": "action", "action": {"flow_token": None, "flow_action_data": {"a": 1}}})],
    ),
    (
        [buttons({"type": "MPM"})],
        [
            press(
                "mpm",
                0,
                {
                    "type": "action",
                    "action": {
                        "thumbnail_product_retailer_id": "sku",
                        "sections": [{"title": "A", "product_items": [{"product_retailer_id": "sku"}]}],
                    },
                },
            )
        ],
    ),
    (
        [{"type": "LIMITED_TIME_OFFER"}],
        [
            {
                "type": "limited_time_offer",
                "parameters": [
                    {"type": "limited_time_offer", "limited_time_offer": {"expiration_time_ms": 1}}
                ],
            }
        ],
    ),
    (
        [{"type": "BODY", "text": "A"}, CAROUSEL],
        [{"type": "carousel", "cards": [card(1, "A", "1"), card(0, "B", "2")]}],
    ),
    (
        [{"type": "BODY", "text": "A"}],
        [
            {
                "type": "order_status",
                "parameters": [
                    {
                        "type": "order_status",
                        "order_status": {"reference_id": "r", "order": {"status": "shipped"}},
                    }
                ],
            }
        ],
    ),
]


@pytest.mark.parametrize(("known", "given"), FITS, ids=range(len(FITS)))
def test_what_fits(known: list[JsonObject], given: list[JsonObject]) -> None:
    assert verdict(known, given) == (200, None)


COUNT = "number of localizable_params ({}) does not match the expected number of params ({})"
SPACES = "Param text cannot have new-line/tab characters or more than 4 consecutive spaces"
MISFITS: list[tuple[list[JsonObject], list[JsonObject], int, str]] = [
    ([BODY], [], 132000, "body: " + COUNT.format(0, 2)),
    ([BODY], [body("Ann")], 132000, "body: " + COUNT.format(1, 2)),
    ([BODY], [body("Ann", "17"), header("text", "x")], 132000, "header: " + COUNT.format(1, 0)),
    ([BODY], [body("Ann", " ")], 131008, "Parameter of type text is missing text value"),
    (
        [BODY],
        [{"type": "body", "parameters": [{"type": "text"}, *texts("17")]}],
        100,
        "Parameter 'text' is mandatory for component parameter type 'text'",
    ),
    ([BODY], [body("Ann\nBea", "17")], 132018, SPACES),
    ([BODY], [body("Ann     Bea", "17")], 132018, SPACES),
    (
        [BODY],
        [body("A" * 32_768, "17")],
        132005,
        "body: the text with its values is longer than 32768 characters",
    ),
    (
        [BODY, {"type": "FOOTER", "text": "F"}],
        [body("A" * 1024, "17")],
        132005,
        "body: the text with its values is longer than 1024 characters",
    ),
    ([NAMED], [body("Ann", "Monday")], 100, "Parameter name is missing or empty"),
    ([NAMED], [body(name="Ann", dag="Monday")], 132012, "body: the template has no parameter named dag"),
    ([BODY], [body(name="Ann", day="Monday")], 132012, "body: the template has no named parameters"),
    (
        [{"type": "HEADER", "format": "IMAGE"}],
        [],
        132012,
        "header: Format mismatch, expected IMAGE, received UNKNOWN",
    ),
    (
        [{"type": "HEADER", "format": "IMAGE"}],
        [header("video", LINK)],
        132012,
        "header: Format mismatch, expected IMAGE, received VIDEO",
    ),
    (
        [{"type": "HEADER", "format": "TEXT", "text": "Hi"}],
        [header("image", LINK)],
        132012,
        "header: Format mismatch, expected TEXT, received IMAGE",
    ),
    (
        [BODY],
        [{"type": "body", "parameters": [{"type": "image", "image": LINK}, *texts("1")]}],
        132012,
        "body: Format mismatch, expected TEXT, received IMAGE",
    ),
    ([buttons(URL)], [], 131008, "buttons: Button at index 0 of type Url requires a parameter"),
    (
        [buttons(REPLY)],
        [press("url", 0, *texts("1"))],
        132018,
        "buttons: Button at index 0 must be of type QuickReply",
    ),
    (
        [buttons({"type": "OTP"})],
        [press("copy_code", 0, {"type": "coupon_code", "coupon_code": "1"})],
        132018,
        "buttons: Button at index 0 must be of type Url",
    ),
    (
        [buttons(REPLY)],
        [press("quick_reply", 3)],
        132018,
        "buttons: Button at index 3 does not exist in the template",
    ),
    (
        [buttons(REPLY)],
        [press("quick_reply", 0), press("quick_reply", "0")],
        132018,
        "buttons: Button at index 0 is given twice",
    ),
    (
        [buttons(REPLY, COPY)],
        [],
        131008,
        "buttons: Button at index 1 of type copy_code requires a non-empty parameter coupon_code",
    ),
    (
        [buttons(COPY)],
        [press("copy_code", 0, {"type": "coupon_code", "coupon_code": "A" * 16})],
        132018,
        "buttons: Parameter at index 0 exceeds the parameter length limit 15",
    ),
    (
        [buttons(REPLY)],
        [press("quick_reply", 0, {"type": "payload", "payload": "p" * 129})],
        132018,
        "buttons: Parameter at index 0 exceeds the parameter length limit 128",
    ),
    ([{"type": "LIMITED_TIME_OFFER"}], [], 131008, "limited_time_offer: expiration_time_ms is required"),
    (
        [CAROUSEL],
        [{"type": "carousel", "cards": [card(0, "A", "1")]}],
        132012,
        "carousel: expected 2 cards, received 1",
    ),
    (
        [CAROUSEL],
        [{"type": "carousel", "cards": [card(0, "A", "1"), card(1, "A")]}],
        132000,
        "body: " + COUNT.format(1, 2),
    ),
]


@pytest.mark.parametrize(("known", "given", "code", "details"), MISFITS, ids=range(len(MISFITS)))
def test_what_does_not_fit(known: list[JsonObject], given: list[JsonObject], code: int, details: str) -> None:
    assert verdict(known, given) == (code, details)


def test_a_one_time_code_is_short() -> None:
    known: list[JsonObject] = [{"type": "BODY", "text": "{{1}} is your code."}, buttons({"type": "OTP"})]
    given = [body("1" * 16), press("url", 0, *texts("1" * 16))]
    words = "body: Parameter at index 0 exceeds the parameter length limit 15"
    assert verdict(known, given, is_code=True) == (132018, words)
