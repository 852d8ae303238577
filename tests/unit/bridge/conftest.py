"""A bridge process on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.postgres import postgres
from tests.unit.bridge.stand import Stand, open_stand, settings_of, store_of
from wamigrate.config import Settings
from wamigrate.store.database import Database
from wamigrate.store.opening import Store


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store."""
    return f"sqlite:///{tmp_path / 'w.db'}" if request.param == "sqlite" else postgres().new_database()


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """An empty database on SQLite, for what needs no more than that."""
    db = Database.open(f"sqlite:///{tmp_path / 'store.db'}")
    yield db
    db.close()


@pytest.fixture
def settings(url: str) -> Settings:
    return settings_of(url)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with store_of(settings) as opened:
        yield opened


@pytest.fixture
async def stand(settings: Settings, store: Store) -> AsyncIterator[Stand]:
    """One process that drains and delivers."""
    async with open_stand(settings, store) as opened:
        yield opened
