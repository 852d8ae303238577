"""How long the number could not be reached, as intervals from evidence.

Nothing here is measured from outside: each end of an interval names the row or call that it rests on,
and where neither is there, the answer is None with a reason instead of a guess.
"""

from __future__ import annotations

from collections.abc import Sequence

from wamigrate.core.clock import iso
from wamigrate.core.payload import JsonObject
from wamigrate.migration.evidence import Call, Evidence, Moment, collect
from wamigrate.store.journal import Entry
from wamigrate.store.moments import Moments

__all__ = ["inbound", "measure", "ours", "outbound"]

Measured = JsonObject | str
"""An interval, or why there is none."""

FROM_SENDING = (
    "Counted from the sending of register. When inside that call Meta lets go of On-Premises cannot be seen, "
    "so the true gap may be shorter."
)
UNCONFIRMED = "On-Premises did not answer for too long: that the number is down is likely, not confirmed."
BY_HAND = (
    "No bridge: the last message that On-Premises accepted was not seen. Callers were stopped by hand, "
    "at the latest when hold_traffic ended; their own pause began when they were stopped."
)
KEPT = (
    "The applications saw no pause: the bridge accepted and kept what they sent meanwhile. At least: since "
    "traffic was held; at most: with the quiet time before it."
)
UNSEEN = "The bridge saw no message that On-Premises accepted: counted from when traffic was held."
WITH_BRIDGE = "The bridge in front of the number (by its own clock), journal and calls of this migration."
WITHOUT_BRIDGE = "The journal and calls of this migration; no bridge stood in front of the number."
GIVEN_BACK = "The hold was given back: callers could send to On-Premises again."
NO_MESSAGE = "No accepted message was seen: the end is the first CONNECTED."


def measure(entries: Sequence[Entry], calls: Sequence[Call], seen: Moments | None = None) -> JsonObject:
    """`inbound`, `outbound`, both parts of `ours`: an interval each, or None and the reason in `unknown`.

    `messages` has the last and first ones themselves, where a bridge saw them.
    """
    evidence = collect(entries, calls, seen)
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
        "messages": _messages(evidence),
        "source": WITH_BRIDGE if evidence.bridge else WITHOUT_BRIDGE,
        "unknown": {name: found for name, found in measured.items() if isinstance(found, str)},
    }


def inbound(evidence: Evidence) -> Measured:
    """From `register` sent to the first sign of Cloud API."""
    sent, answered = evidence.sent, evidence.answered
    if sent is None or evidence.why:
        return evidence.why
    if evidence.unconfirmed:
        return _interval(sent, None, sent.at, UNCONFIRMED)
    floor = max((m.at for m in (answered, evidence.not_yet) if m is not None), default=sent.at)
    end = _first_sign(evidence, sent)
    return _interval(sent, end, min(floor, end.at) if end else floor, FROM_SENDING)


def _first_sign(evidence: Evidence, sent: Moment) -> Moment | None:
    """CONNECTED, or a customer's message that came from Cloud API before anybody looked."""
    signs = [m for m in (evidence.connected, evidence.first_heard) if m is not None and m.at >= sent.at]
    return min(signs, key=lambda m: m.at, default=None)


def outbound(evidence: Evidence) -> Measured:
    """From the last acceptance by On-Premises to the first by Cloud API."""
    held, sent = evidence.held, evidence.sent
    if held is not None and evidence.given_back is not None and evidence.why:
        return _interval(held, evidence.given_back, evidence.given_back.at, GIVEN_BACK)
    if held is None or sent is None or evidence.why:
        return evidence.why or "No row says when traffic was held."
    begin = evidence.last_accepted or held
    notes = [KEPT if evidence.last_accepted else UNSEEN] if evidence.bridge else [BY_HAND]
    floor = evidence.answered.at if evidence.answered is not None else sent.at
    if evidence.unconfirmed:
        notes.append(UNCONFIRMED)
    end = evidence.accepted or evidence.connected
    if end is None:
        until = evidence.not_yet.at if evidence.not_yet else floor
        return _interval(begin, None, until, *notes, at_least_from=held.at)
    if evidence.accepted is None:
        notes.append(NO_MESSAGE)
    return _interval(begin, end, min(floor, end.at), *notes, at_least_from=held.at)


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
    message: Measured = "No message of ours has been accepted by Cloud API so far."
    if evidence.accepted is not None:
        message = _interval(answered, evidence.accepted, evidence.accepted.at)
    return {"route_flipped": flipped, "first_message": message}


def _messages(evidence: Evidence) -> JsonObject:
    """The last messages of one side and the first of the other; None where no bridge saw any."""
    moments = {
        "last_sent_onprem": evidence.last_accepted,
        "first_sent_cloud": evidence.accepted,
        "last_heard_onprem": evidence.last_heard,
        "first_heard_cloud": evidence.first_heard,
    }
    return {name: iso(moment.at) if moment is not None else None for name, moment in moments.items()}


def _interval(
    begin: Moment,
    end: Moment | None,
    at_least_until: float,
    *notes: str,
    at_least_from: float | None = None,
) -> JsonObject:
    """`at_least_from`: since when it is certain, where that is later than the beginning."""
    certain = max(begin.at, at_least_from or begin.at)
    return {
        "from": iso(begin.at),
        "to": iso(end.at) if end else None,
        "seconds_at_least": _seconds(certain, at_least_until),
        "seconds_at_most": _seconds(begin.at, end.at) if end else None,
        "evidence": {"from": begin.evidence, "to": end.evidence if end else "not ended, as far as was seen"},
        "note": " ".join(notes),
    }


def _seconds(begin: float, end: float) -> float:
    return round(max(end - begin, 0.0), 3)
