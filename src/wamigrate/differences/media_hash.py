"""The checksum of media is written in another way.

On-Premises: `sha256` is hexadecimal.
Cloud: webhooks have it in base64. (`GET /{media-id}` has it in hexadecimal.)
What we do: write it as the other API does; an application that checks it would throw the file away.
Source: Meta, Webhooks, "Messages webhook reference"; payloads of both APIs that others have kept.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from wamigrate.apis.onprem.callbacks import MEDIA_TYPES
from wamigrate.core.payload import Edit, Json, Path, dig
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Surface
from wamigrate.differences.events import MESSAGE, message_of
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import callback, value

__all__ = ["difference"]

BYTES = 32
HEX = re.compile(r"[0-9a-fA-F]{64}")
MEDIUM = {"id": "1234567890", "mime_type": "image/jpeg"}
IN_HEX = "29ed500fa64eb55fc19dc4124acb300e5dcc54a0f822a301ae99944db90b8bcd"
IN_BASE64 = "Ke1QD6ZOtV/BncQSSsswDl3MVKD4IqMBrpmUTbkLi80="

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    needs=("sha256",),
    types=MEDIA_TYPES,
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="the checksum of an image",
            onprem=callback(type="image", image={**MEDIUM, "sha256": IN_HEX}),
            cloud=value(type="image", image={**MEDIUM, "sha256": IN_BASE64}),
        ),
    ],
)


@difference.to_onprem
def in_hex(payload: Json, facts: Facts) -> Iterator[Finding]:
    path, given = _hash(payload)
    if isinstance(given, str) and not HEX.fullmatch(given):
        found = _decoded(given)
        if len(found) == BYTES:
            yield Finding(path, "On-Premises writes the checksum in hexadecimal", (Edit(path, found.hex()),))
        else:
            yield Finding(path, "this is no SHA-256 checksum: it stays as it is", level=Level.NOTE)


@difference.to_cloud
def in_base64(payload: Json, facts: Facts) -> Iterator[Finding]:
    path, given = _hash(payload)
    if isinstance(given, str) and HEX.fullmatch(given):
        found = base64.b64encode(bytes.fromhex(given)).decode()
        yield Finding(path, "Cloud writes the checksum in base64", (Edit(path, found),))


def _decoded(given: str) -> bytes:
    try:
        return base64.b64decode(given + "=" * (-len(given) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _hash(payload: Json) -> tuple[Path, Json]:
    kind = message_of(payload).get("type", "")
    path = (*MESSAGE, kind, "sha256")
    return path, dig(payload, *path)
