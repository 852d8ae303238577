"""Values of another kind than Cloud API takes.

On-Premises: refuses most of them too.
Cloud: refuses them.
What we do: nothing: what is meant is not known.
Source: Meta, Cloud API reference, "Messages".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.cloud.messages import message_shape
from wamigrate.apis.shape import Wrong, problems
from wamigrate.core.payload import Json
from wamigrate.differences.difference import MANUAL, Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import send

__all__ = ["difference"]

difference = Difference(
    __name__,
    Surface.SEND,
    phase=Phase.LIMITS,
    pairs=[
        Pair(title="a text that is a list", onprem=send("text", {"body": ["hi"]}), cloud=None),
    ],
)


@difference.to_cloud
def refuse(payload: Json, facts: Facts) -> Iterator[Finding]:
    for problem in problems(payload, message_shape(payload)):
        if problem.wrong in (Wrong.KIND, Wrong.NULL):
            message = f"this must be: {problem.shape.kind}"
            yield Finding(problem.path, message, safety=MANUAL, code=1009 if problem.path else 1025)
