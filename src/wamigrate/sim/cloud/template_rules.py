"""What a new template may contain: components, their lengths, variables with examples, buttons."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.errors import GraphError, parameter
from wamigrate.sim.cloud.template_buttons import check_buttons
from wamigrate.sim.cloud.template_errors import incomplete, refused

__all__ = ["checked_components"]

TYPES = (
    "BODY",
    "BUTTONS",
    "CALL_PERMISSION_REQUEST",
    "CAROUSEL",
    "FOOTER",
    "GREETING",
    "HEADER",
    "LIMITED_TIME_OFFER",
)
FORMATS = ("DOCUMENT", "GIF", "IMAGE", "LOCATION", "PRODUCT", "TEXT", "VIDEO")
WITH_SAMPLE = ("DOCUMENT", "GIF", "IMAGE", "VIDEO")
VARIABLE = re.compile(r"\{\{\s*([^{}\s]*)\s*\}\}")
CODE_TEXT = "*{{1}}* is your verification code."
CODE_WARNING = " For your security, do not share this code."


def checked_components(given: Any, category: str, parameter_format: str) -> list[JsonObject]:
    """The components as they are kept, types in upper case; an error for the first thing that is wrong."""
    if not isinstance(given, list) or not given:
        raise parameter("The parameter components is required.")
    found = [_component(place, c, category, parameter_format) for place, c in enumerate(given)]
    counted = Counter(c["type"] for c in found)
    for kind, count in counted.items():
        if count > 1:
            raise refused(2388040, "Duplicate component", f"Only one component of type {kind} is allowed.")
    if "BODY" not in counted:
        raise incomplete("a component of type BODY is required")
    if category == "AUTHENTICATION" and "BUTTONS" not in counted:
        raise incomplete("an authentication template needs a component of type BUTTONS with an OTP button")
    return found


def _component(place: int, given: Any, category: str, parameter_format: str) -> JsonObject:
    if not isinstance(given, dict):
        raise parameter(f"Param components[{place}] must be a JSON object.")
    kind = str(given.get("type", "")).upper()
    if kind not in TYPES:
        known = ", ".join(TYPES)
        raise parameter(
            f"Param components[{place}]['type'] must be one of {{{known}}} - got \"{given.get('type', '')}\"."
        )
    component = {**given, "type": kind}
    match kind:
        case "BODY" | "FOOTER" if category == "AUTHENTICATION":
            return _code_text(component)
        case "HEADER":
            return _header(component, parameter_format)
        case "BODY":
            _text(component, "text", 1024, 2388072)
            _variables(component, "body_text", parameter_format)
            _placement(component["text"])
        case "FOOTER":
            _text(component, "text", 60, 2388073)
            if VARIABLE.search(component["text"]):
                raise refused(2388073, "Message footer format is incorrect", "A footer takes no variables.")
        case "BUTTONS":
            return {**component, "buttons": check_buttons(component.get("buttons"), category)}
        case "CAROUSEL":
            return {**component, "cards": _cards(component.get("cards"), parameter_format)}
        case "LIMITED_TIME_OFFER":
            _offer(component.get("limited_time_offer"))
    return component


def _code_text(component: JsonObject) -> JsonObject:
    """Authentication templates have Meta's own text."""
    if component["type"] == "FOOTER":
        minutes = component.get("code_expiration_minutes")
        if minutes is not None and (not isinstance(minutes, int) or not 1 <= minutes <= 90):
            raise GraphError(100, "code_expiration_minutes must be between 1 and 90")
        return {"text": f"This code expires in {minutes or 10} minutes.", **component}
    text = CODE_TEXT + (CODE_WARNING if component.get("add_security_recommendation") else "")
    return {**component, "text": text, "example": {"body_text": [["123456"]]}}


def _header(component: JsonObject, parameter_format: str) -> JsonObject:
    kind = str(component.get("format", "")).upper()
    if kind not in FORMATS:
        raise parameter(
            f'Param format must be one of {{{", ".join(FORMATS)}}} - got "{component.get("format", "")}".'
        )
    component = {**component, "format": kind}
    if kind == "TEXT":
        _text(component, "text", 60, 2388047)
        if len(VARIABLE.findall(component["text"])) > 1:
            raise refused(
                2388047, "Message header format is incorrect", "A header takes one variable at most."
            )
        _variables(component, "header_text", parameter_format)
    elif kind in WITH_SAMPLE:
        example = component.get("example")
        if not isinstance(example, dict) or not (example.get("header_handle") or example.get("header_url")):
            raise incomplete("component of type HEADER is missing expected field(s) (example)")
    return component


def _text(component: JsonObject, name: str, longest: int, code: int) -> None:
    text = component.get(name)
    kind = str(component["type"]).lower()
    if not isinstance(text, str) or not text.strip():
        raise incomplete(f"component of type {component['type']} is missing expected field(s) ({name})")
    if len(text) > longest:
        raise refused(2388040, "Character limit exceeded", f"The {kind} has more than {longest} characters.")
    for name in VARIABLE.findall(text):
        if not re.fullmatch(r"[0-9]+|[a-z0-9_]+", name):
            raise refused(
                code, f"Message {kind} format is incorrect", f"{{{{{name}}}}} is no valid variable."
            )


def _variables(component: JsonObject, example_name: str, parameter_format: str) -> None:
    """Variables count from 1, or have names; each has an example."""
    names = list(dict.fromkeys(VARIABLE.findall(component["text"])))
    if not names:
        return
    if parameter_format == "POSITIONAL":
        if names != [str(n) for n in range(1, len(names) + 1)]:
            raise refused(2388072, "Message body format is incorrect", "Variables must count from {{1}}.")
        given = _positional_examples(component.get("example"), example_name)
    else:
        if any(n.isdigit() for n in names):
            raise refused(2388072, "Message body format is incorrect", "Variables must have names.")
        examples = _example(component, f"{example_name}_named_params")
        given = [e for e in examples if isinstance(e, dict) and e.get("param_name") in names]
    if len(given) != len(names):
        raise incomplete(f"component of type {component['type']} is missing expected field(s) (example)")


def _example(component: JsonObject, name: str) -> list[Any]:
    example = component.get("example")
    found = example.get(name) if isinstance(example, dict) else None
    return found if isinstance(found, list) else []


def _positional_examples(example: Any, name: str) -> list[Any]:
    found = example.get(name) if isinstance(example, dict) else None
    if isinstance(found, str):
        return [found]
    if not isinstance(found, list):
        return []
    return found[0] if found and isinstance(found[0], list) else found


def _placement(text: str) -> None:
    """No variable at either end, and words enough between them."""
    bare = text.strip()
    if re.match(r"\{\{[^{}]*\}\}", bare) or re.search(r"\{\{[^{}]*\}\}$", bare):
        raise refused(
            2388299,
            "Leading or trailing parameters not allowed",
            "A variable stands at the start or the end.",
        )
    variables = len(VARIABLE.findall(bare))
    words = len(re.findall(r"\w+", VARIABLE.sub(" ", bare)))
    if variables and words < 2 * variables + 1:
        text = "This template has too many variables for its length."
        raise refused(2388293, "Parameters words ratio exceeds limit", text)


def _cards(given: Any, parameter_format: str) -> list[JsonObject]:
    if not isinstance(given, list) or not 2 <= len(given) <= 10:
        raise incomplete("a carousel has 2 to 10 cards")
    cards = []
    for card in given:
        inner = card.get("components") if isinstance(card, dict) else None
        if not isinstance(inner, list):
            raise incomplete("a card is missing expected field(s) (components)")
        cards.append(
            {**card, "components": [_component(n, c, "", parameter_format) for n, c in enumerate(inner)]}
        )
    return cards


def _offer(given: Any) -> None:
    text = given.get("text") if isinstance(given, dict) else None
    if not isinstance(text, str) or len(text) > 16:
        raise refused(2388040, "Character limit exceeded", "The text of an offer has at most 16 characters.")
