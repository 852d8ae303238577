"""IDs that the bridge makes: for messages that Cloud API has not taken yet, and tags that find lost ones."""

from __future__ import annotations

from wamigrate.store.random_bytes import random_bytes

__all__ = ["CLOUD_ID", "INBOUND_ID", "SENT_ID", "TAG_PREFIX", "mint_id", "new_tag", "unwrap_tag", "wrap_tag"]

CLOUD_ID = "wamid."
SENT_ID, INBOUND_ID = "gBEG", "ABEG"
"""How IDs of On-Premises begin: of messages that a business sent, and of those that it got."""
TAG_PREFIX = "wm1."
TAG_LENGTH = len(TAG_PREFIX) + 20
LONGEST = 512
"""What Cloud API allows in `biz_opaque_callback_data`."""


def mint_id(prefix: str = SENT_ID) -> str:
    """A message ID in the shape of On-Premises' own."""
    return prefix + random_bytes(11).hex().upper()


def new_tag() -> str:
    """A tag that no other message carries."""
    return TAG_PREFIX + random_bytes(10).hex()


def wrap_tag(tag: str, own: str | None) -> str | None:
    """The tag with the application's own value inside; None where that is too long to be wrapped."""
    wrapped = tag if own is None else f"{tag}:{own}"
    return wrapped if len(wrapped) <= LONGEST else None


def unwrap_tag(value: str) -> tuple[str | None, str | None]:
    """Our tag, and the application's own value; either may be missing."""
    if not value.startswith(TAG_PREFIX) or len(value) < TAG_LENGTH:
        return None, value
    tag, rest = value[:TAG_LENGTH], value[TAG_LENGTH:]
    if rest and not rest.startswith(":"):
        return None, value
    return tag, rest[1:] if rest else None
