"""The route belongs to one migration at a time, and is given back as it was."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from tests.unit.migration.bench import Bench, prospect
from wamigrate.errors import StepFailed
from wamigrate.migration.steps.hold_traffic import step
from wamigrate.store import bridges, migrations, routes
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


def a_bridge(bench: Bench, name: str = "b-1", *, lease: float = 600.0, attached: bool = True) -> None:
    """A bridge process lives, and the number was put behind it."""

    def work(conn: Connection) -> None:
        bridges.enter(conn, name, host="here", pid=7, url=None, lease=lease)
        if attached:
            routes.attach(conn, bench.number.phone_number_id, bench.now)

    bench.change(work)


def acknowledge(bench: Bench, epoch: int, name: str = "b-1") -> None:
    bench.change(lambda conn: bridges.acknowledge(conn, name, bench.number.phone_number_id, epoch))


async def test_it_waits_until_every_bridge_process_has_acknowledged(bench: Bench) -> None:
    a_bridge(bench, "b-1")
    a_bridge(bench, "b-2")
    acknowledge(bench, 1, "b-1")
    began, waited_for = bench.clock.now(), []

    class Waiting(type(bench.clock)):  # type: ignore[misc]
        async def sleep(self, seconds: float) -> None:
            await super().sleep(seconds)
            waited_for.append(bench.row.waiting_for)
            if len(waited_for) == 3:
                acknowledge(bench, 1, "b-2")

    bench.clock = Waiting(began)
    assert await bench.run(step) == {"epoch": 1, "bridge": True}
    assert waited_for == ["1 bridge processes to stop relaying"] * 3


async def test_without_an_acknowledgement_in_time_the_hold_is_undone(bench: Bench) -> None:
    a_bridge(bench)
    with pytest.raises(StepFailed, match="1 bridge processes did not stop relaying in 20 s"):
        await bench.run(step)
    assert (bench.route.state, bench.route.target) == (RouteState.DRAINING, RouteState.ONPREM)
    assert bench.route.owner is None


async def test_an_acknowledgement_of_an_earlier_hold_does_not_count(bench: Bench) -> None:
    a_bridge(bench)
    acknowledge(bench, 0)
    with pytest.raises(StepFailed, match="did not stop relaying"):
        await bench.run(step)


async def test_a_process_whose_lease_has_run_out_is_not_waited_for(bench: Bench) -> None:
    a_bridge(bench, lease=-0.001)
    began = bench.clock.now()
    await bench.run(step)
    assert bench.clock.now() == began


async def test_cancelling_while_it_waits_gives_the_number_back(bench: Bench) -> None:
    a_bridge(bench)
    bench.change(lambda conn: migrations.update(conn, bench.migration.id, cancel_at=bench.now))
    with pytest.raises(StepFailed, match="cancelled"):
        await bench.run(step)
    assert bench.route.state is RouteState.DRAINING


async def test_a_number_that_goes_back_to_onprem_can_be_held_again(bench: Bench) -> None:
    a_bridge(bench)
    with pytest.raises(StepFailed):
        await bench.run(step)
    acknowledge(bench, bench.route.epoch + 1)
    assert await bench.run(step) == {"epoch": 3, "bridge": True}


async def test_undoing_lets_a_bridge_send_what_it_held_first(bench: Bench) -> None:
    a_bridge(bench)
    acknowledge(bench, 1)
    await bench.run(step)
    assert step.undo is not None
    assert await step.undo(await bench.context()) == {"route": "draining"}
    assert (bench.route.target, bench.route.owner) == (RouteState.ONPREM, None)


async def test_a_bridge_that_the_number_is_not_behind_does_not_hold_its_traffic(bench: Bench) -> None:
    a_bridge(bench, attached=False)
    acknowledge(bench, 1)
    assert await bench.run(step) == {"epoch": 1, "bridge": False}
