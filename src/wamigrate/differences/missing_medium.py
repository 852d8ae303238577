"""A medium with neither an ID nor a link.

On-Premises: refuses it, in a message of its own; in headers and templates it looks away.
Cloud: refuses it everywhere.
What we do: nothing: which file is meant is not known.
Source: Meta, Cloud API reference, "Media object".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.cloud.messages import MEDIA_TYPES
from wamigrate.core.payload import Json
from wamigrate.differences.difference import MANUAL, Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import MEDIA_SENDS, is_given, media
from wamigrate.differences.samples import send

__all__ = ["difference"]

difference = Difference(
    __name__,
    Surface.SEND,
    types=MEDIA_SENDS,
    needs=MEDIA_TYPES,
    pairs=[Pair(title="only a caption", onprem=send("image", {"caption": "a cat"}), cloud=None)],
)


@difference.to_cloud
def refuse(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path, kind, medium in media(payload):
        if not is_given(medium.get("id")) and not is_given(medium.get("link")):
            yield Finding(path, f"this {kind} has neither `id` nor `link`", safety=MANUAL, code=1008)
