"""Messages to nobody.

On-Premises: refuses a message without `to`.
Cloud: the same; beside `to` it knows `recipient` for users without a phone number.
What we do: nothing: who should get it is not known.
Source: Meta, Cloud API reference, "Messages", `to`.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.cloud.messages import is_receipt
from wamigrate.core.payload import Json
from wamigrate.differences.difference import MANUAL, Difference, Finding, Pair, Surface
from wamigrate.differences.documents import UNPLAIN
from wamigrate.differences.facts import Facts

__all__ = ["difference"]

difference = Difference(
    __name__,
    Surface.SEND,
    needs=(UNPLAIN,),
    pairs=[Pair(title="a text to nobody", onprem={"type": "text", "text": {"body": "hi"}}, cloud=None)],
)


@difference.to_cloud
def refuse(payload: Json, facts: Facts) -> Iterator[Finding]:
    if payload.get("to") in (None, "") and payload.get("recipient") in (None, "") and not is_receipt(payload):
        yield Finding(("to",), "`to` is needed here", safety=MANUAL, code=1008)
