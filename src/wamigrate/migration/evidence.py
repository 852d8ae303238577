"""What journal and calls tell of the newest `register`: moments, each with the row or call it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wamigrate.core.payload import JsonObject, dig
from wamigrate.store.journal import Entry, Kind
from wamigrate.store.moments import Moments

__all__ = ["BRIDGE", "Call", "Evidence", "Moment", "collect", "register_call"]

Call = Mapping[str, Any]

REGISTER = "register_number"
BRIDGE = "the bridge"
"""How evidence begins that the bridge saw itself."""


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
    """Cloud API accepted a first message: the canary, or one that the bridge sent."""
    last_accepted: Moment | None = None
    """The last message that On-Premises accepted, where a bridge saw it."""
    last_heard: Moment | None = None
    """The last message of a customer that On-Premises delivered, where a bridge saw it."""
    first_heard: Moment | None = None
    """The first message of a customer that came from Cloud API, where a bridge saw it."""
    held: Moment | None = None
    given_back: Moment | None = None
    """When the hold was undone, where `register` did not move the number."""
    release_begun: Moment | None = None
    released: Moment | None = None
    bridge: bool = False
    unconfirmed: bool = False
    """Taken to be down only because On-Premises did not answer for too long."""
    why: str = ""
    """Why there is no gap to speak of, where that is so."""


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


def collect(entries: Sequence[Entry], calls: Sequence[Call], seen: Moments | None = None) -> Evidence:
    """Everything that is known of the newest `register`, each piece with its source.

    Where an earlier one took the number down on both sides, the gap began with that one. `seen` is what the
    bridge in front of the number saw around its newest hold.
    """
    seen = _of_this_move(seen, entries)
    attempts = _attempts(entries)
    if not attempts:
        held, given_back = _hold(entries)
        why, bridge = _without_call(entries), _bridged(entries)
        return Evidence(why=why, held=held, given_back=given_back, bridge=bridge)
    (intent, *own), first = attempts[-1], _began_with(attempts)
    done = next((e for e in own if e.kind is Kind.DONE), None)
    since = [e for e in entries if e.n > intent.n]
    held, _ = _hold([e for e in entries if e.n < first.n])
    connected = _connected(since, done)
    looked = _not_yet([e for e in entries if e.n > first.n], calls, connected)
    return Evidence(
        sent=_start(first, register_call(calls, first.at)),
        answered=_yes(done, register_call(calls, intent.at)),
        not_yet=looked,
        connected=connected,
        accepted=_earlier(
            _seen(since, "cloud_accepted", "exchange_canary: Cloud API accepted a message"),
            _bridge_saw(seen.cloud_sent, "Cloud API accepted a first message"),
        ),
        last_accepted=_bridge_saw(seen.onprem_sent, "On-Premises accepted a last message"),
        last_heard=_bridge_saw(seen.onprem_inbound, "a customer's last message came from On-Premises"),
        first_heard=_bridge_saw(seen.cloud_inbound, "a customer's first message came from Cloud API"),
        held=held,
        given_back=_moment(_first(since, "hold_traffic", Kind.UNDONE), "hold_traffic undone"),
        release_begun=_moment(_first(since, "release_traffic", Kind.INTENDED), "release_traffic intended"),
        released=_moment(_first(since, "release_traffic", Kind.DONE), "release_traffic done"),
        bridge=_bridged(entries),
        unconfirmed=done is None and dig(_stop(own), "found", "confirmed") is False,
        why="" if done is not None else _unsettled(own, down_before=first is not intent),
    )


def _bridged(entries: Sequence[Entry]) -> bool:
    return any(e.data.get("bridge") for e in entries if e.step == "hold_traffic")


def _of_this_move(seen: Moments | None, entries: Sequence[Entry]) -> Moments:
    """What belongs to the newest hold of this migration: a later one may have held the number anew."""
    held = _newest(entries, "hold_traffic", Kind.DONE)
    if seen is None or held is None or held.data.get("epoch") != seen.epoch or not held.data.get("bridge"):
        return Moments(0)
    return seen


def _bridge_saw(at: float | None, what: str) -> Moment | None:
    return Moment(at, f"{BRIDGE}: {what}") if at is not None else None


def _earlier(one: Moment | None, other: Moment | None) -> Moment | None:
    return min((m for m in (one, other) if m is not None), key=lambda m: m.at, default=None)


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


def _hold(entries: Sequence[Entry]) -> tuple[Moment | None, Moment | None]:
    """The newest hold, and when it was given back."""
    done = _newest(entries, "hold_traffic", Kind.DONE)
    undone = _first([e for e in entries if done and e.n > done.n], "hold_traffic", Kind.UNDONE)
    return _moment(done, "hold_traffic done"), _moment(undone, "hold_traffic undone")


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
