"""One simulator for each test process, put back to its beginning before each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.crash.runners import Forks, running_forks
from tests.harness import Site, open_site
from tests.postgres import postgres
from wamigrate.sim.testing import Simulator, running_simulator

WORLD = """
[options]
send_delay = 0
delivered_delay = 0
read_delay = 0

[[number]]
name = "main"
phone = "+16505550100"
pin = "271828"
verified_name = "Flower Shop"
register_seconds = 0.05

[[number]]
name = "second"
phone = "+16505550101"
pin = "314159"
register_seconds = 0.05

[[number]]
name = "pinless"
phone = "+16505550103"
pin = "161803"
pin_told = false
register_seconds = 0.05

[[number]]
name = "gone"
phone = "+16505550105"
pin = "141421"
onprem = "gone"
register_seconds = 0.05
"""

OpenSite = Callable[..., Site]


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    with running_forks() as running:
        yield running


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    with running_simulator(WORLD) as running:
        yield running


@pytest.fixture
def sim(simulator: Simulator) -> Simulator:
    simulator.control.reset()
    return simulator


@pytest.fixture
def new_site(tmp_path: Path, sim: Simulator) -> Iterator[OpenSite]:
    """Opens a site for `main` (or the names given) with a store of the kind asked for."""
    with ExitStack() as stack:

        def new(*names: str, store: str = "sqlite", **given: Any) -> Site:
            url = postgres().new_database() if store == "postgresql" else None
            opened = open_site(tmp_path / "site", sim, *(names or ("main",)), store_url=url, **given)
            return stack.enter_context(opened)

        yield new


@pytest.fixture
def site(new_site: OpenSite) -> Site:
    """The ordinary case: `main`, SQLite."""
    return new_site()
