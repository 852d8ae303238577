"""Tags of an application that Cloud API cannot carry.

On-Premises: ignores `biz_opaque_callback_data`.
Cloud: takes a text of at most 512 characters, and repeats it in the statuses of the message.
What we do: take away what does not fit. On-Premises never gave it back.
Source: Meta, Cloud API reference, "Messages", `biz_opaque_callback_data`.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import send, sent

__all__ = ["difference"]

KEY, MOST = "biz_opaque_callback_data", 512

difference = Difference(
    __name__,
    Surface.SEND,
    needs=("biz_opaque_callback_data",),
    phase=Phase.KEYS,
    pairs=[
        Pair(
            title="600 characters",
            onprem=send("text", {"body": "hi"}, biz_opaque_callback_data="x" * 600),
            cloud=sent("text", {"body": "hi"}),
        )
    ],
)


@difference.to_cloud
def take_away(payload: Json, facts: Facts) -> Iterator[Finding]:
    given = payload.get(KEY) if type(payload) is dict else None
    if given is not None and (type(given) is not str or len(given) > MOST):
        yield Finding((KEY,), f"Cloud API takes a text of {MOST} characters here", (Edit((KEY,)),))
