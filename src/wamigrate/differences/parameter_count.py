"""More or fewer parameters than the template has variables.

On-Premises: accepts the message, which fails afterwards with error 2000.
Cloud: refuses it at once.
What we do: nothing. It is only seen where the templates are known.
Source: Meta, Cloud API error codes, 132000.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json
from wamigrate.differences.difference import MANUAL, Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts, Template
from wamigrate.differences.places import known_template, own_component, parameters_of
from wamigrate.differences.samples import send, template

__all__ = ["difference"]

ANN = {"type": "text", "text": "Ann"}
TWO = Template("order_ready", "en_US", body_parameters=2)

difference = Difference(
    __name__,
    Surface.SEND,
    types=("template",),
    pairs=[
        Pair(
            title="one of two",
            onprem=send("template", template({"type": "body", "parameters": [ANN]})),
            cloud=None,
            facts=Facts(templates={("order_ready", "en_US"): TWO}),
        )
    ],
)


@difference.to_cloud
def refuse(payload: Json, facts: Facts) -> Iterator[Finding]:
    known = known_template(payload, facts)
    if known is None:
        return
    wanted_of = {"body": known.body_parameters}
    if known.header_format in (None, "TEXT"):
        wanted_of["header"] = known.header_parameters
    for kind, wanted in wanted_of.items():
        path, component = own_component(payload, kind)
        given = len(parameters_of(path, component))
        if wanted is not None and given != wanted:
            message = f"the {kind} of {known.name} takes {wanted} parameters, here are {given}"
            yield Finding(path, message, safety=MANUAL, code=2000)
