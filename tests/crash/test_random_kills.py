"""SIGKILL from outside at random moments, again and again: the number moves once."""

from __future__ import annotations

import random
import time

import pytest

from tests.crash.conftest import OpenSite
from tests.crash.outcomes import MIGRATE, assert_moved
from tests.harness import Process

KILLS = 6


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_process_killed_at_random_moments_registers_once(new_site: OpenSite, seed: int) -> None:
    dice = random.Random(seed)
    site = new_site(timing={"register_settle": 4})
    site.sim.control.fault("latency", [0, 0.05], api="graph", seed=seed)
    site.sim.control.fault("register_seconds", [0.1, 0.8], seed=seed)
    for _ in range(KILLS):
        if not lived_through(site.start(*MIGRATE), dice.uniform(0.2, 3.0)):
            break
    assert_moved(site, site.run(*MIGRATE))


def lived_through(process: Process, seconds: float) -> bool:
    """Kill it after that time; whether there was something left to kill."""
    deadline = time.monotonic() + seconds
    while process.running and time.monotonic() < deadline:
        time.sleep(0.005)
    return process.kill().code == -9
