"""Flows that are not named once.

On-Premises: takes the ID or the name of a flow, and looks at neither.
Cloud: wants one of the two, and refuses both together.
What we do: keep the ID where both are given. Without either, which flow is meant is not known.
Source: Meta, Cloud API reference, "Flows".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, Path, dig
from wamigrate.differences.difference import MANUAL, Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import is_given, word
from wamigrate.differences.samples import interactive, send, sent

__all__ = ["difference"]

PARAMETERS: Path = ("interactive", "action", "parameters")
FLOW = {"flow_message_version": "3", "flow_cta": "Book", "flow_id": "1234567890"}


def _flow(**more: str) -> Json:
    return interactive("flow", {"name": "flow", "parameters": {**FLOW, **more}})


difference = Difference(
    __name__,
    Surface.SEND,
    types=("interactive",),
    needs=("parameters",),
    pairs=[
        Pair(
            title="both an ID and a name",
            onprem=send("interactive", _flow(flow_name="booking")),
            cloud=sent("interactive", _flow()),
        ),
        Pair(title="neither", onprem=send("interactive", _flow(flow_id="")), cloud=None),
    ],
)


@difference.to_cloud
def keep_id(payload: Json, facts: Facts) -> Iterator[Finding]:
    parameters = dig(payload, *PARAMETERS)
    if type(parameters) is not dict or word(dig(payload, "interactive", "type")) != "flow":
        return
    named, numbered = is_given(parameters.get("flow_name")), is_given(parameters.get("flow_id"))
    if named and numbered:
        place = (*PARAMETERS, "flow_name")
        yield Finding(place, "Cloud API takes the ID of a flow or its name, not both", (Edit(place),))
    elif not named and not numbered:
        yield Finding((*PARAMETERS, "flow_id"), "this flow has neither ID nor name", safety=MANUAL, code=1008)
