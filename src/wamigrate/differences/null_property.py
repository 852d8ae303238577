"""Properties that are null.

On-Premises: takes them for absent.
Cloud: most often does so too, without saying that it will.
What we do: take them away.
Source: observed in applications.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.cloud.messages import message_shape
from wamigrate.apis.shape import Wrong, problems
from wamigrate.core.payload import NULL, Edit, Json
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import MEDIA_ID, send, sent

__all__ = ["difference"]

difference = Difference(
    __name__,
    Surface.SEND,
    phase=Phase.KEYS,
    level=Level.NOTE,
    needs=(NULL,),
    pairs=[
        Pair(
            title="an image without a caption",
            onprem=send("image", {"id": MEDIA_ID, "caption": None}, context=None),
            cloud=sent("image", {"id": MEDIA_ID}),
        )
    ],
)


@difference.to_cloud
def take_away(payload: Json, facts: Facts) -> Iterator[Finding]:
    for problem in problems(payload, message_shape(payload)):
        if problem.wrong is Wrong.NULL and problem.path and type(problem.path[-1]) is str:
            yield Finding(problem.path, "null is taken for absent", (Edit(problem.path),))
