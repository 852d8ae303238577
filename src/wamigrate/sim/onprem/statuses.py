"""What became of a message, in the shape in which On-Premises tells of it."""

from __future__ import annotations

import hashlib

from wamigrate.core.payload import JsonObject
from wamigrate.sim.network import Failure, Outgoing
from wamigrate.sim.onprem.errors import webhook_error

__all__ = ["deleted_status", "status_of"]

DAY = 86400.0
WITH_CONVERSATION = ("sent", "delivered")


def status_of(out: Outgoing, status: str, failure: Failure | None, now: float, *, priced: bool) -> JsonObject:
    """One entry of `statuses`; the recipient stands in it twice, as old and new clients look for it."""
    shown = _status(out.id, out.customer.phone, status, now)
    if failure is not None:
        # The one title that carries what happened; elsewhere it is the code's own.
        title = failure.details if failure.onprem == 1014 else None
        shown["errors"] = [webhook_error(failure.onprem, title, None if title else failure.details)]
    elif priced and status in WITH_CONVERSATION:
        conversation: JsonObject = {"id": _conversation(out), "origin": {"type": out.category}}
        if status == "sent":
            conversation["expiration_timestamp"] = int(now + DAY)
        shown["conversation"] = conversation
        shown["pricing"] = {"billable": True, "category": out.category, "pricing_model": "CBP"}
    return shown


def deleted_status(message_id: str, customer: str, now: float) -> JsonObject:
    """A customer deleted a message that he had sent."""
    return _status(message_id, customer, "deleted", now)


def _status(message_id: str, customer: str, status: str, now: float) -> JsonObject:
    return {
        "id": message_id,
        "message": {"recipient_id": customer},
        "recipient_id": customer,
        "status": status,
        "timestamp": str(int(now)),
        "type": "message",
    }


def _conversation(out: Outgoing) -> str:
    seed = f"{out.number.id}/{out.customer.phone}/{out.category}/{int(out.at // DAY)}"
    return hashlib.md5(seed.encode(), usedforsecurity=False).hexdigest()
