"""Limits of the network: customers, time, numbers."""

from __future__ import annotations

from wamigrate.sim.limits.limit import How, Limit

__all__ = ["NETWORK"]

NETWORK = (
    Limit(
        "Inbound messages while a number is on neither side",
        How.SIMULATED,
        "They are dropped for good, and counted.",
    ),
    Limit(
        "The customer window across the move",
        How.UNSURE,
        "A 24-hour window that was open on On-Premises stays open on Cloud API.",
        "options.window_survives_move",
    ),
    Limit(
        "Spelling of Brazilian, Mexican and Argentinian numbers",
        How.SIMPLIFIED,
        "WhatsApp keeps the spelling of the day a phone was registered; here it follows from the number: "
        "Brazil without the ninth digit from area code 31 on, Mexico with 521, Argentina with 549.",
        "options.rewrite_numbers",
    ),
    Limit(
        "Edited and deleted messages",
        How.UNSURE,
        "Cloud API tells of them as it does since 2026; On-Premises has a status for a deletion and no word "
        "for an edit, which arrives as an unknown message.",
        "options.edits_and_deletions",
    ),
    Limit(
        "Blocked by the customer",
        How.UNSURE,
        "A message to somebody who blocks the number stays at `sent`, as on WhatsApp; no API tells why.",
    ),
    Limit(
        "Phones that are offline",
        How.SIMULATED,
        "Messages wait and arrive when the phone is back; none expires meanwhile.",
    ),
    Limit(
        "A customer's new number",
        How.SIMPLIFIED,
        "The old number is dead at once; the 24-hour window goes along to the new one.",
    ),
    Limit(
        "A saved world",
        How.SIMPLIFIED,
        "Webhooks and receipts that are underway, and the record of calls, are not part of it.",
    ),
    Limit(
        "Time to delivery",
        How.SIMPLIFIED,
        "Messages and receipts take the same short time each, whatever the load.",
        "options.send_delay",
    ),
)
