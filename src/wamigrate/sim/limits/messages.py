"""Limits of sending through the Graph simulator."""

from __future__ import annotations

from wamigrate.sim.limits.limit import How, Limit

__all__ = ["MESSAGES"]

MESSAGES = (
    Limit(
        "Unknown keys at the top level",
        How.UNSURE,
        "An unknown top-level key of a message is refused like one further inside.",
        "options.strict_top_level",
    ),
    Limit(
        "Throughput",
        How.SIMPLIFIED,
        "80 or 1,000 messages per second and number are enforced (130429) only if asked for.",
        "options.throughput_limit",
    ),
    Limit(
        "Pair limit",
        How.SIMPLIFIED,
        "One message per 6 seconds to one customer, bursts of 45, is enforced (131056) only if asked for.",
        "options.pair_limit",
    ),
)
