"""The simulators as pytest fixtures. Take them from `wamigrate.sim.testing`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wamigrate.sim.testing import Simulator, running_simulator

__all__ = ["whatsapp", "whatsapp_simulator", "whatsapp_world"]


@pytest.fixture(scope="session")
def whatsapp_world() -> str | Path | None:
    """The world: a world file, its text, `example:NAME`, or None for the default one. Override it."""
    return None


@pytest.fixture(scope="session")
def whatsapp_simulator(whatsapp_world: str | Path | None) -> Iterator[Simulator]:
    """Both simulators in a child process, for the whole session."""
    with running_simulator(whatsapp_world) as running:
        yield running


@pytest.fixture
def whatsapp(whatsapp_simulator: Simulator) -> Simulator:
    """The same, put back to its beginning for each test."""
    whatsapp_simulator.control.reset()
    return whatsapp_simulator
