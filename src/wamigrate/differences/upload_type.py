"""Which files may be uploaded.

On-Premises: takes any document up to 100 MB, and wants `audio/ogg; codecs=opus` with the codec.
Cloud: has a list of types, each with a limit, and wants the type without `codecs` and `charset`.
What we do: give the bare type. A type that is not in the list cannot be uploaded; as a document it can
    still go out by link.
Source: Meta, Cloud API, "Media", "Supported media types"; On-Premises API, "Media".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.cloud.endpoints import upload_limit, upload_type
from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import Difference, Direction, Finding, Pair, Surface
from wamigrate.differences.events import is_number
from wamigrate.differences.facts import Facts

__all__ = ["difference"]

PATH = ("type",)

difference = Difference(
    __name__,
    Surface.ENDPOINT,
    types=("media-upload",),
    pairs=[
        Pair(
            title="a voice note",
            onprem={"type": "audio/ogg; codecs=opus", "size": 12000},
            cloud={"type": "audio/ogg", "size": 12000},
            only=Direction.TO_CLOUD,
        ),
        Pair(title="an archive", onprem={"type": "application/zip", "size": 12000}, cloud=None),
        Pair(title="a large picture", onprem={"type": "image/jpeg", "size": 9_000_000}, cloud=None),
    ],
)


@difference.to_cloud
def bare_type(payload: Json, facts: Facts) -> Iterator[Finding]:
    given, size = payload.get("type"), payload.get("size")
    if not isinstance(given, str):
        return
    limit = upload_limit(given)
    if limit is None:
        yield Finding(PATH, f"Cloud API takes no uploads of the type {upload_type(given)}", code=1009)
    elif is_number(size) and size > limit:
        yield Finding(("size",), f"Cloud API takes at most {limit} bytes of this type", code=1009)
    if limit is not None and given != upload_type(given):
        said = "Cloud API takes the type without parameters"
        yield Finding(PATH, said, (Edit(PATH, upload_type(given)),))
