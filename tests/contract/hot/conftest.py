"""The data plane in both its forms: every promise is kept by both."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.postgres import postgres
from wamigrate.store.hot import keepers, seen
from wamigrate.store.hot.opening import open_hot
from wamigrate.store.hot.program import HotStore

ME = "process-1"
NUMBER = "106540352242922"
NOW = 1_800_000_000.0


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store."""
    return f"sqlite:///{tmp_path / 'w.db'}" if request.param == "sqlite" else postgres().new_database()


@pytest.fixture
async def hot(url: str) -> AsyncIterator[HotStore]:
    """An open data plane in which `process-1` keeps one number."""
    async with open_hot(url) as opened:
        now = await opened.run(keepers.renew, ME, 60.0)
        await opened.run(keepers.claim, ME, [NUMBER], now)
        await opened.run(seen.make_days, NOW)
        yield opened
