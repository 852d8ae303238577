"""Templates with a namespace.

On-Premises: wanted the namespace of the account before v2.41, and takes it since.
Cloud: has none.
What we do: take it away. The name and the language say which template it is.
Source: Meta, Cloud API reference, "Template messages"; every client that moved leaves it out.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, dig
from wamigrate.differences.difference import Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import send, sent, template

__all__ = ["difference"]

NAMESPACE = ("template", "namespace")

difference = Difference(
    __name__,
    Surface.SEND,
    types=("template",),
    needs=("namespace",),
    phase=Phase.KEYS,
    pairs=[
        Pair(
            title="a template of an account",
            onprem=send("template", template(namespace="flowers_ns")),
            cloud=sent("template", template()),
        )
    ],
)


@difference.to_cloud
def take_away(payload: Json, facts: Facts) -> Iterator[Finding]:
    content = dig(payload, "template")
    if type(content) is dict and "namespace" in content:
        yield Finding(NAMESPACE, "templates have no namespace on Cloud API", (Edit(NAMESPACE),))
