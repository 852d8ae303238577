"""The bridge remembers by number, kind and name; values are unreadable in the store, and expire."""

from __future__ import annotations

import pytest

from wamigrate.core.clock import ManualClock
from wamigrate.errors import StoreError
from wamigrate.store import sql
from wamigrate.store.database import Database
from wamigrate.store.memory import Memory
from wamigrate.store.sealing import Sealer

pytestmark = pytest.mark.anyio

N = "106540352242922"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def memory(database: Database, clock: ManualClock) -> Memory:
    return Memory(database, Sealer(bytes(32)), clock)


async def test_a_value_is_replaced_and_forgotten(memory: Memory) -> None:
    await memory.put(N, "provider", "p", {"user": "a"})
    await memory.put(N, "provider", "p", {"user": "b"})
    assert await memory.get(N, "provider", "p") == {"user": "b"}
    assert [await memory.forget(N, "provider", "p") for _ in range(2)] == [1, 0]
    assert await memory.get(N, "provider", "p") is None


async def test_kinds_and_numbers_are_apart(memory: Memory) -> None:
    await memory.put(N, "user", "admin", {"n": 1})
    await memory.put(N, "user", "bot", {"n": 2})
    await memory.put(N, "token", "admin", {"n": 3})
    await memory.put("another", "user", "admin", {"n": 4})
    assert await memory.all(N, "user") == {"admin": {"n": 1}, "bot": {"n": 2}}
    assert await memory.forget(N, "user") == 2
    assert await memory.all("another", "user") == {"admin": {"n": 4}}


async def test_a_value_expires(memory: Memory, clock: ManualClock) -> None:
    await memory.put(N, "token", "t", {}, expires_at=clock.now().timestamp() + 60)
    clock.advance(59)
    assert await memory.get(N, "token", "t") == {}
    clock.advance(1)
    assert await memory.get(N, "token", "t") is None
    assert await memory.all(N, "token") == {}
    assert [await memory.purge() for _ in range(2)] == [1, 0]


async def test_nothing_of_it_can_be_read_in_the_store(memory: Memory, database: Database) -> None:
    await memory.put(N, "provider", "p", {"password": "very secret"})
    (row,) = database.read_now(lambda conn: sql.rows(conn, "select value from wm_bridge_memory"))
    assert b"secret" not in bytes(row["value"])


async def test_a_value_that_was_moved_elsewhere_is_told(memory: Memory, database: Database) -> None:
    await memory.put(N, "provider", "p", {})
    database.run_now(lambda conn: sql.change(conn, "update wm_bridge_memory set name = 'q'"))
    with pytest.raises(StoreError, match="changed or damaged"):
        await memory.get(N, "provider", "q")
