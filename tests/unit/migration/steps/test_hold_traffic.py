"""The route belongs to one migration at a time, and is given back as it was."""

from __future__ import annotations

import pytest

from tests.unit.migration.bench import Bench, prospect
from wamigrate.errors import StepFailed
from wamigrate.migration.steps.hold_traffic import step
from wamigrate.store import routes
from wamigrate.store.routes import RouteState

pytestmark = pytest.mark.anyio


async def test_the_route_is_held_with_a_new_epoch(bench: Bench) -> None:
    before = bench.route
    assert await bench.run(step) == {"epoch": before.epoch + 1, "bridge": False}
    assert (bench.route.state, bench.route.owner) == (RouteState.HOLD, bench.migration.id)


async def test_holding_twice_changes_nothing(bench: Bench) -> None:
    first = await bench.run(step)
    assert await bench.run(step) == first


async def test_a_route_of_another_migration_is_not_taken(bench: Bench) -> None:
    bench.change(lambda conn: routes.move(conn, bench_route(bench), RouteState.HOLD, owner="m-x", at=1.0))
    with pytest.raises(StepFailed, match="belongs to another migration"):
        await bench.run(step)
    assert bench.route.owner == "m-x"


def bench_route(bench: Bench) -> routes.Route:
    return routes.Route(bench.number.phone_number_id, RouteState.ONPREM, 0, None, None)


async def test_undoing_gives_the_route_back(bench: Bench) -> None:
    await bench.run(step)
    assert step.undo is not None
    assert await step.undo(await bench.context()) == {"route": "onprem"}
    assert (bench.route.state, bench.route.owner, bench.route.epoch) == (RouteState.ONPREM, None, 2)


async def test_undoing_what_is_not_ours_changes_nothing(bench: Bench) -> None:
    before = bench.route
    assert step.undo is not None
    assert await step.undo(await bench.context()) == {"route": "onprem"}
    assert bench.route == before


def test_the_plan_notes_that_callers_are_stopped_by_hand() -> None:
    (note,) = step.blockers(prospect())
    assert note.note
    assert list(step.blockers(prospect(bridge_serves=True))) == []
