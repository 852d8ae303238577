"""JSON as Graph writes it: no spaces, `/` escaped, everything beyond ASCII as lower-case `\\uXXXX`."""

from __future__ import annotations

import json

import msgspec

from wamigrate.core.payload import Json

__all__ = ["encode"]


def encode(value: Json) -> bytes:
    """The bytes of an answer or a webhook; signatures are made over exactly these."""
    body = msgspec.json.encode(value)
    if not body.isascii():
        body = json.dumps(value, separators=(",", ":")).encode()
    # A slash stands only inside strings, and neither encoder escapes it by itself.
    return body.replace(b"/", b"\\/")
