"""Texts that are too long for Cloud API.

On-Premises: refuses most of them too; older versions let longer captions through.
Cloud: refuses them.
What we do: nothing without a person. If you allow unsafe fixes, captions, descriptions, headers and footers
    are cut.
Source: Meta, Cloud API reference, "Messages", limits of each type.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.cloud.messages import message_shape
from wamigrate.apis.shape import Wrong, problems
from wamigrate.core.payload import Edit, Json, Path, dig
from wamigrate.differences.difference import UNSAFE, Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import MEDIA_ID, send, sent

__all__ = ["difference"]

SHORTENED = ("caption", "description", "header", "footer")
LONG = "x" * 1100

difference = Difference(
    __name__,
    Surface.SEND,
    phase=Phase.LIMITS,
    pairs=[
        Pair(title="a text", onprem=send("text", {"body": LONG * 4}), cloud=None),
        Pair(
            title="a caption, cut",
            onprem=send("image", {"id": MEDIA_ID, "caption": LONG}),
            cloud=sent("image", {"id": MEDIA_ID, "caption": LONG[:1024]}),
            unsafe=True,
        ),
    ],
)


@difference.to_cloud
def shorten(payload: Json, facts: Facts) -> Iterator[Finding]:
    for problem in problems(payload, message_shape(payload)):
        if problem.wrong is not Wrong.LONG:
            continue
        path, most = problem.path, problem.shape.most
        text = dig(payload, *path)
        message = f"{len(text)} characters, Cloud API takes {most}"
        short = text[:most].strip() if _may_be_cut(path) else ""
        edits = (Edit(path, short),) if short else ()
        yield Finding(path, message, edits, UNSAFE, code=1001 if path == ("text", "body") else 1009)


def _may_be_cut(path: Path) -> bool:
    return any(part in SHORTENED for part in path[-2:])
