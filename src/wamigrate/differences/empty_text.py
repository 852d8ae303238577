"""Empty texts.

On-Premises: takes an empty text for an absent one.
Cloud: refuses many of them.
What we do: leave out what need not be there. For what must be there a person decides.
Source: Meta, Cloud API reference, "Messages"; observed.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.cloud.messages import message_shape
from wamigrate.apis.shape import Wrong, problems
from wamigrate.core.payload import Edit, Json, JsonObject
from wamigrate.differences.difference import MANUAL, Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import interactive, send, sent

__all__ = ["difference"]


def _list(title: str, **more: str) -> JsonObject:
    row = {"id": "1", "title": title, **more}
    return interactive("list", {"button": "Choose", "sections": [{"rows": [row]}]})


difference = Difference(
    __name__,
    Surface.SEND,
    phase=Phase.LIMITS,
    pairs=[
        Pair(
            title="a row without a description",
            onprem=send("interactive", _list("Roses", description="")),
            cloud=sent("interactive", _list("Roses")),
        ),
        Pair(title="a row without a title", onprem=send("interactive", _list("")), cloud=None),
    ],
)


@difference.to_cloud
def leave_out(payload: Json, facts: Facts) -> Iterator[Finding]:
    for problem in problems(payload, message_shape(payload)):
        if problem.wrong is not Wrong.EMPTY:
            continue
        path = problem.path
        if problem.shape.required or not path or type(path[-1]) is int:
            yield Finding(path, "this text must not be empty", safety=MANUAL, code=1008)
        else:
            yield Finding(path, "an empty text, which need not be there", (Edit(path),), level=Level.NOTE)
