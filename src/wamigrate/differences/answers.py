"""What the rules about answers share: the answer for what went wrong on our side."""

from __future__ import annotations

from wamigrate.core.payload import JsonObject
from wamigrate.differences.facts import Facts

__all__ = ["failure"]


def failure(details: str, facts: Facts) -> JsonObject:
    """An internal error, as On-Premises reported its own."""
    error = {"code": 1014, "title": "Internal error", "details": details}
    return {"meta": dict(facts.meta), "errors": [error]}
