"""Limits of the On-Premises simulator."""

from __future__ import annotations

from wamigrate.sim.limits.limit import How, Limit

__all__ = ["ONPREM"]

ONPREM = (
    Limit(
        "Sends after the move",
        How.UNSURE,
        "A deployment whose number has moved still answers 201; nothing of it reaches anyone.",
        "number.accepts_after_move",
    ),
    Limit(
        "Gateway after the move",
        How.UNSURE,
        "Meta says that the deployment is shut down; its gateway then says `disconnected`.",
        "number.after_register",
    ),
    Limit(
        "Callbacks after the move",
        How.UNSURE,
        "Waiting callbacks are still delivered once the number has moved.",
        "number.flushes_after_move",
    ),
    Limit(
        "Backup of an expired client",
        How.UNSURE,
        "A deployment without a connection refuses to make a backup.",
        "number.backup_when_down",
    ),
    Limit(
        "Backup metadata",
        How.SIMPLIFIED,
        "The data is opaque and encrypted, but in a format of our own: only these simulators read it.",
    ),
)
