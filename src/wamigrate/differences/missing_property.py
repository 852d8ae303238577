"""Properties that Cloud API needs.

On-Premises: needs most of them too; some it misses only later, or never.
Cloud: refuses the message.
What we do: nothing: what should stand there is not known.
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
        Pair(
            title="a template without a name",
            onprem=send("template", {"language": {"code": "en"}}),
            cloud=None,
        ),
    ],
)


@difference.to_cloud
def refuse(payload: Json, facts: Facts) -> Iterator[Finding]:
    for problem in problems(payload, message_shape(payload)):
        if problem.wrong is Wrong.MISSING:
            message = f"`{problem.path[-1]}` is needed here"
            yield Finding(problem.path, message, safety=MANUAL, code=1008)
