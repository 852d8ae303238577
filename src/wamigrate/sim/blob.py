"""Backup metadata: an opaque base64 text, bound to its password, its number and its own bytes.

The layout is ours; only its beginning (`V0FCS…`) is what real ones show. It is encrypted, so that a wrong
password and a changed character can be told apart, and neither can be guessed from the text.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from enum import Enum

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wamigrate.core.payload import JsonObject

__all__ = ["Blob", "Verdict", "make", "read"]

MAGIC = b"WABK\x01"
SEAL = 16
PADDING = 1500


class Verdict(Enum):
    """What a backup turns out to be."""

    GOOD = "good"
    ALTERED = "altered"
    WRONG_PASSWORD = "wrong password"  # noqa: S105
    OTHER_NUMBER = "other number"


Blob = tuple[Verdict, JsonObject]


def make(content: JsonObject, password: str, key: bytes) -> str:
    """Seal the content under the password; `key` is the world's own."""
    salt, nonce = os.urandom(16), os.urandom(12)
    plain = msgspec.json.encode({**content, "padding": os.urandom(PADDING // 2).hex()})
    sealed = MAGIC + salt + nonce + AESGCM(_derive(password, salt)).encrypt(nonce, plain, None)
    return base64.b64encode(sealed + _seal(sealed, key)).decode()


def read(data: str, password: str, key: bytes) -> Blob:
    """What is in it, or why it cannot be used."""
    try:
        raw = base64.b64decode(data, validate=True)
    except (ValueError, binascii.Error):
        return Verdict.ALTERED, {}
    body, seal = raw[:-SEAL], raw[-SEAL:]
    if not body.startswith(MAGIC) or not hmac.compare_digest(seal, _seal(body, key)):
        return Verdict.ALTERED, {}
    start = len(MAGIC)
    salt, nonce, sealed = body[start : start + 16], body[start + 16 : start + 28], body[start + 28 :]
    try:
        plain = AESGCM(_derive(password, salt)).decrypt(nonce, sealed, None)
    except InvalidTag:
        return Verdict.WRONG_PASSWORD, {}
    content: JsonObject = msgspec.json.decode(plain)
    return Verdict.GOOD, content


def _derive(password: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 1000)


def _seal(body: bytes, key: bytes) -> bytes:
    return hmac.digest(key, body, "sha256")[:SEAL]
