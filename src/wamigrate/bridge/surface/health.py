"""Health, support, stats and metrics: what monitoring reads, made up from what the bridge knows."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from wamigrate.apis.phone import digits_of
from wamigrate.bridge.call import Call, Mode, done
from wamigrate.bridge.http import Reply
from wamigrate.core.payload import JsonObject
from wamigrate.errors import CloudError, TransportError

__all__ = ["health", "metrics", "stats_app", "stats_db", "support"]

STARTED = time.time()
BELIEVED = 15.0
TEXT = [(b"content-type", b"text/plain; version=0.0.4; charset=utf-8")]
UNREGISTERED = 133010
FIELDS = "display_phone_number,status,platform_type"


async def health(call: Call) -> Reply:
    """GET /v1/health: connected while Cloud API answers for this number"""
    return done(call, {"health": {"gateway_status": await _gateway(call)}})


async def support(call: Call) -> Reply:
    """GET /v1/support: made up from what the bridge knows"""
    status = await _gateway(call)
    connected = status == "connected"
    shown: JsonObject = {
        "context": "healthcheck",
        "db_engine": "BRIDGE",
        "debug_info": call.line.phone if connected else "unregistered",
        "description": f"wamigrate bridge, {call.line.meta.get('version', '')}",
        "device_iso8601": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "env": "bridge",
        "multi_connect": False,
        "os_name": "bridge",
        "role": "primary_master",
        "shards": [[0, 0]],
        "socket_conn": "UP" if connected else "DN",
    }
    return done(call, {"support": shown})


async def stats_app(call: Call) -> Reply:
    """GET /v1/stats/app: callbacks and messages that wait"""
    waiting = await call.line.waiting()
    gauges = {
        "callback_queue_size": ("Callbacks that wait for the webhook.", waiting.callbacks),
        "pending_messages": ("Messages that wait to be sent.", waiting.messages),
    }
    return _shown(call, gauges, lambda shown: {"stats": {"app": shown}})


async def stats_db(call: Call) -> Reply:
    """GET /v1/stats/db: the tables of the deployment are gone; the names stay"""
    waiting = await call.line.waiting()
    gauges = {
        "db_contacts": ("Rows.", 0),
        "db_message_receipts": ("Rows.", 0),
        "db_messages": ("Rows.", waiting.messages),
    }
    return _shown(call, gauges, lambda shown: {"stats": {"db": shown}})


async def metrics(call: Call) -> Reply:
    """GET /metrics, as On-Premises had it; the bridge's own are at /bridge/metrics"""
    gauges = {
        "web_uptime": ("Seconds since the start.", int(time.time() - STARTED)),
        "web_requests": ("Requests answered.", call.line.answered),
    }
    return _shown(call, gauges, lambda shown: {"metrics": shown})


async def _gateway(call: Call) -> str:
    """Believed for a while: monitoring asks every few seconds, and Meta counts the calls."""
    if call.mode is Mode.HOLD:
        return "connecting"
    known = call.line.gateway
    if known is not None and time.monotonic() - known[0] < BELIEVED:
        return known[1]
    status = await _ask(call)
    call.line.gateway = (time.monotonic(), status)
    return status


async def _ask(call: Call) -> str:
    try:
        found = await call.line.cloud.phone_number(call.line.id, FIELDS)
    except CloudError as error:
        return "unregistered" if error.code == UNREGISTERED else "disconnected"
    except TransportError:
        return "disconnected"
    # WADebug and others read it from `debug_info` as the number that the deployment has.
    call.line.phone = digits_of(found.get("display_phone_number")) or ""
    if found.get("platform_type") not in (None, "CLOUD_API"):
        return "unregistered"
    return "connected" if found.get("status", "CONNECTED") == "CONNECTED" else "disconnected"


Gauges = Mapping[str, tuple[str, int]]
"""What each one means, and its value."""


def _shown(call: Call, gauges: Gauges, wrapped: Callable[[JsonObject], JsonObject]) -> Reply:
    if call.query.get("format") == "prometheus":
        return Reply(200, _exposition(gauges), list(TEXT))
    shown = {
        name: {"type": "gauge", "help": meaning, "data": [{"labels": {}, "value": value}]}
        for name, (meaning, value) in gauges.items()
    }
    return done(call, wrapped(shown))


def _exposition(gauges: Gauges) -> bytes:
    lines = []
    for name, (meaning, value) in gauges.items():
        lines += [f"# HELP {name} {meaning}", f"# TYPE {name} gauge", f"{name} {value}"]
    return ("\n".join(lines) + "\n").encode()
