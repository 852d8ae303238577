"""A second bridge on the port of one that runs."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from tests.bridge.places import Application, Bridge, open_bridge
from tests.harness import wait_for
from wamigrate.sim.testing import Simulator


@pytest.fixture
def alone(
    tmp_path_factory: pytest.TempPathFactory, sim: Simulator, application: Application
) -> Iterator[Bridge]:
    """A bridge of one process, which this test may stop."""
    folder = tmp_path_factory.mktemp("alone")
    with open_bridge(folder, sim, "main", application=application) as running:
        yield running


def test_a_second_bridge_is_refused_and_told_how_to_replace_the_first(alone: Bridge) -> None:
    ended = alone.site.run("bridge")
    assert (ended.code, ended.out) == (2, "")
    assert f"port {alone.port}: Address already in use." in ended.err
    assert "--hand-over" in ended.err


def test_a_bridge_takes_over_from_another_and_no_call_is_refused(alone: Bridge) -> None:
    second = alone.site.start("bridge", "--hand-over")
    wait_for(lambda: second.out or not second.running, "the second bridge")
    calls = 0
    alone.process.send(signal.SIGTERM)
    while alone.process.running or calls < 50:
        assert alone.call("GET", "/bridge/live").status == 200
        calls += 1
    second.send(signal.SIGTERM)
    assert second.wait().code == 0


def test_where_a_bridge_was_killed_the_next_one_starts_at_once(alone: Bridge) -> None:
    alone.process.kill()
    following = alone.site.start("bridge")
    wait_for(lambda: following.out or not following.running, "the next bridge")
    assert following.running, following.err
    following.send(signal.SIGTERM)
    assert following.wait().code == 0
