"""Names of types in capital letters.

On-Premises: takes `TEXT` for `text` in many places.
Cloud: does so too in most places; its reference has small letters.
What we do: write them as in the reference.
Source: Meta, Cloud API reference, "Messages"; observed.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.cloud.messages import message_shape
from wamigrate.apis.shape import Shape
from wamigrate.core.payload import Edit, Json, Path
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import send, sent, template

__all__ = ["difference"]

VALUE = [{"type": "text", "text": "Ann"}]

difference = Difference(
    __name__,
    Surface.SEND,
    phase=Phase.LIMITS,
    level=Level.NOTE,
    pairs=[
        Pair(
            title="a component's type",
            onprem=send("template", template({"type": "BODY", "parameters": VALUE})),
            cloud=sent("template", template({"type": "body", "parameters": VALUE})),
        )
    ],
)


@difference.to_cloud
def write_small(payload: Json, facts: Facts) -> Iterator[Finding]:
    yield from _walk(payload, message_shape(payload), ())


def _walk(value: Json, shape: Shape, path: Path) -> Iterator[Finding]:
    if type(value) is str and shape.choices and value not in shape.choices:
        wanted = next((c for c in shape.choices if c.lower() == value.lower()), None)
        if wanted is not None:
            yield Finding(path, f"the reference writes `{wanted}`", (Edit(path, wanted),))
    elif type(value) is dict:
        for name, inner in value.items():
            if name in shape.fields:
                yield from _walk(inner, shape.fields[name], (*path, name))
    elif type(value) is list and shape.item is not None:
        for place, item in enumerate(value):
            yield from _walk(item, shape.item, (*path, place))
