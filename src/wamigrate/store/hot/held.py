"""Messages in a number's queue: how they come in, and the few ways in which one ends.

    waiting → sending → gone (sent, refused)
       ↑         ↓
       └────── maybe → gone (its tag came in a status)
                     → parked (nothing proved it, and the number's policy is not to send again)

Who ends a message deletes its row, content and all, in the transaction that writes what is left of it: the
ID, the failed status for the application, the count. So each end happens once, whoever tries it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from wamigrate.store.hot import counters, events, ids, returned
from wamigrate.store.hot.events import NewEvent
from wamigrate.store.hot.program import Ask, Program, Row, plain
from wamigrate.store.hot.work import numbers_with

__all__ = [
    "INSERT",
    "UNBOUND",
    "Held",
    "HeldState",
    "NewHeld",
    "Put",
    "begin_send",
    "blocked",
    "close_gate",
    "columns",
    "end",
    "left",
    "overdue",
    "page",
    "put",
    "recipients",
    "sent",
    "state_of",
    "totals",
    "unended",
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


class NewHeld(msgspec.Struct, frozen=True):
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


NOT_PARKED = "state <> 'parked'"
UNBOUND = 2**62
"""An epoch that no gate is closed to."""
INSERT = (
    "insert into hot_held "
    "(number, recipient, minted, tag, state, body, size, accepted_at, deadline, settle_by) "
    "select :number, :recipient, :minted, :tag, :state, :body, :size, :accepted_at, :deadline, :settle_by "
    "where not exists (select 1 from hot_gates where number = :number and epoch > :epoch) "
    # A second run after a lost commit may find that the message was stored, and sent, meanwhile.
    "and not exists (select 1 from hot_ids where minted = :minted) "
    "on conflict (minted) do nothing returning seq"
)


@plain
def put(new: NewHeld) -> Program[Put]:
    """Append a message, unless the queue was closed to the epoch under which it was admitted."""
    stored = yield Ask(INSERT, columns(new, HeldState.WAITING))
    if stored:
        return Put.STORED
    known = yield Ask(
        "select 1 as found from hot_held where minted = :minted "
        "union all select 1 from hot_ids where minted = :minted limit 1",
        {"minted": new.minted},
    )
    return Put.STORED if known else Put.STALE


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
    return [held_of(row) for row in rows]


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


def recipients(limit: int, wanted: Callable[[str], bool]) -> Program[dict[str, set[str]]]:
    """Who has something to wait for, by wanted number: of the so many messages that have waited longest."""
    found: dict[str, set[str]] = {}
    rows = yield Ask(
        f"{numbers_with('hot_held', NOT_PARKED)} select number from numbers where number is not null", {}
    )
    for number in filter(wanted, [row["number"] for row in rows]):
        waiting = yield Ask(
            "select distinct recipient from (select recipient from hot_held where number = :number "
            f"and {NOT_PARKED} order by seq limit :limit) as q",
            {"number": number, "limit": limit},
        )
        found[number] = {row["recipient"] for row in waiting}
    return found


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
def wait_again(seq: int, process: str) -> Program[None]:
    """This process certainly did not send it: it keeps its place."""
    yield Ask(
        "update hot_held set state = 'waiting', claimed_by = null "
        "where seq = :seq and state = 'sending' and claimed_by = :process",
        {"seq": seq, "process": process},
    )


def sent(message: Held, wamid: str, at: float, *, back: bool = False) -> Program[bool]:
    """The API has taken it (On-Premises: `back`) under that ID; False when it had ended before."""
    gone = yield from _delete(message.seq)
    is_new = yield from ids.note(message.number, wamid, message.minted, at)
    if back and is_new:
        yield from returned.note(message.number)
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


def overdue(number: str, now: float, limit: int) -> Program[Sequence[Held]]:
    """Messages whose deadline has passed before they were sent."""
    rows = yield Ask(
        "select * from hot_held where number = :number and state = 'waiting' and deadline <= :now "
        "order by seq limit :limit",
        {"number": number, "now": now, "limit": limit},
    )
    return [held_of(row) for row in rows]


def totals(number: str) -> Program[tuple[int, int]]:
    """How many messages the queue holds, and how many bytes."""
    # One index for each state's sizes: one for both would cost every message.
    rows = yield Ask(
        "select count(*) as n, coalesce(sum(size), 0) as size from hot_held "
        f"where number = :number and {NOT_PARKED} union all "
        "select count(*), coalesce(sum(size), 0) from hot_held where number = :number and state = 'parked'",
        {"number": number},
    )
    return sum(int(row["n"]) for row in rows), sum(int(row["size"]) for row in rows)


def unended(number: str) -> Program[int]:
    """How many messages are still to end by themselves."""
    rows = yield Ask(
        "select count(*) as n from hot_held where number = :number and state <> 'parked'", {"number": number}
    )
    return int(rows[0]["n"])


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


def columns(new: NewHeld, state: HeldState) -> dict[str, object]:
    return {**msgspec.structs.asdict(new), "state": state.value}


def _delete(seq: int) -> Program[Row | None]:
    rows = yield Ask(
        "delete from hot_held where seq = :seq and state <> 'parked' returning number, minted, tag",
        {"seq": seq},
    )
    return rows[0] if rows else None


def held_of(row: Row) -> Held:
    values = {name: row[name] for name in Held.__slots__}
    return Held(**{**values, "state": HeldState(row["state"]), "body": bytes(row["body"])})
