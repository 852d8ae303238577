"""IDs and words that a difference must remember, because the two sides know one thing by two names.

Rows are written only where a straight pass would not do, and before the answer that depends on them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wamigrate.store.hot.program import Ask, Program

__all__ = ["minted_of", "note", "recall", "remember", "wamid_of"]


def note(number: str, wamid: str, minted: str, at: float) -> Program[bool]:
    """Cloud API knows the message by `wamid`, the application by `minted`; False when that was known."""
    rows = yield Ask(
        "insert into hot_ids (wamid, number, minted, at) values (:wamid, :number, :minted, :at) "
        "on conflict (wamid) do nothing returning wamid",
        {"wamid": wamid, "number": number, "minted": minted, "at": at},
    )
    return bool(rows)


def minted_of(wamids: Sequence[str]) -> Program[Mapping[str, str]]:
    """The IDs that the application was given, for those messages that have one of their own."""
    found = {}
    for wamid in wamids:
        rows = yield Ask("select minted from hot_ids where wamid = :wamid", {"wamid": wamid})
        if rows:
            found[wamid] = str(rows[0]["minted"])
    return found


def wamid_of(minted: str) -> Program[str | None]:
    """Cloud API's newest ID of a message that the application knows by ours."""
    rows = yield Ask(
        "select wamid from hot_ids where minted = :minted order by at desc limit 1", {"minted": minted}
    )
    return str(rows[0]["wamid"]) if rows else None


def remember(number: str, kind: str, notes: Mapping[str, str], at: float) -> Program[None]:
    """Keep a word for each name, in place of the one before."""
    for name, value in notes.items():
        yield Ask(
            "insert into hot_notes (number, kind, name, value, at) "
            "values (:number, :kind, :name, :value, :at) on conflict (number, kind, name) "
            "do update set value = excluded.value, at = excluded.at",
            {"number": number, "kind": kind, "name": name, "value": value, "at": at},
        )


def recall(number: str, kind: str, names: Sequence[str]) -> Program[Mapping[str, str]]:
    """The words that are known for these names."""
    found = {}
    for name in names:
        rows = yield Ask(
            "select value from hot_notes where number = :number and kind = :kind and name = :name",
            {"number": number, "kind": kind, "name": name},
        )
        if rows:
            found[name] = str(rows[0]["value"])
    return found
