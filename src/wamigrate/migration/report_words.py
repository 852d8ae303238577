"""The sentences of the report: how it stands, how long it took, what it cost, and what cannot be known."""

from __future__ import annotations

from collections.abc import Sequence

from wamigrate.core.payload import JsonObject
from wamigrate.migration.report_found import count
from wamigrate.migration.state import MEANING, State
from wamigrate.store.migrations import Migration, Phase

__all__ = ["gap_in_words", "in_words", "limits_of", "loss_in_words", "result_of"]

FEW = 10
"""Below this, a length or a count is worth decimals."""


def in_words(seconds: float | None) -> str:
    """A length of time as a person would say it."""
    if seconds is None:
        return "not known"
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 59.95:
        return f"{seconds:.2f} s" if seconds < FEW else f"{seconds:.1f} s"
    size, unit, part, smaller = next((row for row in _UNITS if seconds >= row[0] - row[2] / 2), _UNITS[-1])
    whole, rest = divmod(round(seconds / part), size // part)
    return f"{whole} {unit} {rest} {smaller}" if rest else f"{whole} {unit}"


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
        sentence += (
            f" The last attempt was refused: {told}" if told else " Everything up to the gate is done."
        )
    elif migration.phase is Phase.CANCELLED:
        word, tone, sentence = "Cancelled", "waiting", f"The number is {where}."
    else:
        tone = "bad" if migration.state == State.S3 else "waiting"
        word, sentence = "Under way", f"The number is {where}. {_at_work(migration, steps)}"
    return {"word": word, "tone": tone, "sentence": f"{sentence.strip().removesuffix('.')}."}


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
    migration: Migration,
    steps: Sequence[JsonObject],
    told: str,
    gap: JsonObject | None,
    comparison: JsonObject,
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


def limits_of(*, bridge: bool, canary: bool) -> list[str]:
    """What this report cannot know, said before somebody relies on it."""
    without_bridge = [
        "No bridge stood in front of the number: the last message that On-Premises accepted was not seen, "
        "and nothing is known of messages that callers would have sent in the meantime.",
        "The first inbound message or status that Cloud API delivered was not seen; CONNECTED stands in "
        "for it.",
    ]
    without_canary = [
        "No canary is configured: that a message would be accepted after the move is not proven."
    ]
    return [
        "Inbound messages that were dropped in the gap are counted by no API. The expected loss is an "
        "estimate from traffic figures, not a count.",
        *([] if bridge else without_bridge),
        *([] if canary else without_canary),
        "Cloud API was asked about once a second whether the number is CONNECTED; what lies between two "
        "looks is not seen.",
        "The comparison holds for the moment it was made. Quality rating and messaging limit can change "
        "later.",
        "Times are those of the machine that ran the migration. Calls cut off by a crash are missing from "
        "the list of calls; the journal has the intent of register all the same.",
        "The journal's chain of hashes shows a changed or missing row. It cannot show that somebody who "
        "owns the database wrote the whole of it anew.",
    ]


def loss_in_words(loss: JsonObject) -> list[str]:
    """What the gap was expected to cost, and what it cost by the same estimate now that it is measured."""
    expected, measured = loss["expected_at_gate"] or {}, loss["for_measured_gap"]
    told = []
    if expected.get("messages") is not None:
        told.append(
            f"Expected at the gate: about {count(expected['messages'], 'message')}, for a gap of "
            f"{expected['gap_seconds']:g} s at {expected['hour']:02d}:00 ({expected['timezone']})."
        )
    if measured is not None and measured["at_most"] is not None:
        most = f"{_about(measured['at_least'])} to {_about(measured['at_most'])}"
        told.append(f"For the gap as it was measured, by the same figures: about {most} messages.")
    elif measured is not None:
        told.append(f"So far, by the same figures: at least {_about(measured['at_least'])} messages.")
    return told or ["Not known: neither side tells how much this number is used."]


def _about(messages: float) -> str:
    return f"{messages:.0f}" if messages >= FEW else f"{messages:.2g}"
