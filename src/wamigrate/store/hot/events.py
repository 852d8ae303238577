"""Events on their way to the application: stored before anybody is told that they were received.

Order is kept per customer for first attempts: a later event waits for an earlier one until that has been
delivered, or has been failing for as long as one event may hold up its customer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wamigrate.store.hot import counters
from wamigrate.store.hot.program import Ask, Program, Row, plain

__all__ = ["Event", "NewEvent", "append", "dead", "delivered", "failed", "page", "waiting"]


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to store. `body` is encrypted already."""

    number: str
    customer: str
    """The key of its order."""
    kind: str
    body: bytes
    received_at: float
    message_id: str | None = None
    """Of an inbound message: a second one with this ID is a repetition."""
    wamid: str | None = None
    """Of a status: the message that it is about."""
    rank: int = 0
    """Of a status: 1 sent, 2 delivered, 3 read and so on; a second one of a rank is a repetition."""
    tag: str | None = None
    """Of a status: our tag, where the message carried one."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event that waits to be delivered."""

    seq: int
    number: str
    customer: str
    kind: str
    body: bytes
    received_at: float
    due_at: float
    attempts: int
    failed_at: float | None
    """When it failed first."""


def append(event: NewEvent) -> Program[None]:
    """One more event, whether or not it was received before."""
    yield Ask(
        "insert into hot_events (number, customer, kind, state, body, tag, wamid, received_at, due_at) "
        "values (:number, :customer, :kind, 'waiting', :body, :tag, :wamid, :received_at, :received_at)",
        {
            "number": event.number,
            "customer": event.customer,
            "kind": event.kind,
            "body": event.body,
            "tag": event.tag,
            "wamid": event.wamid,
            "received_at": event.received_at,
        },
    )


def page(number: str, after: int, limit: int) -> Program[Sequence[Event]]:
    """What waits for the application, in the order of arrival, from after that place on."""
    rows = yield Ask(
        "select * from hot_events where number = :number and state = 'waiting' and seq > :after "
        "order by seq limit :limit",
        {"number": number, "after": after, "limit": limit},
    )
    return [_event(row) for row in rows]


@plain
def delivered(seqs: Sequence[int], at: float) -> Program[None]:
    """The application has them: their content goes, the row stays a while for its tag."""
    yield Ask(
        "update hot_events set state = 'done', body = null, done_at = :at "
        "where seq = :seq and state = 'waiting'",
        [{"seq": seq, "at": at} for seq in seqs],
    )


@plain
def failed(seq: int, at: float, due_at: float) -> Program[None]:
    """It could not be delivered; it is tried again."""
    yield Ask(
        "update hot_events set attempts = attempts + 1, failed_at = coalesce(failed_at, :at), "
        "due_at = :due_at where seq = :seq and state = 'waiting'",
        {"seq": seq, "at": at, "due_at": due_at},
    )


def dead(event: Event, at: float) -> Program[None]:
    """It is given up; its content stays for the operator until the retention is over."""
    rows = yield Ask(
        "update hot_events set state = 'dead', attempts = attempts + 1, done_at = :at "
        "where seq = :seq and state = 'waiting' returning seq",
        {"seq": event.seq, "at": at},
    )
    if rows:
        yield from counters.add(event.number, "dead")


def waiting(number: str) -> Program[tuple[int, float | None]]:
    """How many events wait, and when the first was received. Counted in the index: there may be a million."""
    rows = yield Ask(
        "select count(*) as n, (select received_at from hot_events where number = :number "
        "and state = 'waiting' order by seq limit 1) as oldest "
        "from hot_events where number = :number and state = 'waiting'",
        {"number": number},
    )
    return int(rows[0]["n"]), rows[0]["oldest"]


def _event(row: Row) -> Event:
    values = {name: row[name] for name in Event.__slots__}
    return Event(**{**values, "body": bytes(row["body"])})
