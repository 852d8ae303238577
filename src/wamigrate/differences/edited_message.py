"""Messages that a customer edited.

On-Premises: knows no edits.
Cloud: from 2026 on a message of the type `edit` with `original_message_id` and the new message inside.
What we do: keep it back, because the application would answer the same message twice. An operator may have
    it delivered as a new message that replies to the old one (`edits = "message"`).
Source: Meta, Webhooks, "Edit messages webhook reference".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, dig
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.events import MESSAGE, dropped, message_of
from wamigrate.differences.facts import Facts, Policies
from wamigrate.differences.samples import callback, value

__all__ = ["difference"]

ORIGINAL = "wamid.HBgLMTY1MDU1NTAxMTEVAgASGBQzQTAxMDIwMzA0MDUwNjA3MDgwOAA="
EDIT = {"original_message_id": ORIGINAL, "message": {"type": "text", "text": {"body": "at nine"}}}

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    types=("edit",),
    phase=Phase.MESSAGE,
    level=Level.CHANGED,
    pairs=[
        Pair(title="an edited text", onprem=None, cloud=value(type="edit", edit=EDIT)),
        Pair(
            title="an edited text as a new one",
            onprem=callback(type="text", text={"body": "at nine"}, context={"id": ORIGINAL}),
            cloud=value(type="edit", edit=EDIT),
            facts=Facts(policies=Policies(edits="message")),
            only=Direction.TO_ONPREM,
        ),
    ],
)


@difference.to_onprem
def choose(payload: Json, facts: Facts) -> Iterator[Finding]:
    message = message_of(payload)
    inner, original = dig(message, "edit", "message"), dig(message, "edit", "original_message_id")
    if facts.policies.edits != "message" or not isinstance(inner, dict):
        yield dropped("On-Premises knows no edits: nothing is passed on", Level.CHANGED)
        return
    kind = inner.get("type")
    if not isinstance(kind, str) or kind == "edit":
        yield dropped("the edited message has no type: nothing is passed on", Level.CHANGED)
        return
    frame = {k: v for k, v in message.items() if k not in ("type", "edit")}
    content = {kind: inner[kind]} if kind in inner else {}
    context = {"context": {"id": original}} if isinstance(original, str) and original else {}
    edited = {**frame, "type": kind, **content, **context}
    yield Finding(MESSAGE, "On-Premises knows no edits: it comes as a new message", (Edit(MESSAGE, edited),))
