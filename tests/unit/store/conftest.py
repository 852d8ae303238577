"""Both databases for every test that asks for `database`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import postgres
from wamigrate.store.database import Database


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store."""
    return (
        f"sqlite:///{tmp_path / 'state' / 'w.db'}" if request.param == "sqlite" else postgres().new_database()
    )


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """An empty store with all its tables."""
    opened = Database.open(url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    """Where a SQLite store may be made."""
    return tmp_path / "state" / "w.db"
