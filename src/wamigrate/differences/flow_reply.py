"""Answers to Flows and address messages.

On-Premises: only its last clients knew `interactive.nfm_reply`; older applications have never seen one.
Cloud: `interactive` of the type `nfm_reply` with `name`, `body` and `response_json`.
What we do: pass it on as it is. For an application that cannot read it, `unknown` with error 501
    (`replies_of_flows = "unknown"`).
Source: Meta, Webhooks, "Interactive messages webhook reference".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json, dig
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.events import MESSAGE, as_unknown, message_of
from wamigrate.differences.facts import Facts, Policies
from wamigrate.differences.samples import callback, value

__all__ = ["difference"]

REPLY = {
    "type": "nfm_reply",
    "nfm_reply": {"name": "flow", "body": "Sent", "response_json": '{"flow_token":"unused"}'},
}
UNKNOWN = [
    {"code": 501, "title": "Unknown message type", "details": "Message type is not currently supported"}
]

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    types=("interactive",),
    needs=("nfm_reply",),
    phase=Phase.MESSAGE,
    level=Level.NOTE,
    pairs=[
        Pair(
            title="an answer to a Flow",
            onprem=callback(type="interactive", interactive=REPLY),
            cloud=value(type="interactive", interactive=REPLY),
            only=Direction.TO_ONPREM,
        ),
        Pair(
            title="an answer to a Flow, for an application that cannot read it",
            onprem=callback(type="unknown", errors=UNKNOWN),
            cloud=value(type="interactive", interactive=REPLY),
            facts=Facts(policies=Policies(replies_of_flows="unknown")),
            only=Direction.TO_ONPREM,
        ),
    ],
)


@difference.to_onprem
def choose(payload: Json, facts: Facts) -> Iterator[Finding]:
    if dig(message_of(payload), "interactive", "type") != "nfm_reply":
        return
    if facts.policies.replies_of_flows == "unknown":
        yield as_unknown(
            payload, facts, "this application reads no `nfm_reply`: it is `unknown`", Level.CHANGED
        )
    else:
        path = (*MESSAGE, "interactive", "nfm_reply")
        yield Finding(path, "only applications of late clients read `nfm_reply`")
