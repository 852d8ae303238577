"""Parts of a template's definition in a message.

On-Premises: ignores `add_security_recommendation`, `text`, `buttons` and the like in the components of a
    message.
Cloud: refuses them.
What we do: take them away: they were fixed when the template was made.
Source: Meta, Business Management API, "Message templates"; observed.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json
from wamigrate.differences.difference import Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import components, strip
from wamigrate.differences.samples import send, sent, template

__all__ = ["difference"]

KEYS = ("add_security_recommendation", "code_expiration_minutes", "text", "format", "example", "buttons")
BODY = {"type": "body", "parameters": [{"type": "text", "text": "123456"}]}

difference = Difference(
    __name__,
    Surface.SEND,
    types=("template",),
    phase=Phase.KEYS,
    pairs=[
        Pair(
            title="a one-time code",
            onprem=send("template", template({**BODY, "add_security_recommendation": True})),
            cloud=sent("template", template(BODY)),
        )
    ],
)


@difference.to_cloud
def take_away(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path, component in components(payload):
        yield from strip(path, component, KEYS, "`{key}` belongs to the template, not to a message")
