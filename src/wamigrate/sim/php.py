"""JSON as Graph writes it: no spaces, `/` escaped, everything beyond ASCII as lower-case `\\uXXXX`.

`@`, `%` and `<` are written as `\\u0040`, `\\u0025` and `\\u003c`: an answer is never taken for a page.
"""

from __future__ import annotations

import json

import msgspec

from wamigrate.core.payload import Json

__all__ = ["encode"]

# None of these stands anywhere but inside strings, and neither encoder escapes them by itself.
ESCAPES = ((b"/", b"\\/"), (b"@", b"\\u0040"), (b"%", b"\\u0025"), (b"<", b"\\u003c"))


def encode(value: Json) -> bytes:
    """The bytes of an answer or a webhook; signatures are made over exactly these."""
    body = msgspec.json.encode(value)
    if not body.isascii():
        body = json.dumps(value, separators=(",", ":")).encode()
    for plain, escaped in ESCAPES:
        if plain in body:
            body = body.replace(plain, escaped)
    return body
