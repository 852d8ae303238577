"""Rules for parameters, as data: what an edge takes, and Graph's words for what it does not take."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from wamigrate.core.payload import NOT_JSON, JsonObject
from wamigrate.sim.cloud.errors import GraphError, missing, parameter
from wamigrate.sim.cloud.params import UploadedFile, as_object

__all__ = ["Rule", "Rules", "checked"]

Kind = Literal["string", "id", "integer", "boolean", "object", "array", "file", "any"]


@dataclass(frozen=True, slots=True)
class Rule:
    """What one parameter may be."""

    kind: Kind = "string"
    required: bool = False
    choices: tuple[str, ...] = ()
    longest: int | None = None
    """Characters of a string, items of an array."""
    shortest: int = 0
    pattern: str | None = None
    keys: Rules | None = None
    """Members of an object; others are refused. None takes any."""
    items: Rule | None = None
    commas: bool = False
    """An array may come as text with commas, as query strings carry it."""


Rules = dict[str, Rule]


def checked(params: JsonObject, rules: Rules) -> JsonObject:
    """The parameters that the rules know, as values of their kind; others are none of our business."""
    found: JsonObject = {}
    for name, rule in rules.items():
        value = params.get(name)
        if value is None or (value == "" and rule.required):
            if rule.required:
                raise missing(name)
            continue
        found[name] = _value(name, rule, value)
    return found


def _value(name: str, rule: Rule, value: Any) -> Any:
    match rule.kind:
        case "string":
            return _text(name, rule, value)
        case "id":
            if not re.fullmatch(r"[0-9]+", str(value)) or isinstance(value, bool):
                raise parameter(f'Param {name} must be a valid ID string (e.g., "123")')
            return str(value)
        case "integer":
            return _integer(name, value)
        case "boolean":
            return _boolean(name, value)
        case "object":
            return _object(name, rule, value)
        case "array":
            return _array(name, rule, value)
        case "file":
            if not isinstance(value, UploadedFile):
                raise missing(name)
    return value


def _text(name: str, rule: Rule, value: Any) -> str:
    if not isinstance(value, str):
        raise parameter(f"Param {name} must be a string.")
    if rule.choices:
        if value.upper() not in rule.choices:
            raise parameter(f'Param {name} must be one of {{{", ".join(rule.choices)}}} - got "{value}".')
        return value.upper()
    if rule.longest is not None and len(value) > rule.longest:
        raise parameter(f"Param {name} must be at most {rule.longest} characters long.")
    if len(value) < rule.shortest:
        raise parameter(f"Param {name} must be at least {rule.shortest} characters long.")
    if rule.pattern is not None and not re.fullmatch(rule.pattern, value):
        raise GraphError(100, f"{name} does not have the expected format")
    return value


def _integer(name: str, value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]+", value):
        return int(value)
    raise parameter(f"Param {name} must be an integer.")


def _boolean(name: str, value: Any) -> bool:
    known = {"true": True, "1": True, "false": False, "0": False}
    text = str(value).lower()
    if isinstance(value, dict | list) or text not in known:
        raise parameter(f"Param {name} must be a boolean.")
    return known[text]


def _object(name: str, rule: Rule, value: Any) -> JsonObject:
    given: JsonObject = as_object(value, name)
    if rule.keys is None:
        return given
    for key in given:
        if key not in rule.keys:
            raise parameter(f'Unexpected key "{key}" on param "{name}".')
    inner = {f"{name}['{key}']": r for key, r in rule.keys.items()}
    found = checked({f"{name}['{key}']": v for key, v in given.items()}, inner)
    return {key: found[f"{name}['{key}']"] for key in rule.keys if f"{name}['{key}']" in found}


def _array(name: str, rule: Rule, value: Any) -> list[Any]:
    if isinstance(value, str):
        # Nothing at all is how a form empties a list.
        value = _decoded_list(value, rule) if value else []
    if not isinstance(value, list):
        raise parameter(f"Param {name} must be an array.")
    if rule.longest is not None and len(value) > rule.longest:
        raise parameter(f"Param {name} must have at most {rule.longest} items.")
    if len(value) < rule.shortest:
        raise parameter(f"Param {name} must have at least {rule.shortest} items.")
    if rule.items is None:
        return value
    return [_value(f"{name}[{place}]", rule.items, item) for place, item in enumerate(value)]


def _decoded_list(text: str, rule: Rule) -> Any:
    """A list as JSON text, as forms carry it, or its items with commas between them."""
    try:
        value = msgspec.json.decode(text)
    except NOT_JSON:
        value = None
    if isinstance(value, list) or not rule.commas:
        return value
    return [part.strip() for part in text.split(",")]
