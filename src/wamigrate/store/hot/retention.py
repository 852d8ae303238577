"""Forgets what nobody needs any more: content first, then IDs, in small steps that hold nobody up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from wamigrate.store.hot import seen
from wamigrate.store.hot.program import Ask, HotStore, Program

__all__ = ["Retention", "purge"]

STEP = 2_000


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept, in seconds."""

    delivered: float = 3_600.0
    """Tags of statuses that were delivered: a lost send may still be looking for them."""
    dead: float = 7 * 86_400.0
    """Events that could not be delivered, with their content."""
    unknown: float = 7 * 86_400.0
    ids: float = 35 * 86_400.0
    """Meta sends statuses for up to thirty days."""
    notes: float = 90 * 86_400.0
    media: float = 90 * 86_400.0
    """Counted from when an application last named the ID."""


async def purge(hot: HotStore, now: float, keep: Retention | None = None) -> int:
    """Forget what is too old; how many rows that were."""
    keep = keep or Retention()
    await hot.run(seen.make_days, now)
    await hot.run(_drop_days, now)
    gone = 0
    for table, key, condition, age in (
        ("hot_events", "seq", "state = 'done' and done_at < :before", keep.delivered),
        ("hot_events", "seq", "state = 'dead' and done_at < :before", keep.dead),
        ("hot_unknown", "tag", "at < :before", keep.unknown),
        ("hot_ids", "wamid", "at < :before", keep.ids),
    ):
        gone += await _in_steps(hot, partial(_delete, table, key, condition, now - age))
    gone += await _in_steps(hot, partial(_forget_notes, now - keep.notes))
    return gone + await _in_steps(hot, partial(_forget_media, now - keep.media))


async def _in_steps(hot: HotStore, step: Callable[[], Program[int]]) -> int:
    gone = 0
    while (n := await hot.run(step)) > 0:
        gone += n
    return gone


def _delete(table: str, key: str, condition: str, before: float) -> Program[int]:
    rows = yield Ask(
        f"delete from {table} where {key} in (select {key} from {table} where {condition} limit {STEP}) "
        f"returning {key}",
        {"before": before},
    )
    return len(rows)


def _forget_notes(before: float) -> Program[int]:
    rows = yield Ask(
        "delete from hot_notes where (number, kind, name) in "
        f"(select number, kind, name from hot_notes where at < :before limit {STEP}) returning name",
        {"before": before},
    )
    return len(rows)


def _forget_media(before: float) -> Program[int]:
    rows = yield Ask(
        "select number, media_id from hot_media where seen_at < :before limit 20", {"before": before}
    )
    for row in rows:
        key = {"number": row["number"], "media_id": row["media_id"]}
        yield Ask("delete from hot_media_pieces where number = :number and media_id = :media_id", key)
        yield Ask("delete from hot_media where number = :number and media_id = :media_id", key)
    return len(rows)


def _drop_days(now: float) -> Program[None]:
    for table in seen.days_gone(now):
        yield Ask(f"drop table if exists {table}", {})
