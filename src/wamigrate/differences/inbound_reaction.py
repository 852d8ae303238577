"""Reactions from customers.

On-Premises: no document tells of inbound reactions; clients most likely showed nothing, or `unknown`.
Cloud: a message of the type `reaction` with `message_id` and `emoji`; the emoji is empty or missing where a
    reaction was taken back.
What we do: keep it back, because a bot would answer "I did not understand" to every thumbs-up. An operator
    may choose `unknown`, or `pass` for an application that can read it (`reactions`).
Source: Meta, Webhooks, "Reaction messages webhook reference".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.events import MESSAGE, as_unknown, dropped, message_of
from wamigrate.differences.facts import Facts, Policies
from wamigrate.differences.samples import callback, value

__all__ = ["difference"]

REACTION = {"message_id": "wamid.HBgLMTY1MDU1NTAxMTEVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA", "emoji": "👍"}
TAKEN_BACK = {"message_id": REACTION["message_id"]}

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    types=("reaction",),
    phase=Phase.MESSAGE,
    level=Level.NOTE,
    pairs=[
        Pair(title="a thumbs-up", onprem=None, cloud=value(type="reaction", reaction=REACTION)),
        Pair(
            title="a reaction taken back, for an application that reads them",
            onprem=callback(type="reaction", reaction={**TAKEN_BACK, "emoji": ""}),
            cloud=value(type="reaction", reaction=TAKEN_BACK),
            facts=Facts(policies=Policies(reactions="pass")),
            only=Direction.TO_ONPREM,
        ),
    ],
)


@difference.to_onprem
def choose(payload: Json, facts: Facts) -> Iterator[Finding]:
    policy = facts.policies.reactions
    if policy == "drop":
        yield dropped("On-Premises told of no reactions: nothing is passed on")
    elif policy == "unknown":
        yield as_unknown(
            payload, facts, "On-Premises told of no reactions: it is `unknown` there", Level.NOTE
        )
    else:
        reaction = message_of(payload).get("reaction")
        if isinstance(reaction, dict) and type(reaction.get("emoji")) is not str:
            path = (*MESSAGE, "reaction", "emoji")
            yield Finding(path, "no emoji: the reaction was taken back", (Edit(path, ""),))
