"""Limits of webhooks of both APIs."""

from __future__ import annotations

from wamigrate.sim.limits.limit import How, Limit

__all__ = ["WEBHOOKS"]

WEBHOOKS = (
    Limit(
        "Retries of Cloud API",
        How.UNSURE,
        "Meta names 36 hours and 7 days; a webhook is repeated for 7 days, with pauses that double.",
        "options.webhook_patience",
    ),
    Limit(
        "Batches of Cloud API",
        How.SIMPLIFIED,
        "Each change comes in a webhook of its own unless a window is set.",
        "options.webhook_batch_window",
    ),
    Limit(
        "People's ids",
        How.UNSURE,
        "Webhooks name people by business-scoped ids and statuses have `contacts`, as recent clients expect.",
        "options.user_ids",
    ),
    Limit(
        "Older signature",
        How.UNSURE,
        "`X-Hub-Signature` (SHA-1) is sent only on request.",
        "options.webhook_sha1",
    ),
    Limit(
        "Fields of Cloud webhooks",
        How.SIMPLIFIED,
        "Changes of this world are told in seven fields; the control API sends every field on request.",
    ),
    Limit(
        "Client certificates of webhooks",
        How.ABSENT,
        "Webhooks are sent without Meta's client certificate (mTLS).",
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
