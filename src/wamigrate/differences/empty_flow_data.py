"""Flows that begin with no data.

On-Premises: takes an empty `data` for a flow's first screen.
Cloud: refuses it; without `data` the flow begins all the same.
What we do: leave it out.
Source: Meta, Cloud API reference, "Flows"; observed.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import EMPTY, Edit, Json, Path, dig
from wamigrate.differences.difference import Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import interactive, send, sent

__all__ = ["difference"]

DATA: Path = ("interactive", "action", "parameters", "flow_action_payload", "data")


def _flow(**first: Json) -> Json:
    flow = {"flow_message_version": "3", "flow_cta": "Book", "flow_id": "1234567890"}
    parameters = {**flow, "flow_action": "navigate", "flow_action_payload": {"screen": "FIRST", **first}}
    return interactive("flow", {"name": "flow", "parameters": parameters})


difference = Difference(
    __name__,
    Surface.SEND,
    types=("interactive",),
    needs=(EMPTY,),
    pairs=[
        Pair(
            title="a first screen without data",
            onprem=send("interactive", _flow(data={})),
            cloud=sent("interactive", _flow()),
        )
    ],
)


@difference.to_cloud
def leave_out(payload: Json, facts: Facts) -> Iterator[Finding]:
    if dig(payload, *DATA) == {}:
        yield Finding(DATA, "Cloud API takes no empty `data`", (Edit(DATA),))
