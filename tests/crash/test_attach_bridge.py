"""A runner that dies while a number is put behind the bridge: in the end the right one is called."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from tests.crash.conftest import OpenSite
from tests.crash.outcomes import MIGRATE, assert_moved, current, route_of
from tests.crash.points import POINTS
from tests.crash.runners import Forks
from tests.harness import Site, wait_for
from wamigrate.store import routes
from wamigrate.store.migrations import Phase
from wamigrate.store.routes import RouteState

APPLICATION = "https://crm.example/hook"
AT_ATTACH = [point for point in POINTS if " attach_bridge:" in point]


@pytest.fixture
def behind(new_site: OpenSite) -> Iterator[Site]:
    """A site where a bridge lives, and a deployment that calls an application."""
    site = new_site()
    site.sim.control.change_number("main", webhook_url=APPLICATION)
    bridge = site.start("bridge", "--port", "0")
    wait_for(lambda: bridge.out or not bridge.running, "the bridge to be ready")
    assert bridge.running, bridge.err
    yield site
    bridge.send(signal.SIGTERM)
    bridge.wait()


def called(site: Site) -> str:
    """Whom the deployment calls."""
    return str(site.sim.control.number("main")["webhook_url"])


def attached(site: Site) -> bool:
    place = site.sim.number("main")["phone_number_id"]
    return site.read(lambda conn: routes.get(conn, place, 0.0)).bridged


def wait_for_cloud(site: Site) -> None:
    """The bridge leads the route there by itself when it has sent what it held."""
    wait_for(lambda: route_of(site, "main") is RouteState.CLOUD, "the route to lead to Cloud API")


@pytest.mark.parametrize("point", AT_ATTACH)
def test_a_runner_killed_there_is_replaced_and_the_bridge_is_called_once(
    behind: Site, forks: Forks, point: str
) -> None:
    forks.kill_at(behind, point)
    ended = forks.run(behind, *MIGRATE)
    wait_for_cloud(behind)
    assert_moved(behind, ended)
    assert "/main/webhooks/onprem/" in called(behind)
    assert attached(behind)
    patches = behind.sim.control.requests("onprem", path="/settings/application")
    assert [call["method"] for call in patches].count("PATCH") == 1


@pytest.mark.parametrize("point", [*AT_ATTACH, "after hold_traffic:done", "before register_number:intended"])
def test_cancelling_what_was_killed_there_has_the_application_called_again(
    behind: Site, forks: Forks, point: str
) -> None:
    forks.kill_at(behind, point)
    cancelled = forks.run(behind, "cancel", "main")
    assert cancelled.code == 0, cancelled.err
    assert current(behind).phase is Phase.CANCELLED
    assert (called(behind), attached(behind)) == (APPLICATION, False)


def test_a_refused_register_gives_the_number_back_as_it_was(behind: Site, forks: Forks) -> None:
    behind.sim.control.fault("error", {"code": 133016, "status": 400}, path="/register")
    assert forks.run(behind, *MIGRATE).code == 1
    assert current(behind).phase is Phase.WAITING
    assert (called(behind), attached(behind)) == (APPLICATION, False)
