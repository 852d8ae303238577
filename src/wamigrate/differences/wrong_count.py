"""Lists with too many or too few items.

On-Premises: refuses most of them too.
Cloud: refuses them.
What we do: nothing: which ones to leave out is not known.
Source: Meta, Cloud API reference, "Messages", limits of each type.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.cloud.messages import message_shape
from wamigrate.apis.shape import Wrong, problems
from wamigrate.core.payload import Json, dig
from wamigrate.differences.difference import MANUAL, Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import interactive, reply_button, send

__all__ = ["difference"]

CODES = {"sections": 2015, "rows": 2016}
NO_CONTACTS = ("contacts",)
"""Empty is missing, where the list is all there is of the message."""
FOUR = [reply_button(str(n), f"No. {n}") for n in range(4)]

difference = Difference(
    __name__,
    Surface.SEND,
    phase=Phase.LIMITS,
    pairs=[
        Pair(
            title="four buttons",
            onprem=send("interactive", interactive("button", {"buttons": FOUR})),
            cloud=None,
        ),
    ],
)


@difference.to_cloud
def refuse(payload: Json, facts: Facts) -> Iterator[Finding]:
    for problem in problems(payload, message_shape(payload)):
        if problem.wrong is Wrong.COUNT:
            path, shape, count = problem.path, problem.shape, len(dig(payload, *problem.path))
            wanted = f"at least {shape.least}" if shape.most is None else f"{shape.least} to {shape.most}"
            message = f"{count} items, Cloud API takes {wanted}"
            code = 1008 if path == NO_CONTACTS and not count else CODES.get(str(path[-1]), 1009)
            yield Finding(path, message, safety=MANUAL, code=code)
