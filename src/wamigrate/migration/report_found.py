"""What each finished step found, in one line: from its output in the journal to words.

Outputs of older versions stay readable: what is not there is left out, an unknown step lists what it has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from wamigrate.core.payload import Json, JsonObject, dig

__all__ = ["count", "found_in_words"]


def found_in_words(step: str, data: JsonObject) -> str:
    """What a finished step found, in one line."""
    if not data:
        return ""
    return _FOUND[step](data) if step in _FOUND else _listed(data)


def _listed(data: JsonObject) -> str:
    scalars = {k: v for k, v in data.items() if isinstance(v, str | int | float | bool)}
    return ", ".join(f"{k}: {v}" for k, v in scalars.items())


def count(n: Json, thing: str) -> str:
    """`1 check`, `2 checks`."""
    return f"{n:g} {thing}" if n == 1 else f"{n or 0:g} {thing}s"


def _checks(data: JsonObject) -> str:
    levels = Counter(str(c.get("level")) for c in data.get("checks") or [])
    parts = [f"{levels[name]} {word}" for name, word in _LEVELS if levels[name]]
    return f"{count(sum(levels.values()), 'check')}: {', '.join(parts)}"


_LEVELS = (("ok", "fine"), ("info", "to know"), ("warn", "to look at"), ("error", "blocking"))


def _snapshot(data: JsonObject) -> str:
    shards = data.get("shards")
    fields = count(len(data.get("snapshot") or {}), "field")
    return f"{fields} noted" + (f", {count(shards, 'shard')}" if shards else "")


def _subscription(data: JsonObject) -> str:
    words = {"already": "app was subscribed already", "now": "app subscribed now", "yes": "app is subscribed"}
    told = words.get(str(data.get("subscribed")), "")
    if data.get("override"):
        told += f", override {data['override']}"
    return told + (" (set again)" if data.get("set_again") else "")


def _media(data: JsonObject) -> str:
    if not data.get("listed"):
        return "no media listed"
    missing = f", {data['missing']} not there any more" if data.get("missing") else ""
    return f"{data.get('kept')} of {data['listed']} kept{missing}"


def _attached(data: JsonObject) -> str:
    address = data.get("address")
    return str(data.get("note") or (f"the deployment calls {address}" if address else ""))


def _two_step(data: JsonObject) -> str:
    if data.get("pin") == "given":
        return "PIN taken from the configuration"
    return f"PIN generated, set by {data.get('set_by')}; complete hands it over"


def _backup(data: JsonObject) -> str:
    if data.get("backup") == "none":
        return "no backup"
    kind = "stored backup" if data.get("backup") == "stored" else "fresh backup"
    return f"{kind}, {data.get('length')} characters, SHA-256 {str(data.get('sha256'))[:12]}…"


def _hold(data: JsonObject) -> str:
    who = "bridge holds traffic" if data.get("bridge") else "no bridge, callers stopped by hand"
    return f"route on hold, epoch {data.get('epoch')}; {who}"


def _drained(data: JsonObject) -> str:
    if data.get("pending") is None and data.get("callbacks") is None:
        return "the deployment reports no queues"
    pending, callbacks = data.get("pending") or 0, data.get("callbacks") or 0
    return f"{pending:g} pending messages, {callbacks:g} waiting callbacks"


def _registered(data: JsonObject) -> str:
    if data.get("answer") == "success":
        return "Meta answered yes"
    return str(dig(data, "found", "why") or data.get("answer") or "")


def _connected(data: JsonObject) -> str:
    level = dig(data, "throughput", "level")
    told = f"{data.get('status')} on {data.get('platform_type')}"
    return told + (f", throughput {level}" if level else "")


def _health(data: JsonObject) -> str:
    worse = [e for e in data.get("entities") or [] if e.get("can_send_message") != "AVAILABLE"]
    parts = [f"{e.get('entity')} {e.get('can_send_message')}" for e in worse]
    return "; ".join([str(data.get("can_send_message")), *parts])


def _compared(data: JsonObject) -> str:
    unexpected = data.get("unexpected") or []
    told = count(len(data.get("rows") or []), "field") + " compared, "
    return told + (f"not as expected: {', '.join(unexpected)}" if unexpected else "all as expected")


def _canary(data: JsonObject) -> str:
    if data.get("canary") == "accepted":
        return f"template {data.get('template')} accepted"
    return str(data.get("why") or data.get("canary"))


def _uploaded(data: JsonObject) -> str:
    refused = f", {data['refused']} refused" if data.get("refused") else ""
    return f"{data.get('uploaded')} uploaded{refused}"


_FOUND: dict[str, Callable[[JsonObject], str]] = {
    "check_readiness": _checks,
    "recheck": _checks,
    "snapshot_before": _snapshot,
    "subscribe_app": _subscription,
    "collect_media": _media,
    "attach_bridge": _attached,
    "settle_two_step": _two_step,
    "back_up_settings": _backup,
    "hold_traffic": _hold,
    "drain_onprem": _drained,
    "register_number": _registered,
    "release_traffic": lambda data: f"route {data.get('route')}, epoch {data.get('epoch')}",
    "confirm_registration": _connected,
    "confirm_subscription": _subscription,
    "verify_health": _health,
    "compare_snapshot": _compared,
    "exchange_canary": _canary,
    "upload_media": _uploaded,
    "write_report": lambda data: ", ".join(data.get("files") or []),
}
