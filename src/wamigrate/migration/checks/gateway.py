"""The deployment is connected to WhatsApp, with all its shards.

Why: only a registered, running client gives a backup that Meta takes, and only it can reset the PIN.
Sees: gateway_status of each node in `GET /v1/health`, and the number of shards. Standbys and a high
    availability's primary master say disconnected: that is as it should be. One connected Coreapp is needed
    for each shard.
Fix: start what is stopped; wait while it initialises; an unregistered client is too late for this path.
Source: Meta, On-Premises reference, "Health" and "Multiconnect".
"""

from __future__ import annotations

from collections.abc import Sequence

from wamigrate.clients.onprem import Node
from wamigrate.errors import ApiError, TransportError
from wamigrate.migration.check import Check, CheckContext, Level, Verdict, error, ok, skip, warn

__all__ = ["check"]

MASTERS = ("primary_master", "secondary_master")
FIX = {
    "uninitialized": "It is upgrading its database: wait some minutes and look again.",
    "unregistered": "The client has lost its registration, and On-Premises takes no new one.",
    "disconnected": "Look at its network and at the containers, and start what is stopped.",
}

check = Check(__name__, id="P12", covers=("F18", "F19"), again=True, needs_onprem=True)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    nodes = await ctx.reads.onprem_health()
    shards = await ctx.reads.shards() if len(nodes) > 1 else 1
    working = [n for n in nodes if n.role not in MASTERS] if shards > 1 else list(nodes)
    connected = [n for n in working if n.gateway_status == "connected"]
    if len(connected) >= shards:
        return ok(f"Connected: {len(connected)} of {len(nodes)} node(s), {shards} shard(s).")
    coming = [n for n in working if n.gateway_status == "connecting"]
    if len(connected) + len(coming) >= shards:
        return warn(f"Not all connected yet: {_shown(nodes)}.", "Wait a minute and look again.")
    if await _on_cloud(ctx):
        return skip(f"The number is on Cloud API: its deployment is down as it should be ({_shown(nodes)}).")
    return _down(ctx, nodes, shards, len(connected))


async def _on_cloud(ctx: CheckContext) -> bool:
    try:
        return (await ctx.reads.phone_number()).get("platform_type") == "CLOUD_API"
    except (ApiError, TransportError):
        return False


def _down(ctx: CheckContext, nodes: Sequence[Node], shards: int, connected: int) -> Verdict:
    seen = f"{connected} of {shards} shard(s) connected: {_shown(nodes) or 'no node answered'}."
    states = {n.gateway_status for n in nodes if n.gateway_status in FIX}
    fixes = [FIX[state] for state in FIX if state in states] or [FIX["disconnected"]]
    if "unregistered" in states:
        fixes.append(f"See which path is left: wamigrate plan {ctx.number.name}")
    if ctx.path != "A":
        return Verdict(
            Level.WARN, seen, f"Expected on path {ctx.path}. If it should be up: {' '.join(fixes)}"
        )
    return error(seen, " ".join(fixes))


def _shown(nodes: Sequence[Node]) -> str:
    """Every node with its status, under its own name where it has one."""
    return ", ".join(f"{n.name} {n.gateway_status}".strip() for n in nodes)
