"""The contact store of a deployment: whose keys it has seen, and which it trusts."""

from __future__ import annotations

from wamigrate.core.payload import JsonObject
from wamigrate.sim.customer import Customer
from wamigrate.sim.onprem.state import Deployment

__all__ = ["acknowledged", "identity_of"]


def identity_of(place: Deployment, customer: Customer) -> JsonObject:
    """A customer's keys as the deployment knows them; their time is in milliseconds."""
    return {
        "acknowledged": acknowledged(place, customer),
        "created_timestamp": int(customer.identity_at * 1000),
        "hash": customer.identity,
    }


def acknowledged(place: Deployment, customer: Customer) -> bool:
    """Whether the keys are those that were trusted last; at first sight they are."""
    return place.acknowledged.setdefault(customer.phone, customer.identity) == customer.identity
