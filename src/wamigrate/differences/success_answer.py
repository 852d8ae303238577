"""Answers that only say yes.

On-Premises: `meta`, and nothing else: for marking as read, deleting media, changing profile or PIN.
Cloud: `{"success": true}`.
What we do: give `meta`. `success` false is an internal error.
Source: Meta, Cloud API, "Mark messages as read"; On-Premises API, "Messages".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json
from wamigrate.differences.answers import failure
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.facts import NOTHING, Facts

__all__ = ["difference"]

META = dict(NOTHING.meta)

difference = Difference(
    __name__,
    Surface.RESPONSE,
    types=("success",),
    phase=Phase.SHAPE,
    level=Level.NOTE,
    pairs=[
        Pair(title="a message was marked as read", onprem={"meta": META}, cloud={"success": True}),
        Pair(
            title="it was not",
            onprem={
                "meta": META,
                "errors": [
                    {"code": 1014, "title": "Internal error", "details": "Cloud API says it did not succeed"}
                ],
            },
            cloud={"success": False},
            only=Direction.TO_ONPREM,
        ),
    ],
)


@difference.to_onprem
def only_meta(payload: Json, facts: Facts) -> Iterator[Finding]:
    if payload.get("success") is False:
        answer = failure("Cloud API says it did not succeed", facts)
        yield Finding((), "the call did not succeed", (Edit((), answer),), level=Level.CHANGED)
    elif "success" in payload:
        yield Finding((), "On-Premises answers with `meta` only", (Edit((), {"meta": dict(facts.meta)}),))


@difference.to_cloud
def only_success(payload: Json, facts: Facts) -> Iterator[Finding]:
    if payload.keys() == {"meta"}:
        yield Finding((), "Cloud answers with `success` only", (Edit((), {"success": True}),))
