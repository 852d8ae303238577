"""The contact store of a deployment."""

from __future__ import annotations

import base64
import hashlib
import secrets

from wamigrate.sim.onprem.state import Deployment, Identity

__all__ = ["identity_of", "new_identity"]


def identity_of(place: Deployment, wa_id: str, now: float) -> Identity:
    """The keys of a customer as the deployment knows them."""
    found = place.identities.get(wa_id)
    if found is None:
        first = base64.b64encode(hashlib.sha256(f"{place.name} {wa_id}".encode()).digest()[:8])
        found = place.identities[wa_id] = Identity(first.decode(), int(now * 1000))
    return found


def new_identity(place: Deployment, wa_id: str, now: float) -> Identity:
    """The customer has new keys, which nobody acknowledged yet."""
    fresh = base64.b64encode(secrets.token_bytes(8)).decode()
    place.identities[wa_id] = Identity(fresh, int(now * 1000), acknowledged=False)
    return place.identities[wa_id]
