"""Templates with empty lists.

On-Premises: takes `components` and `parameters` without anything in them.
Cloud: takes some of them; it is safer not to ask.
What we do: leave them out.
Source: observed in applications.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import EMPTY, Edit, Json, dig
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import components
from wamigrate.differences.samples import send, sent, template

__all__ = ["difference"]

COMPONENTS = ("template", "components")

difference = Difference(
    __name__,
    Surface.SEND,
    types=("template",),
    needs=(EMPTY,),
    level=Level.NOTE,
    pairs=[
        Pair(
            title="nothing to fill in",
            onprem=send("template", template(components=[])),
            cloud=sent("template", template()),
        ),
        Pair(
            title="a body without parameters",
            onprem=send("template", template({"type": "body", "parameters": []})),
            cloud=sent("template", template({"type": "body"})),
        ),
    ],
)


@difference.to_cloud
def leave_out(payload: Json, facts: Facts) -> Iterator[Finding]:
    if dig(payload, *COMPONENTS) == []:
        yield Finding(COMPONENTS, "an empty list of components", (Edit(COMPONENTS),))
    for path, component in components(payload):
        if component.get("parameters") == []:
            place = (*path, "parameters")
            yield Finding(place, "an empty list of parameters", (Edit(place),))
