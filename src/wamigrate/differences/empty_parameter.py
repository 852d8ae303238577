"""Template parameters without a value.

On-Premises: accepts the message; it arrives with a hole in it, or fails afterwards.
Cloud: refuses it at once.
What we do: nothing: what should stand there is not known.
Source: Meta, Cloud API error codes, 131008.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json, JsonObject
from wamigrate.differences.difference import MANUAL, Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import components, word
from wamigrate.differences.samples import send, template

__all__ = ["difference"]

MAY_BE_EMPTY = ("payload", "action")
BODY = {"type": "body", "parameters": [{"type": "text", "text": ""}]}

difference = Difference(
    __name__,
    Surface.SEND,
    types=("template",),
    needs=("parameters",),
    pairs=[Pair(title="an empty text", onprem=send("template", template(BODY)), cloud=None)],
)


@difference.to_cloud
def refuse(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path, component in components(payload):
        given = component.get("parameters")
        for place, parameter in enumerate(given) if type(given) is list else ():
            if type(parameter) is not dict:
                continue
            kind, text = word(parameter.get("type")), parameter.get("text")
            if kind == "text" and type(text) is str and text and not text.isspace():
                continue  # as nearly all are
            if kind and kind not in MAY_BE_EMPTY and _has_no_value(parameter, kind):
                where = (*path, "parameters", place, kind)
                yield Finding(where, f"a parameter of type {kind} has no value", safety=MANUAL, code=1008)


def _has_no_value(parameter: JsonObject, kind: str) -> bool:
    value = parameter.get(kind)
    if type(value) is dict and "fallback_value" in value:
        value = value["fallback_value"]
    return value in (None, "", {}) or (type(value) is str and value.isspace())
