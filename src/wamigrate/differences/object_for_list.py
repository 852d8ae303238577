"""One object where a list is meant.

On-Premises: takes a single object for a list of one in `components` and `parameters`; some applications send
    `contacts` so too.
Cloud: refuses it.
What we do: put it into a list.
Source: Meta's own collection of On-Premises samples; observed in applications.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, dig
from wamigrate.differences.difference import Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import send, sent

__all__ = ["difference"]

LANGUAGE = {"code": "en_US", "policy": "deterministic"}
ANN = {"name": {"formatted_name": "Ann Lee", "first_name": "Ann"}}
VALUE = {"type": "text", "text": "Ann"}


def _template(parameters: Json) -> Json:
    return {
        "name": "welcome",
        "language": LANGUAGE,
        "components": [{"type": "body", "parameters": parameters}],
    }


difference = Difference(
    __name__,
    Surface.SEND,
    types=("contacts", "template"),
    phase=Phase.MESSAGE,
    pairs=[
        Pair(
            title="one parameter",
            onprem=send("template", _template(VALUE)),
            cloud=sent("template", _template([VALUE])),
        ),
        Pair(title="one contact", onprem=send("contacts", ANN), cloud=sent("contacts", [ANN])),
    ],
)


@difference.to_cloud
def wrap(payload: Json, facts: Facts) -> Iterator[Finding]:
    contacts = payload.get("contacts")
    if type(contacts) is dict:
        yield _wrapped(("contacts",), contacts, 1009)
    components = dig(payload, "template", "components")
    path = ("template", "components")
    if type(components) is dict:
        whole = [_with_listed_parameters(components)]
        yield Finding(path, "`components` is a list on Cloud API", (Edit(path, whole),))
    elif type(components) is list:
        for place, component in enumerate(components):
            given = dig(component, "parameters")
            if type(given) is dict:
                yield _wrapped((*path, place, "parameters"), given)


def _wrapped(path: tuple[str | int, ...], value: Json, code: int | None = None) -> Finding:
    return Finding(path, f"`{path[-1]}` is a list on Cloud API", (Edit(path, [value]),), code=code)


def _with_listed_parameters(component: Json) -> Json:
    given = component.get("parameters")
    return {**component, "parameters": [given]} if type(given) is dict else component
