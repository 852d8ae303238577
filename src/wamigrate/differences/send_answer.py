"""The answer to a message.

On-Premises: status 201 with `messages[0].id`, often `contacts`, and `meta`.
Cloud: status 200 with `messaging_product`, `contacts[].input` as it was sent to Cloud, and sometimes
    `message_status` and `user_id`.
What we do: give `input` back as the application wrote it, add `meta`, and leave out what only Cloud has.
    The status is 201.
Source: Meta, On-Premises API, "Messages"; Cloud API, "Messages".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, JsonObject, dig
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.facts import NOTHING, Facts

__all__ = ["difference"]

ID = "wamid.HBgLMTY1MDU1NTAxMTEVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA"
META = dict(NOTHING.meta)

difference = Difference(
    __name__,
    Surface.RESPONSE,
    types=("send",),
    phase=Phase.SHAPE,
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="a message was accepted",
            onprem={
                "contacts": [{"input": "+1 (650) 555-0111", "wa_id": "16505550111"}],
                "messages": [{"id": ID}],
                "meta": META,
            },
            cloud={
                "messaging_product": "whatsapp",
                "contacts": [{"input": "+16505550111", "wa_id": "16505550111"}],
                "messages": [{"id": ID, "message_status": "accepted"}],
            },
            facts=Facts(request_to="+1 (650) 555-0111"),
        ),
    ],
)


@difference.to_onprem
def as_before(payload: Json, facts: Facts) -> Iterator[Finding]:
    ident = dig(payload, "messages", 0, "id")
    if not isinstance(ident, str):
        return
    people = [person for person in map(_known, _items(payload)) if person]
    if facts.request_to is not None and len(people) == 1:
        people[0]["input"] = facts.request_to
    answer: JsonObject = {"contacts": people} if people else {}
    answer |= {"messages": [{"id": facts.message_ids.get(ident, ident)}], "meta": dict(facts.meta)}
    if answer != payload:
        yield Finding((), "the answer as On-Premises gave it", (Edit((), answer),))


def _items(payload: Json) -> list[Json]:
    people = dig(payload, "contacts")
    return people if isinstance(people, list) else []


def _known(person: Json) -> JsonObject:
    return {key: person[key] for key in ("input", "wa_id") if isinstance(dig(person, key), str)}
