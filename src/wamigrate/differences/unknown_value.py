"""Values that Cloud API does not know.

On-Premises: refuses most of them too, others it ignores.
Cloud: refuses them.
What we do: nothing: which one is meant is not known.
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

MOST_SHOWN = 12

difference = Difference(
    __name__,
    Surface.SEND,
    phase=Phase.LIMITS,
    pairs=[
        Pair(title="a message of type fax", onprem=send("fax", {"body": "hi"}), cloud=None),
    ],
)


@difference.to_cloud
def refuse(payload: Json, facts: Facts) -> Iterator[Finding]:
    for problem in problems(payload, message_shape(payload)):
        if problem.wrong is Wrong.CHOICE:
            known = ", ".join(problem.shape.choices[:MOST_SHOWN])
            code = 1002 if problem.path == ("recipient_type",) else 1009
            yield Finding(problem.path, f"Cloud API knows: {known}", safety=MANUAL, code=code)
        elif problem.wrong is Wrong.RANGE:
            message = f"Cloud API takes {problem.shape.least} to {problem.shape.most}"
            yield Finding(problem.path, message, safety=MANUAL, code=1009)
