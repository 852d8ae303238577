"""The simulators as fixtures, with a world of our own, and what the tests share."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from wamigrate.sim.testing import whatsapp, whatsapp_simulator

__all__ = ["whatsapp", "whatsapp_simulator"]


@pytest.fixture(scope="session")
def whatsapp_world() -> str:
    """The world that comes as an example: `support` on On-Premises, `orders` on Cloud API."""
    return "example:shop"


@pytest.fixture
def eventually() -> Callable:
    """What a look finds, once it finds something."""

    def wait(look: Callable, limit: float = 10.0) -> object:
        end = time.monotonic() + limit
        while not (found := look()):
            assert time.monotonic() < end, "it did not come about"
            time.sleep(0.01)
        return found

    return wait
