"""How a deployment is doing: health of each node, and support information."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import UTC, datetime

from wamigrate.core.payload import JsonObject
from wamigrate.sim.http import Response
from wamigrate.sim.onprem.call import Call, done

__all__ = ["health", "support"]

OWNER: list[list[int]] = [[-1, -1], [0, 0]]
SOCKET = {"connected": "UP", "connecting": "UP receiving offline", "uninitialized": "UNK"}
SCHEMA = {
    "axolotl": 4,
    "callback": 2,
    "cluster": 5,
    "config": 7,
    "contact": 6,
    "jobqueue": 3,
    "message": 18,
}


async def health(call: Call) -> Response:
    """GET /v1/health: one status, or one for each node"""
    status = call.world.gateway(call.number)
    nodes = _nodes(call)
    if not nodes:
        return done(call, {"health": {"gateway_status": status}})
    connected = _connected(call, nodes)
    shown = {
        name: {"gateway_status": _node_status(status, name in connected), "role": role}
        for name, role in nodes
    }
    return done(call, {"health": shown})


async def support(call: Call) -> Response:
    """GET /v1/support"""
    nodes = _nodes(call)
    if not nodes:
        return done(call, {"support": _support(call, "coreapp", OWNER, owner=True)})
    connected = _connected(call, nodes)
    shards = _shards(call, nodes, connected)
    shown = {
        name: _support(call, role, shards[name], owner=name in connected) | {"role": role}
        for name, role in nodes
    }
    return done(call, {"support": shown})


def _shards(call: Call, nodes: list[tuple[str, str]], connected: set[str]) -> dict[str, list[list[int]]]:
    """HA: one node owns everything; multiconnect: the primary master -1, each Coreapp its shard."""
    if call.place.topology != "multiconnect":
        return {name: OWNER if name in connected else [] for name, _ in nodes}
    owned: dict[str, list[list[int]]] = {name: [] for name, _ in nodes}
    cores = [name for name, role in nodes if role == "coreapp" and name in connected]
    owned.update((name, [[shard, shard]]) for shard, name in enumerate(cores))
    owned.update((name, [[-1, -1]]) for name, role in nodes if role == "primary_master")
    return owned


def _nodes(call: Call) -> list[tuple[str, str]]:
    place, faults = call.place, call.world.faults
    if place.topology == "single" and faults and faults.peek("standby", call.number.name):
        return replace(place, topology="ha").node_names()
    return place.node_names()


def _connected(call: Call, nodes: list[tuple[str, str]]) -> set[str]:
    """The nodes that are connected: HA one Coreapp, multiconnect one per shard and the primary master."""
    cores = [name for name, role in nodes if role == "coreapp"]
    if call.place.topology != "multiconnect":
        return set(cores[:1])
    lost = bool(call.world.faults) and call.world.faults.peek("lost_shard", call.number.name) is not None
    masters = [name for name, role in nodes if role == "primary_master"]
    return {*masters, *cores[: call.place.shards - lost]}


def _node_status(status: str, owner: bool) -> str:
    return status if owner or status in ("unregistered", "uninitialized") else "disconnected"


def _support(call: Call, role: str, shards: list[list[int]], *, owner: bool) -> JsonObject:
    status = _node_status(call.world.gateway(call.number), owner)
    place = call.place
    expires = datetime.fromtimestamp(place.expires_at, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return {
        "context": "healthcheck",
        "db_engine": "PGSQL",
        "db_info": "PostgreSQL 15.4",
        "debug_info": "unregistered" if status == "unregistered" else place.phone,
        "description": f"WhatsApp Business API {place.version}, simulated",
        "device_iso8601": call.world.clock.moment().strftime("%Y-%m-%dT%H:%M:%S"),
        "e2e": {
            "identity_timestamp": int(place.started_at),
            "registration_id": zlib.crc32(call.number.identity.encode()),
        },
        "env": "Production",
        "expire_timestamp": expires,
        "free_space_data": "8192 MB",
        "free_space_media": "8192 MB",
        "lc": "US",
        "lg": "en",
        "multi_connect": place.topology == "multiconnect",
        "os_name": "Linux",
        "os_version": "5.15",
        "role": role,
        "schema": dict(SCHEMA),
        "shards": shards,
        "socket_conn": SOCKET.get(status, "DN"),
    }
