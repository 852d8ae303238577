"""The short-lived addresses under which the bytes of media are fetched."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wamigrate.sim.world import World

__all__ = ["ATTACHMENTS", "attachment_url", "seal"]

ATTACHMENTS = ["whatsapp_business", "attachments"]
URL_LIFE = 300.0


def attachment_url(world: World, base_url: str, media_id: str, *, source: str | None = None) -> str:
    """An address of the bytes that lives for five minutes, on the host of the call or on Meta's other one."""
    ends = int(world.clock.now() + URL_LIFE)
    origin = f"source={source}&" if source else ""
    query = f"mid={media_id}&{origin}ext={ends}&hash={seal(world, media_id, ends)}"
    host = base_url.replace("://graph.facebook.com", "://lookaside.fbsbx.com")
    return f"{host}/{'/'.join(ATTACHMENTS)}/?{query}"


def seal(world: World, media_id: str, ends: int) -> str:
    """What an address carries so that it cannot be made up."""
    text = f"{media_id}/{ends}".encode()
    return hmac.new(world.app.secret.encode(), text, hashlib.sha256).hexdigest()[:40]
