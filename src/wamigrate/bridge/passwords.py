"""Passwords and tokens as they may be kept: salted and slow for the one, keyed for the other."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from datetime import UTC, datetime

import msgspec

from wamigrate.store.bridge_callers import ADMIN, USER, User

__all__ = [
    "api_key",
    "basic",
    "bearer",
    "digest",
    "expires_text",
    "hashed",
    "matches",
    "new_token",
    "role_of",
    "strong",
]

SALT = 16
STRONG = re.compile(r"(?=.*[0-9])(?=.*[A-Z])(?=.*[a-z])(?=.*[^0-9A-Za-z]).{8,64}", re.DOTALL)
LONGEST = 1_024


def hashed(username: str, password: str, *, role: str, source: str, at: float) -> User:
    """The user as they are kept. It takes 30 ms: off the event loop."""
    salt = secrets.token_bytes(SALT)
    return User(username, role, salt, _slow(password, salt), source, at)


def matches(user: User, password: str) -> bool:
    """Whether it is the user's password. It takes 30 ms: off the event loop."""
    return hmac.compare_digest(_slow(password, user.salt), user.hash)


def _slow(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode("utf-8", "replace"), salt=salt, n=2**13, r=8, p=1, dklen=32)


def role_of(username: str) -> str:
    """On-Premises has one administrator, and its name is fixed."""
    return ADMIN if username == "admin" else USER


def strong(password: object) -> bool:
    """On-Premises' own rule for passwords."""
    return isinstance(password, str) and STRONG.fullmatch(password) is not None


def digest(key: bytes, token: str) -> str:
    """What is kept of a token: without the key nobody can tell which one it was."""
    return hashlib.blake2b(token.encode("utf-8", "replace"), key=key, digest_size=32).hexdigest()


def basic(authorization: str) -> tuple[str, str] | None:
    """User and password of a Basic header; None for anything else."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic" or len(value) > LONGEST:
        return None
    try:
        user, colon, password = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (ValueError, binascii.Error):
        return None
    return (user, password) if colon and user else None


def bearer(authorization: str) -> str | None:
    """The token of a Bearer header; None for anything else."""
    scheme, _, value = authorization.partition(" ")
    value = value.strip()
    return value if scheme.lower() == "bearer" and 0 < len(value) <= 4 * LONGEST else None


def api_key(authorization: str) -> str | None:
    """The key of an Apikey header, with which monitoring calls; None for anything else."""
    scheme, _, value = authorization.partition(" ")
    value = value.strip()
    return value if scheme.lower() == "apikey" and 0 < len(value) <= LONGEST else None


def new_token(now: float, life: float) -> str:
    """Three parts with points between, as On-Premises' tokens look. Nothing can be read from it."""
    head = {"alg": "HS256", "typ": "JWT"}
    body = {"iat": int(now), "exp": int(now + life), "jti": secrets.token_hex(8)}
    return f"{_part(head)}.{_part(body)}.{secrets.token_urlsafe(32)}"


def expires_text(moment: float) -> str:
    """Clients take it apart by position: a blank between date and time, and a colon in the offset."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S+00:00")


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(value)).rstrip(b"=").decode()
