"""Webhooks come in an envelope.

On-Premises: one event in each POST, bare: `contacts` and `messages`, or `statuses`, or `errors`. The
    deployment says which number it is.
Cloud: an envelope for a whole WABA, `entry[].changes[].value`, with up to 1,000 events. `value.metadata`
    names the number.
What we do: one On-Premises callback for each event, without `messaging_product` and `metadata`. The other way
    they are put back, if the number's id is known.
Source: Meta, migration document, "Webhooks".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import callback, value

__all__ = ["difference"]

ENVELOPE = ("messaging_product", "metadata")

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    phase=Phase.SHAPE,
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="a text from a customer",
            onprem=callback(type="text", text={"body": "hello"}),
            cloud=value(type="text", text={"body": "hello"}),
        ),
    ],
)


@difference.to_onprem
def unwrap(payload: Json, facts: Facts) -> Iterator[Finding]:
    if any(key in payload for key in ENVELOPE):
        bare = {k: v for k, v in payload.items() if k not in ENVELOPE}
        yield Finding((), "On-Premises callbacks are bare: no envelope, no metadata", (Edit((), bare),))


@difference.to_cloud
def wrap(payload: Json, facts: Facts) -> Iterator[Finding]:
    if "metadata" in payload:
        return
    if facts.phone_number_id is None:
        yield Finding((), "which number this is about is not known: no `metadata` can be made")
        return
    metadata = {
        "display_phone_number": facts.display_phone_number or "",
        "phone_number_id": facts.phone_number_id,
    }
    wrapped = {"messaging_product": "whatsapp", "metadata": metadata, **payload}
    yield Finding((), "Cloud API names the number in `metadata`", (Edit((), wrapped),))
