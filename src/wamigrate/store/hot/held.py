"""Messages in a number's queue: how they come in, and the few ways in which one ends.

    waiting → sending → gone (sent, refused)
       ↑         ↓
       └────── maybe → gone (its tag came in a status)
                     → parked (nothing proved it, and the number's policy is not to send again)

Who ends a message deletes its row, content and all, in the transaction that writes what is left of it: the
ID, the failed status for the application, the count. So each end happens once, whoever tries it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from wamigrate.store.hot import counters, events, ids
from wamigrate.store.hot.events import NewEvent
from wamigrate.store.hot.program import Ask, Program, Row, plain

__all__ = [
    "Held",
    "HeldState",
    "NewHeld",
    "Put",
    "adopt",
    "begin_send",
    "blocked",
    "close_gate",
    "end",
    "left",
    "maybe",
    "overdue",
    "page",
    "park",
    "put",
    "put_unknown",
    "recipients",
    "resend",
    "sent",
    "settle",
    "state_of",
    "totals",
    "wait_again",
]


class HeldState(StrEnum):
    """Where a message of the queue stands."""

    WAITING = "waiting"
    SENDING = "sending"
    MAYBE = "maybe"
    PARKED = "parked"


class Put(StrEnum):
    """What became of an append."""

    STORED = "stored"
    STALE = "stale"
    """The queue was closed to this epoch: look at the route again."""


@dataclass(frozen=True, slots=True)
class NewHeld:
    """A message to append. `body` is encrypted already."""

    number: str
    recipient: str
    minted: str
    tag: str
    body: bytes
    size: int
    accepted_at: float
    deadline: float
    epoch: int
    settle_by: float | None = None
    """Set for a message that may have been sent already."""


@dataclass(frozen=True, slots=True)
class Held:
    """A message of the queue."""

    seq: int
    number: str
    recipient: str
    minted: str
    tag: str
    state: HeldState
    body: bytes
    size: int
    accepted_at: float
    deadline: float
    settle_by: float | None
    attempts: int


UNBOUND = 2**62
"""An epoch that no gate is closed to."""
INSERT = (
    "insert into hot_held "
    "(number, recipient, minted, tag, state, body, size, accepted_at, deadline, settle_by) "
    "select :number, :recipient, :minted, :tag, :state, :body, :size, :accepted_at, :deadline, :settle_by "
    "where not exists (select 1 from hot_gates where number = :number and epoch > :epoch) "
    "on conflict (minted) do nothing returning seq"
)


@plain
def put(new: NewHeld) -> Program[Put]:
    """Append a message, unless the queue was closed to the epoch under which it was admitted."""
    stored = yield Ask(INSERT, _columns(new, HeldState.WAITING))
    if stored:
        return Put.STORED
    known = yield Ask("select seq from hot_held where minted = :minted", {"minted": new.minted})
    return Put.STORED if known else Put.STALE


def put_unknown(new: NewHeld) -> Program[None]:
    """Keep a message that may have been sent, whatever has become of the route."""
    stored = yield Ask(INSERT, {**_columns(new, HeldState.MAYBE), "epoch": UNBOUND})
    if stored:
        yield from _note_unknown(new.tag, new.number, new.minted, new.accepted_at)
        # Its status may have come first.
        yield from _settle_from_events(new.tag, new.accepted_at)


def close_gate(number: str, epoch: int) -> Program[None]:
    """From now on nothing that was admitted under an earlier epoch is appended."""
    yield Ask(
        "insert into hot_gates (number, epoch) values (:number, :epoch) "
        "on conflict (number) do update set epoch = excluded.epoch where hot_gates.epoch < excluded.epoch",
        {"number": number, "epoch": epoch},
    )


def page(number: str, after: int, limit: int) -> Program[Sequence[Held]]:
    """The queue in order, from after that place on."""
    rows = yield Ask(
        "select * from hot_held where number = :number and seq > :after "
        "and state <> 'parked' order by seq limit :limit",
        {"number": number, "after": after, "limit": limit},
    )
    return [_held(row) for row in rows]


def state_of(seq: int) -> Program[HeldState | None]:
    """How a message stands; None when it has ended."""
    rows = yield Ask("select state from hot_held where seq = :seq", {"seq": seq})
    return HeldState(rows[0]["state"]) if rows else None


def blocked(number: str, recipient: str) -> Program[bool]:
    """Whether something for this recipient is still to go out: what comes now must wait behind it."""
    rows = yield Ask(
        "select 1 as found from hot_held where number = :number and recipient = :recipient "
        "and state <> 'parked' limit 1",
        {"number": number, "recipient": recipient},
    )
    return bool(rows)


def recipients(limit: int) -> Program[dict[str, set[str]]]:
    """Who has something to wait for, by number: of the so many messages that have waited longest."""
    found: dict[str, set[str]] = {}
    last = ""
    while True:
        # One step of the index for each number, however long its queue is.
        rows = yield Ask(
            "select min(number) as number from hot_held where state <> 'parked' and number > :last",
            {"last": last},
        )
        if rows[0]["number"] is None:
            return found
        last = rows[0]["number"]
        waiting = yield Ask(
            "select distinct recipient from (select recipient from hot_held where number = :number "
            "and state <> 'parked' order by seq limit :limit) as q",
            {"number": last, "limit": limit},
        )
        found[last] = {row["recipient"] for row in waiting}


@plain
def begin_send(seq: int, process: str) -> Program[bool]:
    """This process sends the message now; False when it is not waiting, or the number not kept here."""
    rows = yield Ask(
        "update hot_held set state = 'sending', claimed_by = :process, attempts = attempts + 1 "
        "where seq = :seq and (state = 'waiting' or (state = 'sending' and claimed_by = :process)) "
        "and exists (select 1 from hot_keepers k where k.number = hot_held.number and k.process = :process) "
        "returning seq",
        {"seq": seq, "process": process},
    )
    return bool(rows)


@plain
def wait_again(seq: int) -> Program[None]:
    """It was certainly not sent: it keeps its place."""
    yield Ask(
        "update hot_held set state = 'waiting', claimed_by = null where seq = :seq and state = 'sending'",
        {"seq": seq},
    )


def sent(message: Held, wamid: str, at: float) -> Program[bool]:
    """Cloud API has taken it under that ID; False when it had ended before."""
    gone = yield from _delete(message.seq)
    is_new = yield from ids.note(message.number, wamid, message.minted, at)
    if gone is not None:
        yield from counters.add(message.number, "released")
    elif is_new:
        # Somebody else has ended it under another ID: the customer has it twice.
        yield from counters.add(message.number, "duplicated")
    return gone is not None


def end(seq: int, why: str, event: NewEvent) -> Program[bool]:
    """It will never be sent: the application gets the event in its place. `why` is counted."""
    gone = yield from _delete(seq)
    if gone is None:
        return False
    yield from events.append(event)
    yield from counters.add(gone["number"], why)
    return True


def maybe(seq: int, at: float, settle_by: float) -> Program[bool]:
    """Its answer was lost: its recipient waits until a status proves it, or `settle_by`."""
    rows = yield Ask(
        "update hot_held set state = 'maybe', settle_by = :settle_by "
        "where seq = :seq and state = 'sending' returning number, minted, tag",
        {"seq": seq, "settle_by": settle_by},
    )
    if not rows:
        return False
    row = rows[0]
    yield from _note_unknown(row["tag"], row["number"], row["minted"], at)
    yield from _settle_from_events(row["tag"], at)
    return True


def adopt(number: str, process: str, at: float, settle_by: float) -> Program[int]:
    """What another process was sending when it lost the number may have been sent; how many there are."""
    rows = yield Ask(
        "update hot_held set state = 'maybe', settle_by = :settle_by where number = :number "
        "and state = 'sending' and coalesce(claimed_by, '') <> :process returning number, minted, tag",
        {"number": number, "process": process, "settle_by": settle_by},
    )
    for row in rows:
        yield from _note_unknown(row["tag"], row["number"], row["minted"], at)
        yield from _settle_from_events(row["tag"], at)
    return len(rows)


def resend(seq: int, at: float) -> Program[bool]:
    """Nothing proved in time that it was sent: it goes out once more. True if it waits again."""
    tag = yield from _tag_of_unsettled(seq, at)
    if tag is None:
        return False
    yield Ask(
        "update hot_held set state = 'waiting', claimed_by = null, settle_by = null where seq = :seq",
        {"seq": seq},
    )
    rows = yield Ask(
        "update hot_unknown set resent = resent + 1 where tag = :tag returning number", {"tag": tag}
    )
    for row in rows:
        yield from counters.add(row["number"], "resent")
    return True


def park(seq: int, at: float) -> Program[bool]:
    """Nothing proved in time that it was sent: it is set aside for a person. True if it is parked now."""
    tag = yield from _tag_of_unsettled(seq, at)
    if tag is None:
        return False
    rows = yield Ask("update hot_held set state = 'parked' where seq = :seq returning number", {"seq": seq})
    yield from counters.add(rows[0]["number"], "parked")
    return True


def settle(tag: str, wamid: str, at: float) -> Program[bool]:
    """A status carried the tag: the message was sent under that ID. False when nobody had lost it."""
    gone = yield Ask(
        "delete from hot_held where tag = :tag and state in ('sending', 'maybe', 'parked') "
        "returning number, minted, state",
        {"tag": tag},
    )
    known = yield Ask("select * from hot_unknown where tag = :tag", {"tag": tag})
    row = gone[0] if gone else known[0] if known else None
    if row is None:
        return False
    is_new = yield from ids.note(row["number"], wamid, row["minted"], at)
    if gone:
        yield from counters.add(row["number"], "settled" if known else "released")
    elif is_new and known[0]["resent"]:
        # Both of two sends have shown up: the customer has it twice.
        yield from counters.add(row["number"], "duplicated")
    return True


def overdue(number: str, now: float, limit: int) -> Program[Sequence[Held]]:
    """Messages whose deadline has passed before they were sent."""
    rows = yield Ask(
        "select * from hot_held where number = :number and state = 'waiting' and deadline <= :now "
        "order by seq limit :limit",
        {"number": number, "now": now, "limit": limit},
    )
    return [_held(row) for row in rows]


def totals(number: str) -> Program[tuple[int, int]]:
    """How many messages the queue holds, and how many bytes."""
    rows = yield Ask(
        "select count(*) as n, coalesce(sum(size), 0) as size from hot_held where number = :number",
        {"number": number},
    )
    return int(rows[0]["n"]), int(rows[0]["size"])


def left(number: str, most: int) -> Program[int]:
    """How many messages could go out now, counted up to that many."""
    rows = yield Ask(
        "select count(*) as n from (select 1 from hot_held h where number = :number "
        "and state in ('waiting', 'sending') and not exists (select 1 from hot_held m "
        "where m.number = h.number and m.recipient = h.recipient and m.state = 'maybe' and m.seq < h.seq) "
        "limit :most) as q",
        {"number": number, "most": most},
    )
    return int(rows[0]["n"])


def _columns(new: NewHeld, state: HeldState) -> dict[str, object]:
    return {**{name: getattr(new, name) for name in NewHeld.__slots__}, "state": state.value}


def _delete(seq: int) -> Program[Row | None]:
    rows = yield Ask(
        "delete from hot_held where seq = :seq and state <> 'parked' returning number, minted, tag",
        {"seq": seq},
    )
    return rows[0] if rows else None


def _tag_of_unsettled(seq: int, at: float) -> Program[str | None]:
    """The tag of a message that may have been sent, after one more look whether its status has come."""
    rows = yield Ask("select tag from hot_held where seq = :seq and state = 'maybe'", {"seq": seq})
    if not rows:
        return None
    tag: str = rows[0]["tag"]
    settled = yield from _settle_from_events(tag, at)
    return None if settled else tag


def _settle_from_events(tag: str, at: float) -> Program[bool]:
    rows = yield Ask(
        "select wamid from hot_events where tag = :tag and wamid is not null limit 1", {"tag": tag}
    )
    if not rows:
        return False
    return (yield from settle(tag, rows[0]["wamid"], at))


def _note_unknown(tag: str, number: str, minted: str, at: float) -> Program[None]:
    rows = yield Ask(
        "insert into hot_unknown (tag, number, minted, at) values (:tag, :number, :minted, :at) "
        "on conflict (tag) do nothing returning tag",
        {"tag": tag, "number": number, "minted": minted, "at": at},
    )
    if rows:
        yield from counters.add(number, "unknown")


def _held(row: Row) -> Held:
    values = {name: row[name] for name in Held.__slots__}
    return Held(**{**values, "state": HeldState(row["state"]), "body": bytes(row["body"])})
