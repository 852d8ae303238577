"""The sentences of the report: how it stands, what each step found, and what cannot be known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from wamigrate.core.payload import Json, JsonObject, dig
from wamigrate.migration.state import MEANING, State
from wamigrate.store.migrations import Migration, Phase

__all__ = ["found_in_words", "gap_in_words", "in_words", "limits_of", "result_of"]

GRAVE = 10
"""Seconds below this are worth two decimals."""


def in_words(seconds: float | None) -> str:
    """A length of time as a person would say it."""
    if seconds is None:
        return "not known"
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.2f} s" if seconds < GRAVE else f"{seconds:.1f} s"
    size, unit, part, smaller = next((row for row in _UNITS if seconds >= row[0] - row[2] / 2), _UNITS[-1])
    whole, rest = divmod(round(seconds / part), size // part)
    return f"{whole} {unit} {rest} {smaller}"


_UNITS = ((86400, "d", 3600, "h"), (3600, "h", 60, "min"), (60, "min", 1, "s"))


def gap_in_words(interval: JsonObject | None) -> str:
    """An interval of the downtime as a range."""
    if interval is None:
        return "not known"
    low, high = in_words(interval["seconds_at_least"]), interval["seconds_at_most"]
    if high is None:
        return f"at least {low}" if interval["seconds_at_least"] else "not known"
    high = in_words(high)
    if low == high:
        return high
    if not interval["seconds_at_least"]:
        return f"at most {high}"
    same_unit = low.split()[1:] == high.split()[1:] and len(low.split()) == 2
    return f"{low.split()[0] if same_unit else low} to {high}"


def result_of(
    migration: Migration,
    steps: Sequence[JsonObject],
    *,
    told: str,
    gap: JsonObject | None,
    comparison: JsonObject,
) -> JsonObject:
    """How it stands: a word, one sentence, and how good that is (good, waiting, warning, bad)."""
    where = MEANING[State(migration.state)]
    if migration.passed_at is not None:
        word, tone, sentence = _after(migration, steps, told, gap, comparison)
    elif migration.phase is Phase.STOPPED:
        word, tone, sentence = _stopped(migration, where, told)
    elif migration.phase is Phase.WAITING:
        word, tone, sentence = "Waiting for approval", "waiting", f"The number is {where}."
        sentence += f" The last attempt was refused: {told}" if told else " Everything up to the gate is done."
    elif migration.phase is Phase.CANCELLED:
        word, tone = "Cancelled", "waiting"
        sentence = f"Cancelled before register took effect. The number is where it was: {where}."
    else:
        word, tone, sentence = "Under way", "waiting", f"The number is {where}. {_at_work(migration, steps)}"
    return {"word": word, "tone": tone, "sentence": sentence}


def _stopped(migration: Migration, where: str, told: str) -> tuple[str, str, str]:
    match migration.state:
        case State.S3:
            return "Down on both sides", "bad", f"The number is on neither API. {told}"
        case State.S1:
            return "Outcome unknown", "bad", f"register was sent, and what became of it is not known. {told}"
        case _:
            return "Stopped", "warning", f"Stopped before register. The number is {where}. {told}"


def _at_work(migration: Migration, steps: Sequence[JsonObject]) -> str:
    title = next((s["title"] for s in steps if s["name"] == migration.step), None)
    return f"Under way: {title}." if title else "The migration has begun."


def _after(
    migration: Migration, steps: Sequence[JsonObject], told: str, gap: JsonObject | None, comparison: JsonObject
) -> tuple[str, str, str]:
    """Past the point of no return. The report is itself a step, so it may be the one that is open."""
    if migration.phase is Phase.STOPPED:
        sentence = f"The number is on Cloud API, and something is still in the way. {told}"
        return "On Cloud API, not usable yet", "bad", sentence
    open_steps = {s["name"] for s in steps if s["status"] not in {"done", "not on this path"}}
    if migration.phase is Phase.RUNNING and not open_steps <= {"write_report"}:
        sentence = f"The number is on Cloud API. {_at_work(migration, steps)}"
        return "On Cloud API, being confirmed", "waiting", sentence
    unexpected = len(comparison["unexpected"])
    lasted = f" Inbound gap: {gap_in_words(gap)}." if gap else ""
    if unexpected:
        fields = "one compared field is" if unexpected == 1 else f"{unexpected} compared fields are"
        sentence = f"The number is on Cloud API, but {fields} not as expected.{lasted}"
        return "Moved, with differences", "warning", sentence
    kept = " Nothing changed that must not." if comparison["compared"] else ""
    return "Moved", "good", f"The number is on Cloud API.{lasted}{kept}"


def found_in_words(step: str, data: JsonObject) -> str:
    """What a finished step found, in one line."""
    if not data:
        return ""
    return _FOUND[step](data) if step in _FOUND else _listed(data)


def _listed(data: JsonObject) -> str:
    scalars = {k: v for k, v in data.items() if isinstance(v, str | int | float | bool)}
    return ", ".join(f"{k}: {v}" for k, v in scalars.items())


def _count(n: Json, thing: str) -> str:
    return f"{n:g} {thing}" if n == 1 else f"{n or 0:g} {thing}s"


def _checks(data: JsonObject) -> str:
    levels = Counter(str(c.get("level")) for c in data.get("checks") or [])
    parts = [f"{levels[name]} {word}" for name, word in _LEVELS if levels[name]]
    return f"{_count(sum(levels.values()), 'check')}: {', '.join(parts)}"


_LEVELS = (("ok", "fine"), ("info", "to know"), ("warn", "to look at"), ("error", "blocking"))


def _snapshot(data: JsonObject) -> str:
    shards = data.get("shards")
    fields = _count(len(data.get("snapshot") or {}), "field")
    return f"{fields} noted" + (f", {_count(shards, 'shard')}" if shards else "")


def _subscription(data: JsonObject) -> str:
    words = {"already": "app was subscribed already", "now": "app subscribed now", "yes": "app is subscribed"}
    told = words.get(str(data.get("subscribed")), "")
    if data.get("override"):
        told += f", override {_address(str(data['override']))}"
    return told + (" (set again)" if data.get("set_again") else "")


def _address(url: str) -> str:
    """Without query and user: both may hold secrets."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}{parts.path}"


def _media(data: JsonObject) -> str:
    if not data.get("listed"):
        return "no media listed"
    missing = f", {data['missing']} not there any more" if data.get("missing") else ""
    return f"{data.get('kept')} of {data['listed']} kept{missing}"


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
    told = _count(len(data.get("rows") or []), "field") + " compared, "
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


def limits_of(*, bridge: bool, canary: bool) -> list[str]:
    """What this report cannot know, said before somebody relies on it."""
    without_bridge = [
        "No bridge stood in front of the number: the last message that On-Premises accepted was not seen, and "
        "nothing is known of messages that callers would have sent in the meantime.",
        "The first inbound message or status that Cloud API delivered was not seen; CONNECTED stands in for it.",
    ]
    without_canary = ["No message was sent after the move: that one would be accepted is not proven."]
    return [
        "Inbound messages that were dropped in the gap are counted by no API. The expected loss is an estimate "
        "from traffic figures, not a count.",
        *([] if bridge else without_bridge),
        *([] if canary else without_canary),
        "Cloud API was asked about once a second whether the number is CONNECTED; what lies between two looks "
        "is not seen.",
        "The comparison holds for the moment it was made. Quality rating and messaging limit can change later.",
        "Times are those of the machine that ran the migration. Calls cut off by a crash are missing from the "
        "list of calls; the journal has the intent of register all the same.",
        "The journal's chain of hashes shows a changed or missing row. It cannot show that somebody who owns the "
        "database wrote the whole of it anew.",
    ]


def loss_in_words(loss: JsonObject) -> list[str]:
    """What the gap was expected to cost, and what it cost by the same estimate now that it is measured."""
    expected, measured = loss["expected_at_gate"] or {}, loss["for_measured_gap"]
    told = []
    if expected.get("messages") is not None:
        told.append(
            f"Expected at the gate: about {_count(expected['messages'], 'message')}, for a gap of "
            f"{expected['gap_seconds']:g} s at {expected['hour']:02d}:00 ({expected['timezone']})."
        )
    if measured is not None:
        most = f"{measured['at_least']:g} to {measured['at_most']:g}" if measured["at_most"] is not None else None
        told.append(
            f"For the gap as it was measured, by the same figures: about {most} messages."
            if most
            else f"So far, by the same figures: at least {measured['at_least']:g} messages."
        )
    return told or ["Not known: neither side tells how much this number is used."]
