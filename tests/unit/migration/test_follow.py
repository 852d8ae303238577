"""Following a migration from outside: each change is shown once, and what is old is not news."""

from __future__ import annotations

import asyncio

import pytest

from tests.unit.migration.bench import Bench
from wamigrate.migration.follow import Change, Follower
from wamigrate.store.journal import Kind
from wamigrate.store.migrations import Phase

pytestmark = pytest.mark.anyio


class Seen(list[Change]):
    """What a follower was shown."""

    @property
    def rows(self) -> list[str]:
        return [f"{entry.step}:{entry.kind.value}" for change in self for entry in change.entries]


def follower(bench: Bench, seen: Seen) -> Follower:
    return Follower(bench.store, 0.001, seen.append)


async def test_a_migration_that_does_not_run_is_shown_once(bench: Bench) -> None:
    seen = Seen()
    bench.set(phase=Phase.WAITING)
    found = await follower(bench, seen).follow(bench.migration.id)
    assert (found.phase, len(seen)) == (Phase.WAITING, 1)


async def test_each_row_is_shown_once_until_the_migration_rests(bench: Bench) -> None:
    seen = Seen()
    bench.write("check_readiness", Kind.INTENDED)
    one = follower(bench, seen)
    following = asyncio.ensure_future(one.follow(bench.migration.id))
    await one.follow(bench.migration.id, limit=0)
    bench.done("check_readiness")
    bench.set(phase=Phase.STOPPED)
    assert (await following).phase is Phase.STOPPED
    assert seen.rows == ["check_readiness:intended", "check_readiness:done"]


async def test_what_happened_in_earlier_runs_is_not_news(bench: Bench) -> None:
    seen = Seen()
    bench.done("check_readiness")
    bench.set(run=2)
    one = follower(bench, seen)
    await one.follow(bench.migration.id, limit=0)
    assert seen.rows == []
    bench.done("recheck")
    await one.follow(bench.migration.id, limit=0)
    assert seen.rows == ["recheck:done"]


async def test_a_limit_ends_following_a_migration_that_runs(bench: Bench) -> None:
    found = await follower(bench, Seen()).follow(bench.migration.id, limit=0)
    assert found.phase is Phase.RUNNING


async def test_another_runner_is_told_once(bench: Bench) -> None:
    seen = Seen()
    one = follower(bench, seen)
    for _ in range(2):
        await one.follow(bench.migration.id, limit=0, elsewhere="Another wamigrate runs it.")
    assert [change.elsewhere for change in seen] == ["Another wamigrate runs it.", None]
