"""A clear yes of `register` opens the route to Cloud API, for good."""

from __future__ import annotations

import pytest

from tests.unit.migration.bench import Bench
from wamigrate.migration.state import State
from wamigrate.migration.steps.release_traffic import step
from wamigrate.store import routes
from wamigrate.store.routes import RouteState

pytestmark = pytest.mark.anyio


async def test_the_held_route_is_opened_to_cloud(bench: Bench) -> None:
    bench.hold()
    assert await bench.run(step) == {"route": "cloud", "epoch": 2}
    assert (bench.route.state, bench.route.owner) == (RouteState.CLOUD, bench.migration.id)


async def test_opening_twice_changes_nothing(bench: Bench) -> None:
    bench.hold()
    first = await bench.run(step)
    assert await bench.run(step) == first


async def test_a_number_that_was_found_on_cloud_is_opened_from_whatever_its_route_was(bench: Bench) -> None:
    assert (await bench.run(step))["route"] == "cloud"


def test_there_is_no_undo_and_it_acts_only_past_the_point_of_no_return() -> None:
    assert step.undo is None
    assert step.acts_in == {State.S2, State.S2B}


async def test_a_bridge_sends_what_it_held_before_the_number_is_on_cloud(bench: Bench) -> None:
    bench.hold()
    bench.change(lambda conn: routes.attach(conn, bench.number.phone_number_id, bench.now))
    assert await bench.run(step) == {"route": "draining", "epoch": 2}
    assert (bench.route.target, bench.route.owner) == (RouteState.CLOUD, bench.migration.id)
    assert await bench.run(step) == {"route": "draining", "epoch": 2}
