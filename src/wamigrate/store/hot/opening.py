"""Opens the data plane of a store: a file beside the SQLite file, or the same PostgreSQL database."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from wamigrate.errors import StoreError
from wamigrate.store.engines import new_engine
from wamigrate.store.hot import seen
from wamigrate.store.hot.program import HotStore
from wamigrate.store.schema_files import upgrade
from wamigrate.store.trouble import store_error

__all__ = ["hot_url", "open_hot", "prepare"]

SCHEMA = Path(__file__).parent / "schema"


def hot_url(url: str) -> str:
    """Where the data plane of the store at that URL lies."""
    return f"{url}-hot" if url.startswith("sqlite") else url


@asynccontextmanager
async def open_hot(url: str) -> AsyncIterator[HotStore]:
    """The data plane of the store at that URL, with its tables; closed at the end."""
    await asyncio.get_running_loop().run_in_executor(None, prepare, url)
    hot = await _open(hot_url(url))
    try:
        await hot.run(seen.make_days, time.time())
        yield hot
    finally:
        await hot.close()


def prepare(url: str) -> None:
    """Bring the data plane's tables up to date; StoreError where that cannot be done."""
    engine = new_engine(hot_url(url))
    try:
        upgrade(engine, SCHEMA, table="hot_schema")
    except SQLAlchemyError as error:
        raise store_error(error, engine.url) from error
    finally:
        engine.dispose()


async def _open(url: str) -> HotStore:
    if url.startswith("sqlite"):
        from wamigrate.store.hot.sqlite import SqliteHot

        return SqliteHot(Path(url.partition("sqlite:///")[2]))
    try:
        from wamigrate.store.hot.postgres import PostgresHot
    except ImportError:
        raise StoreError(
            "The bridge needs asyncpg to use PostgreSQL.", hint="pip install 'wamigrate[pg]'"
        ) from None
    return await PostgresHot.open(url)
