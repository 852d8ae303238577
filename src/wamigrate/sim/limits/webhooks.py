"""Limits of webhooks of both APIs."""

from __future__ import annotations

from wamigrate.sim.limits.limit import How, Limit

__all__ = ["WEBHOOKS"]

WEBHOOKS = (
    Limit(
        "Retries of Cloud API",
        How.UNSURE,
        "Meta names 36 hours and 7 days; a webhook is repeated for 7 days, with pauses that double.",
        "options.webhook_retry_first",
    ),
    Limit(
        "Endpoints without TLS",
        How.SIMPLIFIED,
        "Both APIs want HTTPS endpoints; plain HTTP is accepted on loopback.",
    ),
    Limit(
        "`conversation` in statuses",
        How.SIMULATED,
        "Statuses carry `conversation`, as Graph did up to v23.",
        "options.conversation_in_statuses",
    ),
)
