"""Limits of the Graph simulator, messages and media aside."""

from __future__ import annotations

from wamigrate.sim.limits.limit import How, Limit

__all__ = ["GRAPH"]

GRAPH = (
    Limit(
        "Two-step PIN of a number on On-Premises",
        How.UNSURE,
        "`POST /{phone-number-id}` with a `pin` is refused while the number lives on On-Premises.",
        "options.graph_pin_on_onprem",
    ),
    Limit(
        "Altered backup",
        How.UNSURE,
        "`register` with changed backup data asks for verification (133006); older lists name 133002.",
        "options.bad_blob_code",
    ),
    Limit(
        "Wrong backup password",
        How.UNSURE,
        "`register` answers 131009 to a backup password that does not open the data.",
        "options.bad_password_code",
    ),
    Limit(
        "Management rate limit",
        How.SIMPLIFIED,
        "Calls are counted per WABA and hour only if a budget is set.",
        "options.graph_budget",
    ),
    Limit(
        "Versions",
        How.SIMPLIFIED,
        "Every version of a path is accepted; one outside the served range is answered as the nearest.",
        "options.newest_version",
    ),
)
