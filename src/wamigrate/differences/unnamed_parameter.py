"""Templates whose variables have names.

On-Premises: knows only numbered variables, and ignores `parameter_name`.
Cloud: wants `parameter_name` where the template's variables have names, and refuses it where they have none.
What we do: give the names in the template's order if you allow unsafe fixes; take names away that the
    template does not have. It is only seen where the templates are known.
Source: Meta, Cloud API reference, "Template messages"; observed.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import MANUAL, UNSAFE, Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts, Template
from wamigrate.differences.places import known_template, own_component, parameters_of
from wamigrate.differences.samples import send, sent, template

__all__ = ["difference"]

NAMED = Template("order_ready", "en_US", body_parameters=1, parameter_names=("customer",))
NUMBERED = Template("order_ready", "en_US", body_parameters=1)
ANN = {"type": "text", "text": "Ann"}
NAMED_ANN = {**ANN, "parameter_name": "customer"}

difference = Difference(
    __name__,
    Surface.SEND,
    types=("template",),
    pairs=[
        Pair(
            title="a name that is needed",
            onprem=send("template", template({"type": "body", "parameters": [ANN]})),
            cloud=sent("template", template({"type": "body", "parameters": [NAMED_ANN]})),
            facts=Facts(templates={("order_ready", "en_US"): NAMED}),
            unsafe=True,
        ),
        Pair(
            title="a name that is none",
            onprem=send("template", template({"type": "body", "parameters": [NAMED_ANN]})),
            cloud=sent("template", template({"type": "body", "parameters": [ANN]})),
            facts=Facts(templates={("order_ready", "en_US"): NUMBERED}),
        ),
    ],
)


@difference.to_cloud
def name(payload: Json, facts: Facts) -> Iterator[Finding]:
    known = known_template(payload, facts)
    if known is None or known.body_parameters is None:
        return
    path, component = own_component(payload, "body")
    given = parameters_of(path, component)
    free = [n for n in known.parameter_names if n not in {p.get("parameter_name") for _, p in given}]
    for place, parameter in given:
        own = (*place, "parameter_name")
        written = parameter.get("parameter_name")
        if not known.parameter_names:
            if "parameter_name" in parameter:
                yield Finding(own, f"the variables of {known.name} have no names", (Edit(own),))
        elif written in (None, ""):
            edits = (Edit(own, free.pop(0)),) if free else ()
            yield Finding(own, f"the variables of {known.name} have names", edits, UNSAFE, code=2012)
        elif written not in known.parameter_names:
            yield Finding(own, f"{known.name} has no variable of this name", safety=MANUAL, code=2012)
