"""One world and one bridge for all tests of this folder; each test uses customers of its own."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from tests.bridge.places import Application, Bridge, free_port, open_bridge, receiving
from wamigrate.sim.testing import Simulator, running_simulator

WORLD = """
[[app]]
id = "670000000000001"
secret = "app-secret"
token = "app-token"
callback_url = "http://127.0.0.1:{port}/webhooks/cloud"
verify_token = "verify-me"

[[waba]]
id = "102000000000001"
subscribed = ["670000000000001"]

[[waba.template]]
name = "order_ready"
body = "Hi {{{{1}}}}, your order is ready."

[[number]]
name = "main"
phone = "+16505550100"

[[number]]
name = "moved"
phone = "+16505550101"
side = "cloud"

[[number]]
name = "other"
phone = "+16505550102"
side = "cloud"
"""
PHONES = itertools.count(16505560000)


@pytest.fixture(scope="session")
def port() -> int:
    """The bridge's: Meta must know it before the bridge runs."""
    return free_port()


@pytest.fixture(scope="session")
def sim(port: int) -> Iterator[Simulator]:
    with running_simulator(WORLD.format(port=port)) as sim:
        yield sim


@pytest.fixture(scope="session")
def application() -> Iterator[Application]:
    with receiving() as application:
        yield application


@pytest.fixture(scope="session")
def bridge(
    tmp_path_factory: pytest.TempPathFactory, sim: Simulator, application: Application, port: int
) -> Iterator[Bridge]:
    folder = tmp_path_factory.mktemp("bridge") / "site"
    names = ("main", "moved", "other")
    keys = {"hosts": '["wa-NAME.example"]', "lost_relays": '"pass_on"'}
    with open_bridge(folder, sim, *names, application=application, port=port, number_keys=keys) as bridge:
        yield bridge


@pytest.fixture
def customer() -> str:
    """A customer whom no other test knows."""
    return str(next(PHONES))
