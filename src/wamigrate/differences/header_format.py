"""Template headers of another kind than the template's.

On-Premises: accepts the message, which fails afterwards with error 2012 or 2009.
Cloud: refuses it at once.
What we do: nothing. It is only seen where the templates are known.
Source: Meta, Cloud API error codes, 132012.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json
from wamigrate.differences.difference import MANUAL, Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts, Template
from wamigrate.differences.places import known_template, own_component, parameters_of, word
from wamigrate.differences.samples import send, template

__all__ = ["difference"]

MEDIA = ("image", "video", "document", "location")
IMAGE = {"type": "image", "image": {"link": "https://media.example.com/cat.jpg"}}
DOCUMENT = Template("order_ready", "en_US", header_format="DOCUMENT")

difference = Difference(
    __name__,
    Surface.SEND,
    types=("template",),
    pairs=[
        Pair(
            title="an image instead of a document",
            onprem=send("template", template({"type": "header", "parameters": [IMAGE]})),
            cloud=None,
            facts=Facts(templates={("order_ready", "en_US"): DOCUMENT}),
        )
    ],
)


@difference.to_cloud
def refuse(payload: Json, facts: Facts) -> Iterator[Finding]:
    known = known_template(payload, facts)
    if known is None or known.header_format is None:
        return
    path, component = own_component(payload, "header")
    given = [word(parameter.get("type")) for _, parameter in parameters_of(path, component)]
    wanted = known.header_format.lower()
    if wanted in MEDIA and not given:
        yield Finding(path, f"the header of {known.name} needs its {wanted}", safety=MANUAL, code=2009)
    elif given and (given[0] != wanted if wanted in MEDIA else given[0] in MEDIA):
        message = f"the header of {known.name} takes {wanted}, not {given[0]}"
        yield Finding(path, message, safety=MANUAL, code=2012)
