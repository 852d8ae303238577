"""Template buttons that do not say of what kind they are.

On-Premises: takes what it needs from the template.
Cloud: wants `sub_type` in each.
What we do: if you allow unsafe fixes, the kind that goes with the parameter: a payload with a quick reply, a
    text with a link, a code with a code to copy.
Source: Meta, Cloud API reference, "Template messages".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, dig
from wamigrate.differences.difference import MANUAL, UNSAFE, Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import components, word
from wamigrate.differences.samples import send, sent, template

__all__ = ["difference"]

KINDS = {"payload": "quick_reply", "text": "url", "coupon_code": "copy_code"}
YES = [{"type": "payload", "payload": "YES"}]

difference = Difference(
    __name__,
    Surface.SEND,
    types=("template",),
    pairs=[
        Pair(
            title="a payload",
            onprem=send("template", template({"type": "button", "index": "0", "parameters": YES})),
            cloud=sent(
                "template",
                template({"type": "button", "index": "0", "parameters": YES, "sub_type": "quick_reply"}),
            ),
            unsafe=True,
        )
    ],
)


@difference.to_cloud
def name_kind(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path, component in components(payload):
        if word(component.get("type")) != "button" or component.get("sub_type") not in (None, ""):
            continue
        place = (*path, "sub_type")
        kind = KINDS.get(word(dig(component, "parameters", 0, "type")))
        message = "Cloud API wants to know what kind of button this is"
        if kind is None:
            yield Finding(place, message, safety=MANUAL, code=1008)
        else:
            yield Finding(place, message, (Edit(place, kind),), UNSAFE, code=1008)
