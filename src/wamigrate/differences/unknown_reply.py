"""Interactive replies that On-Premises never had.

On-Premises: an `interactive` message is a `button_reply` or a `list_reply`, with late clients also
    `nfm_reply`.
Cloud: has others, such as `call_permission_reply`, and sends `interactive` without content beside an error.
What we do: give `unknown` with error 501.
Source: Meta, Webhooks, "Interactive messages webhook reference".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.onprem.callbacks import REPLIES
from wamigrate.core.payload import Json, JsonObject, dig
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.events import as_unknown, message_of
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import callback, value

__all__ = ["difference"]

UNKNOWN = [
    {"code": 501, "title": "Unknown message type", "details": "Message type is not currently supported"}
]

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    types=("interactive",),
    phase=Phase.MESSAGE,
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="a permission to call",
            onprem=callback(type="unknown", errors=UNKNOWN),
            cloud=value(
                type="interactive",
                interactive={
                    "type": "call_permission_reply",
                    "call_permission_reply": {"response": "accept", "expiration_timestamp": "1700600000"},
                },
            ),
            only=Direction.TO_ONPREM,
        ),
    ],
)


@difference.to_onprem
def name_unknown(payload: Json, facts: Facts) -> Iterator[Finding]:
    message = message_of(payload)
    if message.get("type") == "interactive" and not _is_known(message):
        yield as_unknown(payload, facts, "On-Premises has no such interactive reply: it is `unknown`")


def _is_known(message: JsonObject) -> bool:
    kind = dig(message, "interactive", "type")
    if not isinstance(kind, str) or kind not in REPLIES:
        return False
    reply = dig(message, "interactive", kind)
    return isinstance(reply, dict) and (kind == "nfm_reply" or isinstance(reply.get("id"), str))
