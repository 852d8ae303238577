"""Template parameters with line breaks, tabs or many blanks.

On-Premises: accepts the message, which fails afterwards with error 2006.
Cloud: refuses it at once.
What we do: write one blank instead, if you allow unsafe fixes.
Source: Meta, On-Premises API error codes, 2006; Cloud API error codes, 132018.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, JsonObject, Path
from wamigrate.differences.difference import UNSAFE, Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import components, parameters_of, word
from wamigrate.differences.samples import send, sent, template

__all__ = ["difference"]

BAD = re.compile(r"[\r\n\t]| {5}")
BLANKS = re.compile(r"\s+")
PLACES = (("text",), ("currency", "fallback_value"), ("date_time", "fallback_value"))


def _body(text: str) -> JsonObject:
    return {"type": "body", "parameters": [{"type": "text", "text": text}]}


difference = Difference(
    __name__,
    Surface.SEND,
    types=("template",),
    pairs=[
        Pair(
            title="an address on two lines",
            onprem=send("template", template(_body("1 Road\nTown"))),
            cloud=sent("template", template(_body("1 Road Town"))),
            unsafe=True,
        )
    ],
)


@difference.to_cloud
def flatten(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path, component in components(payload):
        if word(component.get("type")) in ("body", "header"):
            for place, parameter in parameters_of(path, component):
                yield from _look(place, parameter)


def _look(path: Path, parameter: JsonObject) -> Iterator[Finding]:
    for first, *rest in PLACES:
        text = parameter.get(first)
        if rest:
            text = text.get(rest[0]) if type(text) is dict else None
        if type(text) is str and BAD.search(text):
            place = (*path, first, *rest)
            flat = BLANKS.sub(" ", text).strip()
            message = "a parameter has no line breaks, tabs or more than 4 blanks in a row"
            yield Finding(place, message, (Edit(place, flat),) if flat else (), UNSAFE, code=2006)
