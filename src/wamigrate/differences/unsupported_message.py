"""Messages that the API cannot show.

On-Premises: such a message has the type `unknown` and error 501, and no content.
Cloud: the type is `unsupported` with error 131051 or 131060; `unsupported.type` may say what it was (a
    poll, a pin). New types come every year.
What we do: give `unknown` and 501, also for every type that On-Premises had no name for. Its title can be
    set, because some applications compare it (`unknown_title`).
Source: Meta, Webhooks, "Unsupported message webhook reference"; On-Premises API, "Webhooks".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.onprem.callbacks import MESSAGE_TYPES
from wamigrate.core.payload import Edit, Json, dig
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.events import MESSAGE, as_unknown, message_of
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import callback, value

__all__ = ["difference"]

OURS = [{"code": 501, "title": "Unknown message type", "details": "Message type is not currently supported"}]
TITLE = "Message type unknown"
THEIRS = [
    {
        "code": 131051,
        "title": TITLE,
        "message": TITLE,
        "error_data": {"details": "Message type is currently not supported."},
    }
]
HANDLED = frozenset((*MESSAGE_TYPES, "edit", "revoke", "request_welcome"))
"""Types that On-Premises knows, and those that another difference looks after."""

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    phase=Phase.MESSAGE,
    level=Level.NOTE,
    pairs=[
        Pair(
            title="a message that cannot be shown",
            onprem=callback(type="unknown", errors=OURS),
            cloud=value(type="unsupported", errors=THEIRS),
        ),
        Pair(
            title="a type that On-Premises never had",
            onprem=callback(type="unknown", errors=OURS),
            cloud=value(type="poll", poll={"question": "?"}),
            only=Direction.TO_ONPREM,
        ),
    ],
)


@difference.to_onprem
def name_unknown(payload: Json, facts: Facts) -> Iterator[Finding]:
    message = message_of(payload)
    kind = message.get("type")
    if not message or (isinstance(kind, str) and kind in HANDLED and kind != "unknown"):
        return
    if kind != "unknown" or dig(message, "errors", 0, "code") != 501:
        yield as_unknown(payload, facts, "On-Premises has no name for it: `unknown`, with error 501")


@difference.to_cloud
def name_unsupported(payload: Json, facts: Facts) -> Iterator[Finding]:
    message = message_of(payload)
    if message.get("type") == "unknown":
        renamed = {k: v for k, v in message.items() if k != "errors"} | {
            "type": "unsupported",
            "errors": THEIRS,
        }
        yield Finding(MESSAGE, "Cloud calls it `unsupported`", (Edit(MESSAGE, renamed),))
