"""Replies that say more than which message they answer.

On-Premises: ignores `context` in what is sent.
Cloud: reads `context.message_id` and refuses any other key, such as the `id` and `from` of webhooks. A
    reaction has no context at all.
What we do: keep `message_id`, take the rest away.
Source: Meta, Cloud API reference, "Messages", `context`.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, dig
from wamigrate.differences.difference import Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import as_text, word
from wamigrate.differences.samples import CUSTOMER, WAMID, send, sent

__all__ = ["difference"]

HELLO = {"body": "hello"}

difference = Difference(
    __name__,
    Surface.SEND,
    needs=("context",),
    phase=Phase.MESSAGE,
    pairs=[
        Pair(
            title="the context of a webhook, sent back",
            onprem=send("text", HELLO, context={"from": CUSTOMER, "id": WAMID}),
            cloud=sent("text", HELLO),
        ),
        Pair(
            title="more than the message's id",
            onprem=send("text", HELLO, context={"from": CUSTOMER, "message_id": WAMID}),
            cloud=sent("text", HELLO, context={"message_id": WAMID}),
        ),
    ],
)


@difference.to_cloud
def keep_message_id(payload: Json, facts: Facts) -> Iterator[Finding]:
    context = payload.get("context")
    if context is None:
        return
    message_id = as_text(dig(context, "message_id"))
    if not message_id or word(payload.get("type")) == "reaction":
        message = (
            "On-Premises ignored `context`; Cloud API wants a `message_id` in it, and none in a reaction"
        )
        yield Finding(("context",), message, (Edit(("context",)),))
    elif len(context) > 1:
        edit = Edit(("context",), {"message_id": message_id})
        yield Finding(("context",), "Cloud API knows only `message_id` in `context`", (edit,))
