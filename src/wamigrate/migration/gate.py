"""What a person sees before saying yes: the window, the expected loss, and what is still open."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from wamigrate.attachment import candidates
from wamigrate.core.payload import JsonObject
from wamigrate.migration.steps import attach_bridge
from wamigrate.migration.traffic import expected_loss, quietest_hours
from wamigrate.store import bridges, routes

if TYPE_CHECKING:
    from wamigrate.migration.context import Context

__all__ = ["EXPECTED_GAP", "gate_details", "loss_at"]

EXPECTED_GAP = 15.0
"""Seconds: Meta says `register` takes up to 15 s and the gap "a few seconds"."""


SETTLED = frozenset({"subscribed-app"})
"""Checks whose warning the steps before the gate have dealt with."""
CALLERS = "The callers of On-Premises must be stopped by hand before you approve."
SERVED = (
    "The bridge holds what its callers send, and sends it when the number has moved. Who calls On-Premises "
    "past the bridge must be stopped by hand before you approve."
)


async def gate_details(ctx: Context) -> JsonObject:
    """Plain JSON: it stands in the journal and is shown by `migrate`, `status` and the report."""
    served = await ctx.run(lambda conn: _served(conn, ctx))
    taken = ctx.output_of("snapshot_before") or {}
    readiness = ctx.output_of("check_readiness") or {}
    return {
        "window_seconds": ctx.timing.gate_window,
        "expected_loss": loss_at(taken.get("traffic") or {}, ctx.number.timezone, ctx.now()),
        "warnings": [
            c for c in readiness.get("checks", []) if c["level"] == "warn" and c["check"] not in SETTLED
        ],
        "callers": (SERVED if served else CALLERS) if ctx.migration.path == "A" else None,
    }


def _served(conn: Connection, ctx: Context) -> bool:
    """Whether a bridge stands in front of the number, or will after the approval."""
    route = routes.get(conn, ctx.number.phone_number_id, ctx.now())
    attaches = attach_bridge.step.walked_by(ctx.migration)
    return bool(bridges.serving(conn, route) or (attaches and candidates(conn, ctx.number)))


def loss_at(traffic: JsonObject, timezone: str, at: float) -> JsonObject:
    """Inbound messages that the gap is expected to cost in this hour, and in the quietest one."""
    per_hour = traffic.get("per_hour") or []
    if traffic.get("source", "none") == "none" or not any(per_hour):
        return {"messages": None, "why": "no traffic figures", "gap_seconds": EXPECTED_GAP}
    hour = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(timezone)).hour
    quietest = quietest_hours(per_hour, 1)[0]
    return {
        "messages": round(expected_loss(per_hour, hour, EXPECTED_GAP), 2),
        "hour": hour,
        "quietest_hour": quietest,
        "quietest_messages": round(expected_loss(per_hour, quietest, EXPECTED_GAP), 2),
        "timezone": timezone,
        "gap_seconds": EXPECTED_GAP,
        "source": traffic.get("source"),
    }
