"""One simulator for each test process, with a number for each way that a move can begin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.harness import Site, open_site
from wamigrate.sim.testing import Simulator, running_simulator

NUMBERS = {
    "main": 'pin = "271828"\nverified_name = "Flower Shop"',
    "sharded": 'pin = "314159"\nshards = 2\ntopology = "multiconnect"',
    "official": 'pin = "161803"\noba = true\ntopology = "ha"',
    "pinless": 'pin = "141421"\npin_told = false',
    "open": "",
    "gone": 'pin = "173205"\nonprem = "gone"',
    "cloud": 'pin = "223606"\nside = "cloud"',
}

WORLD = """
[options]
send_delay = 0
delivered_delay = 0
read_delay = 0

[[waba]]
id = "102000000000001"

[[waba.template]]
name = "hello_world"

[[waba]]
id = "102000000000002"
""" + "".join(
    f'[[number]]\nname = "{name}"\nphone = "+1650555010{place}"\nregister_seconds = 0.05\n{keys}\n'
    for place, (name, keys) in enumerate(NUMBERS.items())
)

OpenSite = Callable[..., Site]


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
    """Opens a folder with a wamigrate.toml for the numbers that are named."""
    with ExitStack() as stack:

        def new(*names: str, **given: Any) -> Site:
            return stack.enter_context(open_site(tmp_path / "site", sim, *names, **given))

        yield new


@pytest.fixture
def site(new_site: OpenSite) -> Site:
    """The ordinary case: `main`."""
    return new_site("main")
