"""A customer's identity key in the words of Cloud API; deployments keep a contact store of their own."""

from __future__ import annotations

from wamigrate.core.payload import JsonObject
from wamigrate.sim.customer import Customer

__all__ = ["identity_of"]


def identity_of(customer: Customer, *, acknowledged: bool) -> JsonObject:
    """The key's hash, and since when."""
    return {
        "acknowledged": acknowledged,
        "created_timestamp": int(customer.identity_at * 1000),
        "hash": customer.identity,
    }
