"""Templates that the WhatsApp Business Account does not have.

On-Premises: accepts the message, which fails afterwards.
Cloud: refuses a template that does not exist in that language, or that is not approved, at once.
What we do: nothing. It is only seen where the templates are known.
Source: Meta, Cloud API error codes, 132001, 132015 and 132016.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json
from wamigrate.differences.difference import MANUAL, Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts, Template
from wamigrate.differences.places import template_key, word
from wamigrate.differences.samples import send, template

__all__ = ["difference"]

STOPPED = {"REJECTED": 2060, "PAUSED": 2061, "DISABLED": 2062}
GERMAN = Template("order_ready", "de")

difference = Difference(
    __name__,
    Surface.SEND,
    types=("template",),
    pairs=[
        Pair(
            title="another language",
            onprem=send("template", template()),
            cloud=None,
            facts=Facts(templates={("order_ready", "de"): GERMAN}),
        )
    ],
)


@difference.to_cloud
def refuse(payload: Json, facts: Facts) -> Iterator[Finding]:
    if facts.templates is None:
        return
    name, code = template_key(payload)
    if name is None or code is None:
        return
    known = facts.templates.get((name, code))
    if known is None:
        others = sorted(language for other, language in facts.templates if other == name)
        rest = f", only in {', '.join(others)}" if others else ""
        message = f"the template {name} does not exist in {code}{rest}"
        yield Finding(("template", "name"), message, safety=MANUAL, code=2001)
    elif word(known.status) != "approved":
        message = f"the template {name} is {known.status.lower()}"
        code_of_status = STOPPED.get(known.status.upper(), 2001)
        yield Finding(("template", "name"), message, safety=MANUAL, code=code_of_status)
