"""Numbers, texts and flags in each other's place.

On-Premises: reads the text "1" where a number is meant, a number where a text is meant, and the text "true".
Cloud: refuses numbers for texts; of numbers and flags written as text it takes many.
What we do: write what is meant, where there is only one way to do so.
Source: Meta, Cloud API reference, "Messages"; observed in applications.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wamigrate.apis.cloud.messages import message_shape
from wamigrate.apis.shape import Kind, Problem, Wrong, problems
from wamigrate.core.payload import Edit, Json, JsonObject, dig
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import as_text
from wamigrate.differences.samples import interactive, reply_button, send, sent, template

__all__ = ["difference"]

SPELLED = {"true": True, "false": False}
WHOLE = re.compile(r"-?[0-9]+")
LONGEST = 15


def _price(amount: Json) -> JsonObject:
    currency = {"fallback_value": "$1.50", "code": "USD", "amount_1000": amount}
    return {"type": "body", "parameters": [{"type": "currency", "currency": currency}]}


difference = Difference(
    __name__,
    Surface.SEND,
    phase=Phase.LIMITS,
    pairs=[
        Pair(
            title="a button whose ID is a number",
            onprem=send("interactive", interactive("button", {"buttons": [reply_button(7, "Yes")]})),
            cloud=sent("interactive", interactive("button", {"buttons": [reply_button("7", "Yes")]})),
        ),
        Pair(
            title="an amount as text",
            onprem=send("template", template(_price("1500"))),
            cloud=sent("template", template(_price(1500))),
        ),
    ],
)


@difference.to_cloud
def convert(payload: Json, facts: Facts) -> Iterator[Finding]:
    for problem in problems(payload, message_shape(payload)):
        if problem.wrong is Wrong.KIND and problem.path:
            given = dig(payload, *problem.path)
            meant = _meant(given, problem)
            if meant is not None:
                message = f"the reference wants here: {problem.shape.kind}"
                level = Level.REFUSED if problem.shape.kind is Kind.TEXT else Level.NOTE
                yield Finding(problem.path, message, (Edit(problem.path, meant),), level=level)


def _meant(given: Json, problem: Problem) -> Json:
    """The same value as the kind that is wanted; None where there is no one way to write it."""
    kind = problem.shape.kind
    if kind is Kind.TEXT:
        text = as_text(given)
        return text if not problem.shape.choices or text in problem.shape.choices else None
    if kind is Kind.FLAG and type(given) is str:
        return SPELLED.get(given.lower())
    if kind is Kind.WHOLE:
        return _whole(given)
    return None


def _whole(given: Json) -> int | None:
    if type(given) is float and given.is_integer():
        return int(given)
    if type(given) is str and len(given) <= LONGEST and WHOLE.fullmatch(given):
        return int(given)
    return None
