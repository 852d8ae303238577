"""Whether a template message fits its template: states, counts, kinds and lengths."""

from __future__ import annotations

import re
from typing import Any

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.errors import GraphError
from wamigrate.sim.cloud.messages.button_fit import check_buttons
from wamigrate.sim.cloud.state import Template, Waba

__all__ = ["fitting_template"]

SENDABLE = ("APPROVED", "PAUSED", "DISABLED")
HEADER_FORMATS = ("IMAGE", "VIDEO", "GIF", "DOCUMENT", "LOCATION", "PRODUCT")
TEXT_PARAMETERS = ("text", "currency", "date_time")
VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
BAD_SPACE = re.compile(r"[\r\n\t]| {5}")
CODE_LENGTH = 15
HEADER_LENGTH = 60
BODY_LENGTH = 1024
BODY_ALONE_LENGTH = 32_768


def fitting_template(waba: Waba, content: JsonObject, limits: dict[str, int]) -> Template:
    """The template, when it may be sent and every component fits it; `limits` as in `button_fit`."""
    name, code = str(content["name"]), str(content["language"]["code"])
    template = waba.find_template(name, code)
    if template is None or template.status not in SENDABLE:
        raise GraphError(132001, f"template name ({name}) does not exist in {code}")
    if template.status != "APPROVED":
        raise GraphError(132015 if template.status == "PAUSED" else 132016)
    given = content.get("components") or []
    is_code = template.category == "AUTHENTICATION"
    check_components(template.components, given, limits, is_code=is_code)
    return template


def check_components(
    known: list[JsonObject], given: list[JsonObject], limits: dict[str, int], *, is_code: bool = False
) -> None:
    """Look at the components of a template, or of one of its cards, beside those of a message."""
    by_type = {str(c["type"]).lower(): c for c in known}
    sent = {c["type"].lower(): c for c in given}
    body = by_type.get("body", {})
    alone = not any(kind in by_type for kind in ("header", "footer", "buttons"))
    _check_text("body", body, sent.get("body", {}), BODY_ALONE_LENGTH if alone else BODY_LENGTH)
    if is_code:
        _check_code(sent.get("body", {}))
    _check_header(by_type.get("header"), sent.get("header") or {})
    buttons = (by_type.get("buttons") or {}).get("buttons") or []
    check_buttons(buttons, [c for c in given if c["type"].lower() == "button"], limits)
    if "limited_time_offer" in by_type and not parameters(sent.get("limited_time_offer", {})):
        raise GraphError(131008, "limited_time_offer: expiration_time_ms is required")
    if "carousel" in by_type:
        _check_carousel(by_type["carousel"].get("cards") or [], sent.get("carousel", {}), limits)


def parameters(component: JsonObject) -> list[Any]:
    return component.get("parameters") or []


def _check_text(where: str, known: JsonObject, given: JsonObject, longest: int) -> None:
    """Parameters of a text: as many as it has variables, named where those have names."""
    text = str(known.get("text") or "")
    names = list(dict.fromkeys(VARIABLE.findall(text)))
    sent = parameters(given)
    if len(sent) != len(names):
        details = f"number of localizable_params ({len(sent)}) does not match the expected number of params"
        raise GraphError(132000, f"{where}: {details} ({len(names)})")
    length = len(VARIABLE.sub("", text))
    for place, one in enumerate(sent):
        _check_name(where, one, names)
        length += len(_value(where, one, place))
    if length > longest:
        raise GraphError(132005, f"{where}: the text with its values is longer than {longest} characters")


def _check_name(where: str, given: JsonObject, names: list[str]) -> None:
    name = given.get("parameter_name")
    if names[0].isdigit():
        if name:
            raise GraphError(132012, f"{where}: the template has no named parameters")
    elif not name:
        raise GraphError(100, "Parameter name is missing or empty")
    elif name not in names:
        raise GraphError(132012, f"{where}: the template has no parameter named {name}")


def _value(where: str, given: JsonObject, place: int) -> str:
    """The text that a parameter stands for."""
    kind = given["type"].lower()
    if kind not in TEXT_PARAMETERS:
        raise GraphError(132012, f"{where}: Format mismatch, expected TEXT, received {kind.upper()}")
    value = str(given["text"] if kind == "text" else given[kind]["fallback_value"])
    if not value.strip():
        raise GraphError(131008, "Parameter of type text is missing text value")
    if BAD_SPACE.search(value):
        words = "Param text cannot have new-line/tab characters or more than 4 consecutive spaces"
        raise GraphError(132018, words)
    return value


def _check_code(body: JsonObject) -> None:
    """A one-time code is short."""
    for place, one in enumerate(parameters(body)):
        if len(str(one.get("text") or "")) > CODE_LENGTH:
            words = f"body: Parameter at index {place} exceeds the parameter length limit {CODE_LENGTH}"
            raise GraphError(132018, words)


def _check_header(known: JsonObject | None, given: JsonObject) -> None:
    sent = parameters(given)
    form = str((known or {}).get("format") or "TEXT").upper()
    if form not in HEADER_FORMATS:
        kind = sent[0]["type"].upper() if sent else "TEXT"
        if kind in HEADER_FORMATS:
            raise GraphError(132012, f"header: Format mismatch, expected TEXT, received {kind}")
        _check_text("header", known or {}, given, HEADER_LENGTH)
        return
    received = sent[0]["type"].upper() if sent else "UNKNOWN"
    if received != form:
        raise GraphError(132012, f"header: Format mismatch, expected {form}, received {received}")


def _check_carousel(known: list[JsonObject], given: JsonObject, limits: dict[str, int]) -> None:
    cards = given.get("cards") or []
    if len(cards) != len(known):
        raise GraphError(132012, f"carousel: expected {len(known)} cards, received {len(cards)}")
    for place, card in enumerate(sorted(cards, key=lambda c: int(c["card_index"]))):
        if int(card["card_index"]) != place:
            raise GraphError(132012, f"carousel: card_index {card['card_index']} does not exist")
        check_components(known[place].get("components") or [], card["components"], limits)
