"""How long the number could not be reached, as intervals from evidence.

Nothing here is measured from outside: each end of an interval names the row or call that it rests on,
and where neither is there, the answer is None with a reason instead of a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wamigrate.core.clock import iso
from wamigrate.core.payload import JsonObject, dig
from wamigrate.store.journal import Entry, Kind

__all__ = ["Evidence", "Moment", "collect", "inbound", "measure", "ours", "outbound", "register_call"]

Call = Mapping[str, Any]
Measured = JsonObject | str
"""An interval, or why there is none."""

REGISTER = "register_number"
FROM_SENDING = (
    "Counted from the sending of register. When inside that call Meta lets go of On-Premises cannot be seen, "
    "so the true gap may be shorter."
)
UNCONFIRMED = "On-Premises did not answer for too long: that the number is down is likely, not confirmed."
BY_HAND = (
    "No bridge: the last message that On-Premises accepted was not seen. Callers were stopped by hand, "
    "at the latest when hold_traffic ended; their own pause began when they were stopped."
)
NO_CANARY = "No message was sent: the end is the first CONNECTED, not an accepted message."


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time (Unix seconds) and what tells of it."""

    at: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What journal and calls say of the newest `register`."""

    sent: Moment | None = None
    answered: Moment | None = None
    """The clear yes. None where the answer was no, unclear or lost."""
    not_yet: Moment | None = None
    """The last moment at which the number was seen not to be CONNECTED on Cloud API."""
    connected: Moment | None = None
    accepted: Moment | None = None
    held: Moment | None = None
    release_begun: Moment | None = None
    released: Moment | None = None
    bridge: bool = False
    unconfirmed: bool = False
    """Taken to be down only because On-Premises did not answer for too long."""
    why: str = ""
    """Why there is no gap to speak of, where that is so."""


def measure(entries: Sequence[Entry], calls: Sequence[Call]) -> JsonObject:
    """`inbound`, `outbound`, both parts of `ours`: an interval each, or None and the reason in `unknown`."""
    evidence = collect(entries, calls)
    measured: dict[str, Measured] = {
        "inbound": inbound(evidence),
        "outbound": outbound(evidence),
        **{f"ours.{name}": found for name, found in ours(evidence).items()},
    }
    intervals = {name: None if isinstance(found, str) else found for name, found in measured.items()}
    return {
        "inbound": intervals["inbound"],
        "outbound": intervals["outbound"],
        "ours": {
            "route_flipped": intervals["ours.route_flipped"],
            "first_message": intervals["ours.first_message"],
        },
        "unknown": {name: found for name, found in measured.items() if isinstance(found, str)},
    }


def inbound(evidence: Evidence) -> Measured:
    """From `register` sent to the first sign of Cloud API."""
    sent, answered, connected = evidence.sent, evidence.answered, evidence.connected
    if sent is None or evidence.why:
        return evidence.why
    if evidence.unconfirmed:
        return _interval(sent, None, sent.at, UNCONFIRMED)
    floor = max((m.at for m in (answered, evidence.not_yet) if m is not None), default=sent.at)
    return _interval(sent, connected, min(floor, connected.at) if connected else floor, FROM_SENDING)


def outbound(evidence: Evidence) -> Measured:
    """From the last acceptance by On-Premises to the first by Cloud API."""
    held, sent = evidence.held, evidence.sent
    if held is None or sent is None or evidence.why:
        return evidence.why or "No row says when traffic was held."
    notes = [] if evidence.bridge else [BY_HAND]
    floor = evidence.answered.at if evidence.answered is not None else sent.at
    if evidence.unconfirmed:
        notes.append(UNCONFIRMED)
    end = evidence.accepted or evidence.connected
    if end is None:
        return _interval(held, None, evidence.not_yet.at if evidence.not_yet else floor, *notes)
    if evidence.accepted is None:
        notes.append(NO_CANARY)
    return _interval(held, end, min(floor, end.at), *notes)


def ours(evidence: Evidence) -> dict[str, Measured]:
    """What wamigrate adds on top of Meta's call: answer → route flipped, answer → first message accepted."""
    answered = evidence.answered
    if answered is None or evidence.why:
        why = evidence.why or "register got no clear yes that this could be counted from."
        return {"route_flipped": why, "first_message": why}
    flipped: Measured = "The route has not been flipped yet."
    if evidence.released is not None:
        begun = evidence.release_begun or answered
        flipped = _interval(answered, evidence.released, max(begun.at, answered.at))
    message: Measured = "No message of ours was accepted by Cloud API."
    if evidence.accepted is not None:
        message = _interval(answered, evidence.accepted, evidence.accepted.at)
    return {"route_flipped": flipped, "first_message": message}


def _interval(begin: Moment, end: Moment | None, at_least_until: float, *notes: str) -> JsonObject:
    return {
        "from": iso(begin.at),
        "to": iso(end.at) if end else None,
        "seconds_at_least": _seconds(begin.at, at_least_until),
        "seconds_at_most": _seconds(begin.at, end.at) if end else None,
        "evidence": {"from": begin.evidence, "to": end.evidence if end else "not ended, as far as was seen"},
        "note": " ".join(notes),
    }


def _seconds(begin: float, end: float) -> float:
    return round(max(end - begin, 0.0), 3)


def register_call(calls: Iterable[Call], intended_at: float, before: float | None = None) -> Call | None:
    """The recorded `register` call of the intent written at that time; a crash may have lost it."""
    fitting = [
        c
        for c in calls
        if c["method"] == "POST"
        and str(c["path"]).endswith("/register")
        and intended_at <= c["at"]
        and (before is None or c["at"] < before)
    ]
    return fitting[0] if fitting else None


def collect(entries: Sequence[Entry], calls: Sequence[Call]) -> Evidence:
    """Everything that is known of the newest `register`, each piece with its source.

    Where an earlier one took the number down on both sides, the gap began with that one.
    """
    attempts = _attempts(entries)
    if not attempts:
        return Evidence(why=_without_call(entries))
    (intent, *own), first = attempts[-1], _began_with(attempts)
    done = next((e for e in own if e.kind is Kind.DONE), None)
    since = [e for e in entries if e.n > intent.n]
    held = _newest([e for e in entries if e.n < first.n], "hold_traffic", Kind.DONE)
    connected = _connected(since, done)
    looked = _not_yet([e for e in entries if e.n > first.n], calls, connected)
    return Evidence(
        sent=_start(first, register_call(calls, first.at)),
        answered=_yes(done, register_call(calls, intent.at)),
        not_yet=looked,
        connected=connected,
        accepted=_seen(since, "cloud_accepted", "exchange_canary: Cloud API accepted a message"),
        held=_moment(held, "hold_traffic done"),
        release_begun=_moment(_first(since, "release_traffic", Kind.INTENDED), "release_traffic intended"),
        released=_moment(_first(since, "release_traffic", Kind.DONE), "release_traffic done"),
        bridge=bool(held and held.data.get("bridge")),
        unconfirmed=done is None and dig(_stop(own), "found", "confirmed") is False,
        why="" if done is not None else _unsettled(own, down_before=first is not intent),
    )


def _attempts(entries: Sequence[Entry]) -> list[list[Entry]]:
    """The rows of `register_number`, a list for each intent and what follows it."""
    attempts: list[list[Entry]] = []
    for entry in (e for e in entries if e.step == REGISTER):
        if entry.kind is Kind.INTENDED:
            attempts.append([])
        if attempts and not entry.data.get("never_intended"):
            attempts[-1].append(entry)
    return attempts


def _began_with(attempts: Sequence[Sequence[Entry]]) -> Entry:
    """The intent of the newest attempt, or of the first of those before it that left the number down."""
    began = attempts[-1][0]
    for intent, *own in reversed(attempts[:-1]):
        if _left_in(own) != "S3":
            break
        began = intent
    return began


def _left_in(own: Sequence[Entry]) -> str | None:
    """The state in which an attempt without a yes left the number, if it is known."""
    known = (e.data.get("state") for e in reversed(own) if _settles(e))
    return next((str(state) for state in known if state), None)


def _settles(entry: Entry) -> bool:
    return entry.kind is Kind.UNDONE or entry.data.get("what") == "stop"


def _without_call(entries: Sequence[Entry]) -> str:
    if _newest(entries, REGISTER, Kind.DONE) is not None:
        return "register was not called: the number was on Cloud API already."
    return "register was not called."


def _unsettled(own: Sequence[Entry], *, down_before: bool) -> str:
    """Why an attempt without a yes has no gap; empty where the number is down, or was before it."""
    left_in = _left_in(own)
    if left_in == "S3" or (down_before and left_in != "S0"):
        return ""
    if any(e.kind is Kind.UNDONE for e in own):
        return "register changed nothing: the number was found where it was before."
    return "register has no known outcome yet."


def _stop(own: Sequence[Entry]) -> JsonObject:
    """What the newest call for a person said, if there was one."""
    return next((e.data for e in reversed(own) if e.data.get("what") == "stop"), {})


def _start(intent: Entry, call: Call | None) -> Moment:
    if call is not None:
        return Moment(call["at"], "start of the register call")
    return Moment(intent.at, "register_number intended (the call itself was not recorded)")


def _yes(done: Entry | None, call: Call | None) -> Moment | None:
    if done is None or done.data.get("answer") != "success":
        return None
    if call is not None:
        return Moment(call["at"] + call["seconds"], "end of the register call")
    return Moment(done.at, "register_number done")


def _connected(since: Sequence[Entry], done: Entry | None) -> Moment | None:
    seen = _seen(since, "cloud_connected", "confirm_registration: CONNECTED was read")
    if done is not None and dig(done.data, "found", "state") == "S2":
        return Moment(done.at, "a probe found CONNECTED (register_number done)")
    return seen


def _not_yet(since: Sequence[Entry], calls: Sequence[Call], connected: Moment | None) -> Moment | None:
    """The read before the one that found CONNECTED, or the last look that did not find it."""
    begun = _first(since, "confirm_registration", Kind.INTENDED)
    reads = [
        c["at"]
        for c in calls
        if begun is not None
        and (c["step"], c["status"]) == ("confirm_registration", 200)
        and begun.at <= c["at"]
        and (connected is None or c["at"] < connected.at)
    ]
    looks = reads[:-1] if connected is not None else reads + [e.at for e in since if _gave_up(e)]
    return Moment(max(looks), "last look that did not find CONNECTED") if looks else None


def _gave_up(entry: Entry) -> bool:
    refused = entry.step == "confirm_registration" and entry.kind is Kind.REFUSED
    return refused or (entry.step == REGISTER and entry.data.get("what") == "stop")


def _seen(entries: Sequence[Entry], what: str, evidence: str) -> Moment | None:
    found = next((e for e in entries if e.kind is Kind.OBSERVED and e.data.get("what") == what), None)
    return Moment(float(found.data.get("seen_at") or found.at), evidence) if found else None


def _moment(entry: Entry | None, evidence: str) -> Moment | None:
    return Moment(entry.at, evidence) if entry is not None else None


def _first(entries: Sequence[Entry], step: str, kind: Kind) -> Entry | None:
    return next((e for e in entries if e.step == step and e.kind is kind), None)


def _newest(entries: Sequence[Entry], step: str, kind: Kind) -> Entry | None:
    return _first([*reversed(entries)], step, kind)
