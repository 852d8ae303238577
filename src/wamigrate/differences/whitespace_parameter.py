"""Template parameters with line breaks, tabs or many blanks.

On-Premises: accepts the message, which fails afterwards with error 2006.
Cloud: refuses it at once.
What we do: write one blank instead, if you allow unsafe fixes.
Source: Meta, On-Premises API error codes, 2006; Cloud API error codes, 132018.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wamigrate.core.payload import UNEVEN, Edit, Json, JsonObject, Path, dig
from wamigrate.differences.difference import UNSAFE, Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import components, word
from wamigrate.differences.samples import send, sent, template

__all__ = ["difference"]

BAD = re.compile(r"[\r\n\t]| {5}")
BLANKS = re.compile(r"\s+")
FALLBACKS = ("currency", "date_time")


def _body(text: str) -> JsonObject:
    return {"type": "body", "parameters": [{"type": "text", "text": text}]}


difference = Difference(
    __name__,
    Surface.SEND,
    types=("template",),
    needs=(UNEVEN,),
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
        given = component.get("parameters")
        if type(given) is list and word(component.get("type")) in ("body", "header"):
            for place, parameter in enumerate(given):
                if type(parameter) is dict:
                    for inner, text in _texts(parameter):
                        if BAD.search(text):
                            yield _flat((*path, "parameters", place, *inner), text)


def _texts(parameter: JsonObject) -> list[tuple[Path, str]]:
    text = parameter.get("text")
    found: list[tuple[Path, str]] = [(("text",), text)] if type(text) is str else []
    for name in FALLBACKS:
        if name in parameter:
            text = dig(parameter, name, "fallback_value")
            if type(text) is str:
                found.append(((name, "fallback_value"), text))
    return found


def _flat(place: Path, text: str) -> Finding:
    flat = BLANKS.sub(" ", text).strip()
    message = "a parameter has no line breaks, tabs or more than 4 blanks in a row"
    return Finding(place, message, (Edit(place, flat),) if flat else (), UNSAFE, code=2006)
