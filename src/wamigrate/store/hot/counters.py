"""What happened to a number's messages, for the report and the metrics; written with what it counts."""

from __future__ import annotations

from collections.abc import Mapping

from wamigrate.store.hot.program import Ask, Program

__all__ = ["NAMES", "add", "read"]

NAMES = ("released", "refused", "expired", "unknown", "settled", "resent", "parked", "duplicated", "dead")


def add(number: str, name: str, n: int = 1) -> Program[None]:
    """So many more of that name."""
    yield Ask(
        "insert into hot_counters (number, name, n) values (:number, :name, :n) "
        "on conflict (number, name) do update set n = hot_counters.n + excluded.n",
        {"number": number, "name": name, "n": n},
    )


def read(number: str) -> Program[Mapping[str, int]]:
    """Every count of the number; `held` is what went through its queue or is still in it."""
    rows = yield Ask("select name, n from hot_counters where number = :number", {"number": number})
    waiting = yield Ask(
        "select count(*) as n from hot_held where number = :number and state <> 'parked' union all "
        "select count(*) from hot_held where number = :number and state = 'parked'",
        {"number": number},
    )
    found = dict.fromkeys(NAMES, 0) | {row["name"]: int(row["n"]) for row in rows}
    present = sum(int(row["n"]) for row in waiting)
    ended = sum(found[name] for name in ("released", "settled", "refused", "expired"))
    return {"held": ended + present, **found, "waiting": present}
