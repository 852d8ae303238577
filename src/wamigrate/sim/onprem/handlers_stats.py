"""Counters of a deployment: the Coreapp's, the database's, the Webapp's; as JSON or for Prometheus."""

from __future__ import annotations

from collections.abc import Callable

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim import traffic
from wamigrate.sim.http import Response
from wamigrate.sim.onprem.call import Call, done

__all__ = ["metrics", "stats_app", "stats_app_internal", "stats_db", "stats_db_internal"]

TEXT: list[tuple[bytes, bytes]] = [(b"content-type", b"text/plain; version=0.0.4; charset=utf-8")]
Row = tuple[JsonObject, int | float]


async def stats_app(call: Call) -> Response:
    """GET /v1/stats/app"""
    return _shown(call, "coreapp", _app(call), lambda stats: {"stats": {"app": stats}})


async def stats_app_internal(call: Call) -> Response:
    """GET /v1/stats/app/internal"""
    stats = {"jobqueue_size": _metric("gauge", "Jobs that wait", [({}, len(call.place.pending))])}
    return _shown(call, "coreapp", stats, lambda stats: {"stats": {"app": {"internal": stats}}})


async def stats_db(call: Call) -> Response:
    """GET /v1/stats/db"""
    return _shown(call, "db", _db(call), lambda stats: {"stats": {"db": stats}})


async def stats_db_internal(call: Call) -> Response:
    """GET /v1/stats/db/internal"""
    stats = {"db_connections": _metric("gauge", "Open connections", [({}, 4)])}
    return _shown(call, "db", stats, lambda stats: {"stats": {"db": {"internal": stats}}})


async def metrics(call: Call) -> Response:
    """GET /metrics"""
    place = call.place
    requests = [_row({"method": m, "result": r}, n) for (m, r), n in place.endpoints.items()]
    stats = {
        "web_uptime": _metric("gauge", "Seconds since the start", [({}, int(call.now - place.started_at))]),
        "web_requests": _metric("counter", "Requests by method and result", requests),
        "api_requests_duration_ms_count": _metric(
            "counter", "Requests", [({}, sum(place.endpoints.values()))]
        ),
        "api_requests_duration_ms_sum": _metric(
            "counter", "Milliseconds spent on requests", [({}, round(place.duration_ms, 3))]
        ),
    }
    return _shown(call, "web", stats, lambda stats: {"metrics": stats})


def _app(call: Call) -> JsonObject:
    place, number = call.place, call.number
    history = traffic.inbound_until(number.spec, place.started_at, call.now)
    callbacks = {("inbound_message", "success"): history, ("status_change", "success"): history * 3}
    for key, count in place.callbacks.items():
        callbacks[key] = callbacks.get(key, 0) + count
    stuck = call.world.faults.peek("stuck_queue", number.name) if call.world.faults else None
    shown = stuck.value if stuck is not None and isinstance(stuck.value, int) else 0
    requests = [_row({"method": m, "result": r}, n) for (m, r), n in place.endpoints.items()]
    waiting = call.world.onprem_callbacks.size(number)
    results = [_row({"type": t, "result": r}, n) for (t, r), n in callbacks.items()]
    return {
        "pending_messages": _metric("gauge", "Messages not sent yet", [({}, len(place.pending) + shown)]),
        "callback_queue_size": _metric("gauge", "Callbacks not acknowledged yet", [({}, waiting)]),
        "callback_requests": _metric("counter", "Callback requests by type and result", results),
        "messages_received": _metric("counter", "Messages received", [({}, history + number.received)]),
        "messages_sent": _metric("counter", "Messages sent", [({}, int(history * 1.5) + number.sent)]),
        "endpoint_requests": _metric("counter", "Requests by endpoint", requests),
        "uptime": _metric("gauge", "Seconds since the start", [({}, int(call.now - place.started_at))]),
    }


def _db(call: Call) -> JsonObject:
    received = traffic.inbound_until(call.number.spec, call.place.started_at, call.now)
    rows = {
        "db_contacts": received // 4 + len(call.place.checked),
        "db_messages": received * 2 + call.number.received + call.number.sent,
        "db_message_receipts": received * 5,
    }
    return {name: _metric("gauge", f"Rows of {name}", [({}, count)]) for name, count in rows.items()}


def _row(labels: JsonObject, value: int) -> Row:
    return labels, value


def _metric(kind: str, text: str, rows: list[Row]) -> JsonObject:
    data = [{"labels": labels, "value": value} for labels, value in rows]
    return {"type": kind, "help": text, "data": data}


def _shown(call: Call, prefix: str, stats: JsonObject, wrap: Callable[[JsonObject], JsonObject]) -> Response:
    if call.request.query.get("format") != "prometheus":
        return done(call, wrap(stats))
    lines = []
    for name, metric in stats.items():
        full = name if name.startswith((prefix, "api")) else f"{prefix}_{name}"
        lines += [f"# HELP {full} {metric['help']}", f"# TYPE {full} {metric['type']}"]
        lines += [f"{full}{_labels(row['labels'])} {row['value']}" for row in metric["data"]]
    return Response(200, ("\n".join(lines) + "\n").encode(), list(TEXT))


def _labels(labels: Json) -> str:
    return "{" + ",".join(f'{k}="{v}"' for k, v in labels.items()) + "}" if labels else ""
