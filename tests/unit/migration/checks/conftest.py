"""The healthy number that every check test starts from."""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World


@pytest.fixture
def world() -> World:
    return World()
