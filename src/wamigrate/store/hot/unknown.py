"""Messages that may have been sent: their answer was lost, or their process died in the middle.

Only their recipient waits. A status that carries the tag proves that they were sent, whenever it comes. What
is not proved in time goes out once more, or is set aside for a person.
"""

from __future__ import annotations

from wamigrate.store.hot import counters, ids
from wamigrate.store.hot.held import INSERT, UNBOUND, HeldState, NewHeld, columns
from wamigrate.store.hot.program import Ask, Program, alone

__all__ = ["adopt", "maybe", "park", "put_unknown", "resend", "settle"]


def put_unknown(new: NewHeld) -> Program[str]:
    """Keep a message that may have been sent, whatever has become of the route; its ID for the application.

    A status may have come first, and may have been delivered: then it was sent, and the ID is Cloud API's.
    """
    yield alone(new.number)
    known = yield Ask("select minted from hot_unknown where tag = :tag", {"tag": new.tag})
    if known:
        return str(known[0]["minted"])  # a second run, after a commit whose answer was lost
    wamid = yield from _wamid_of(new.tag)
    yield from _note_unknown(new.tag, new.number, wamid or new.minted, new.accepted_at)
    if wamid is not None:
        yield from counters.add(new.number, "settled")
        return wamid
    yield Ask(INSERT, {**columns(new, HeldState.MAYBE), "epoch": UNBOUND})
    return new.minted


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
    found = yield Ask(
        "select 1 as found from hot_held where tag = :tag "
        "union all select 1 from hot_unknown where tag = :tag limit 1",
        {"tag": tag},
    )
    return (yield from _settle(tag, wamid, at)) if found else False


def _settle(tag: str, wamid: str, at: float) -> Program[bool]:
    gone = yield Ask(
        "delete from hot_held where tag = :tag and state in ('sending', 'maybe', 'parked') "
        "returning number, minted, state",
        {"tag": tag},
    )
    known = yield Ask("select * from hot_unknown where tag = :tag", {"tag": tag})
    row = gone[0] if gone else known[0] if known else None
    if row is None:
        return False
    if row["minted"] == wamid:
        return True  # it was known as sent when its answer was missed
    is_new = yield from ids.note(row["number"], wamid, row["minted"], at)
    if gone:
        yield from counters.add(row["number"], "settled" if known else "released")
    elif is_new and known[0]["resent"]:
        # Both of two sends have shown up: the customer has it twice.
        yield from counters.add(row["number"], "duplicated")
    return True


def _tag_of_unsettled(seq: int, at: float) -> Program[str | None]:
    """The tag of a message that may have been sent, after one more look whether its status has come."""
    rows = yield Ask("select tag from hot_held where seq = :seq and state = 'maybe'", {"seq": seq})
    if not rows:
        return None
    tag: str = rows[0]["tag"]
    settled = yield from _settle_from_events(tag, at)
    return None if settled else tag


def _settle_from_events(tag: str, at: float) -> Program[bool]:
    wamid = yield from _wamid_of(tag)
    return (yield from _settle(tag, wamid, at)) if wamid is not None else False


def _wamid_of(tag: str) -> Program[str | None]:
    """Of a message about which a status has come."""
    rows = yield Ask(
        "select wamid from hot_events where tag = :tag and wamid is not null limit 1", {"tag": tag}
    )
    return str(rows[0]["wamid"]) if rows else None


def _note_unknown(tag: str, number: str, minted: str, at: float) -> Program[None]:
    rows = yield Ask(
        "insert into hot_unknown (tag, number, minted, at) values (:tag, :number, :minted, :at) "
        "on conflict (tag) do nothing returning tag",
        {"tag": tag, "number": number, "minted": minted, "at": at},
    )
    if rows:
        yield from counters.add(number, "unknown")
