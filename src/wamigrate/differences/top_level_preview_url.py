"""Link previews are switched on in another place.

On-Premises: `preview_url` stands at the top, beside `type`. One inside of `text` is ignored.
Cloud: `preview_url` stands inside of `text`.
What we do: move it. Where both are there the one at the top counts. The text `"true"` becomes true.
Source: Meta, On-Premises and Cloud API references, "Text messages".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import REMOVED, Edit, Json
from wamigrate.differences.difference import Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import word
from wamigrate.differences.samples import send, sent

__all__ = ["difference"]

BODY = {"body": "see https://example.com"}

difference = Difference(
    __name__,
    Surface.SEND,
    types=("text",),
    needs=("preview_url",),
    phase=Phase.MESSAGE,
    pairs=[
        Pair(
            title="with a preview",
            onprem=send("text", BODY, preview_url=True),
            cloud=sent("text", {**BODY, "preview_url": True}),
        ),
        Pair(
            title="written as a text, against what `text` says",
            onprem=send("text", {**BODY, "preview_url": True}, preview_url="false"),
            cloud=sent("text", {**BODY, "preview_url": False}),
        ),
    ],
)


@difference.to_cloud
def move(payload: Json, facts: Facts) -> Iterator[Finding]:
    content = payload.get("text")
    if "preview_url" not in payload or type(content) is not dict or not content:
        return
    given = payload["preview_url"]
    shown = given is True or word(given) == "true"
    edits = [Edit(("preview_url",), REMOVED)]
    if given is not None:
        edits.append(Edit(("text", "preview_url"), shown))
    yield Finding((), "Cloud API has `preview_url` inside of `text`", tuple(edits))
