"""Identifiers in the layouts that clients meet: message ids of both APIs, trace ids, tokens, media ids."""

from __future__ import annotations

import base64
import random
import secrets
import string
import uuid

__all__ = [
    "bearer",
    "digits",
    "graph_token",
    "is_outgoing",
    "media_number",
    "onprem_message_id",
    "onprem_system_id",
    "password",
    "trace_id",
    "uuid_id",
    "wamid",
]

# Ids need to differ, not to be unguessable; this generator is ten times faster than the system's.
_fast = random.Random()  # noqa: S311


def digits(text: str) -> str:
    """Only the digits of a phone number as people write it."""
    return text if text.isdigit() else "".join(c for c in text if c in string.digits)


def trace_id() -> str:
    """As in `fbtrace_id` and `x-fb-request-id`."""
    return "A" + base64.urlsafe_b64encode(_fast.randbytes(16)).decode()[:22].replace("-", "_")


def wamid(peer: str, *, outgoing: bool) -> str:
    """A Cloud message id: 18 hex digits going out, 20 (as iPhones make) coming in."""
    raw = _fast.randbytes(9).hex().upper()
    name = raw if outgoing else "3A" + raw
    record = b"\x1c\x18" + bytes([len(peer)]) + peer.encode()
    record += (
        b"\x15\x02\x00"
        + (b"\x11" if outgoing else b"\x12")
        + b"\x18"
        + bytes([len(name)])
        + name.encode()
        + b"\x00"
    )
    return "wamid." + base64.b64encode(record).decode()


def is_outgoing(message_id: str) -> bool:
    """Whether a Cloud message id is one of a message that the business sent."""
    try:
        record = base64.b64decode(message_id.removeprefix("wamid."), validate=True)
    except ValueError:
        return False
    return b"\x15\x02\x00\x11" in record


def onprem_message_id(peer: str, *, outgoing: bool) -> str:
    """An On-Premises message id: a small binary record in unpadded base64url, without a prefix."""
    raw = _fast.randbytes(9) if outgoing else b"\x3a" + _fast.randbytes(9)
    return _onprem_record(peer, raw, outgoing=outgoing, form=2)


def onprem_system_id(peer: str, moment_ms: int, event: str) -> str:
    """The id of a message that WhatsApp itself made: the record holds a text."""
    name = f"sys-{peer}@s.whatsapp.net-{moment_ms}-{event}"
    return _onprem_record(peer, name.encode(), outgoing=False, form=3)


def _onprem_record(peer: str, raw: bytes, *, outgoing: bool, form: int) -> str:
    odd = len(peer) % 2
    number = bytes.fromhex(peer + "f" * odd)
    head = bytes([0x80 if outgoing else 0x00, 0x11, len(number) | (0x80 if odd else 0)])
    record = head + number + bytes([form, len(raw)]) + raw
    return base64.urlsafe_b64encode(record).rstrip(b"=").decode()


def uuid_id() -> str:
    """An On-Premises media id."""
    return str(uuid.UUID(int=_fast.getrandbits(128), version=4))


def media_number() -> str:
    """A Cloud media id."""
    return str(_fast.randrange(10**14, 10**16))


def bearer() -> str:
    """A token of the On-Premises Webapp: JWT-shaped, opaque."""
    return ".".join(secrets.token_urlsafe(n).replace("_", "x") for n in (27, 60, 32))


def graph_token() -> str:
    """An access token of Graph."""
    return "EAAJ" + "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(120))


def password() -> str:
    """A password that meets the On-Premises rules."""
    return "Sim1!" + secrets.token_hex(10)
