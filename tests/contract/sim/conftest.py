"""One simulator for all tests here, put back to its beginning before each of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.sim.http import Graph, OnPrem, Receiver, receiver
from wamigrate.sim.testing import Simulator, running_simulator

WORLD = """
[options]
send_delay = 0
delivered_delay = 0
read_delay = 0
webhook_retry_first = 0.01
blocked_media_hosts = ["blocked.example.com"]

[[number]]
name = "main"
phone = "+16505550100"
pin = "123456"
verified_name = "Flower Shop"
register_seconds = 0
[number.profile]
vertical = "Shopping and Retail"
websites = ["https://www.example.com/"]

[[number]]
name = "sharded"
phone = "+16505550101"
pin = "123456"
shards = 2
topology = "multiconnect"
register_seconds = 0

[[number]]
name = "official"
phone = "+16505550102"
pin = "123456"
oba = true
topology = "ha"
register_seconds = 0
[number.profile]
email = "hello@example.com"

[[number]]
name = "pinless"
phone = "+16505550103"
pin = "654321"
pin_told = false
register_seconds = 0

[[number]]
name = "open"
phone = "+16505550104"
register_seconds = 0

[[number]]
name = "gone"
phone = "+16505550105"
pin = "123456"
onprem = "gone"
register_seconds = 0

[[number]]
name = "cloud"
phone = "+16505550106"
pin = "123456"
side = "cloud"
register_seconds = 0
"""


@pytest.fixture(scope="package")
def simulator() -> Iterator[Simulator]:
    with running_simulator(WORLD) as running:
        yield running


@pytest.fixture
def sim(simulator: Simulator) -> Simulator:
    simulator.control.reset()
    return simulator


@pytest.fixture
def onprem(sim: Simulator) -> OnPrem:
    return OnPrem(sim)


@pytest.fixture
def graph(sim: Simulator) -> Graph:
    return Graph(sim)


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


@pytest.fixture
def told(onprem: OnPrem, hook: Receiver) -> Receiver:
    """An endpoint that the deployment knows."""
    settings = {"webhooks": {"url": hook.url}, "callback_backoff_delay_ms": 10}
    onprem("PATCH", "/v1/settings/application", settings)
    return hook
