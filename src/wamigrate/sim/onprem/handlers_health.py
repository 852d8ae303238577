"""How a deployment is doing: health for each node, support information, counters."""

from __future__ import annotations

from datetime import UTC, datetime

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim import traffic
from wamigrate.sim.http import Response
from wamigrate.sim.onprem.call import Call, done
from wamigrate.sim.onprem.state import Deployment

__all__ = ["health", "metrics", "stats_app", "stats_db", "support"]


async def health(call: Call) -> Response:
    """GET /v1/health"""
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
        return done(call, {"support": _support(call, "", [[-1, -1], [0, 0]])})
    shown: JsonObject = {}
    shard = 0
    connected = _connected(call, nodes)
    for name, role in nodes:
        owned: list[list[int]] = [[-1, -1]] if role == "primary_master" else []
        if role == "coreapp" and name in connected:
            owned, shard = [[shard, shard]], shard + 1
        shown[name] = _support(call, role, owned)
    return done(call, {"support": shown})


async def stats_app(call: Call) -> Response:
    """GET /v1/stats/app"""
    stats = _stats(call)
    if call.request.query.get("format") == "prometheus":
        return _prometheus(stats, "coreapp")
    return done(call, {"stats": {"app": stats}})


async def stats_db(call: Call) -> Response:
    """GET /v1/stats/db"""
    place = call.place
    received = traffic.inbound_until(call.number.spec, place.started_at, call.now)
    rows = {"db_contacts": received // 4, "db_messages": received * 2, "db_message_receipts": received * 5}
    stats = {name: _metric("gauge", f"Rows of {name}", [({}, rows[name])]) for name in rows}
    if call.request.query.get("format") == "prometheus":
        return _prometheus(stats, "db")
    return done(call, {"stats": {"db": stats}})


async def metrics(call: Call) -> Response:
    """GET /metrics"""
    requests = [({"method": m, "result": r}, n) for (m, r), n in call.place.endpoints.items()]
    stats = {
        "web_uptime": _metric(
            "gauge", "Seconds since the start", [({}, int(call.now - call.place.started_at))]
        ),
        "web_requests": _metric("counter", "Requests", requests),
    }
    if call.request.query.get("format") == "prometheus":
        return _prometheus(stats, "web")
    return done(call, {"metrics": stats})


def _nodes(call: Call) -> list[tuple[str, str]]:
    place = call.place
    if (
        place.topology == "single"
        and call.world.faults
        and call.world.faults.peek("standby", call.number.name)
    ):
        return _as_ha(place).node_names()
    return place.node_names()


def _as_ha(place: Deployment) -> Deployment:
    from dataclasses import replace

    return replace(place, topology="ha")


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


def _support(call: Call, role: str, shards: list[list[int]]) -> JsonObject:
    status = call.world.gateway(call.number)
    place = call.place
    expires = datetime.fromtimestamp(place.expires_at, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    shown: JsonObject = {
        "context": "healthcheck",
        "db_engine": "PGSQL",
        "debug_info": "unregistered" if status == "unregistered" else place.phone,
        "description": f"WhatsApp Business API {place.version}",
        "device_iso8601": call.world.clock.moment().strftime("%Y-%m-%dT%H:%M:%S"),
        "expire_timestamp": expires,
        "lc": "US",
        "lg": "en",
        "multi_connect": place.topology == "multiconnect",
        "os_name": "Linux",
        "os_version": "5.15",
        "socket_conn": "UP" if status == "connected" else "DN",
        "shards": shards,
    }
    return shown | ({"role": role} if role else {})


def _metric(kind: str, text: str, rows: list[tuple[JsonObject, int]]) -> JsonObject:
    return {
        "type": kind,
        "help": text,
        "data": [{"labels": labels, "value": value} for labels, value in rows],
    }


def _stats(call: Call) -> JsonObject:
    place, number = call.place, call.number
    history = traffic.inbound_until(number.spec, place.started_at, call.now)
    callbacks = {("inbound_message", "success"): history, ("status_change", "success"): history * 3}
    for key, count in place.callbacks.items():
        callbacks[key] = callbacks.get(key, 0) + count
    stuck = call.world.faults.peek("stuck_queue", number.name) if call.world.faults else None
    shown = stuck.value if stuck is not None and isinstance(stuck.value, int) else 0
    requests = [({"method": m, "result": r}, n) for (m, r), n in place.endpoints.items()]
    uptime = int(call.now - place.started_at)
    waiting = call.world.onprem_callbacks.size(number)
    return {
        "pending_messages": _metric(
            "gauge", "Outgoing messages not sent yet", [({}, len(place.pending) + shown)]
        ),
        "callback_queue_size": _metric("gauge", "Callbacks not acknowledged yet", [({}, waiting)]),
        "callback_requests": _metric(
            "counter",
            "Callback requests by type and result",
            [({"type": t, "result": r}, n) for (t, r), n in callbacks.items()],
        ),
        "messages_received": _metric("counter", "Messages received", [({}, history + number.received)]),
        "messages_sent": _metric("counter", "Messages sent", [({}, int(history * 1.5) + number.sent)]),
        "endpoint_requests": _metric("counter", "Requests by endpoint", requests),
        "uptime": _metric("gauge", "Seconds since the start", [({}, uptime)]),
    }


def _prometheus(stats: JsonObject, prefix: str) -> Response:
    lines = []
    for name, metric in stats.items():
        lines += [f"# HELP {prefix}_{name} {metric['help']}", f"# TYPE {prefix}_{name} {metric['type']}"]
        lines += [f"{prefix}_{name}{_labels(row['labels'])} {row['value']}" for row in metric["data"]]
    return Response(
        200, ("\n".join(lines) + "\n").encode(), [(b"content-type", b"text/plain; version=0.0.4")]
    )


def _labels(labels: Json) -> str:
    return "{" + ",".join(f'{k}="{v}"' for k, v in labels.items()) + "}" if labels else ""
