from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from wamigrate.bridge.together import Together
from wamigrate.errors import StoreError

pytestmark = pytest.mark.anyio


class Store:
    """Writes when it is told to."""

    def __init__(self) -> None:
        self.written: list[list[int]] = []
        self.go = asyncio.Event()
        self.error: StoreError | None = None

    async def write(self, items: Sequence[int]) -> None:
        await self.go.wait()
        self.written.append(list(items))
        if self.error is not None:
            raise self.error


async def begin(together: Together[int], *items: int) -> list[asyncio.Task[None]]:
    tasks = [asyncio.create_task(together.add(item)) for item in items]
    await asyncio.sleep(0)
    return tasks


async def test_what_comes_while_a_write_is_under_way_is_written_at_once_with_the_next() -> None:
    store = Store()
    together = Together(store.write)
    tasks = await begin(together, 1)
    tasks += await begin(together, 2, 3, 4)
    assert not any(task.done() for task in tasks)
    store.go.set()
    await asyncio.gather(*tasks)
    assert store.written == [[1], [2, 3, 4]]


async def test_nobody_is_told_that_it_is_written_when_it_is_not() -> None:
    store = Store()
    store.error = StoreError("away")
    together = Together(store.write)
    tasks = await begin(together, 1)
    tasks += await begin(together, 2, 3)
    store.go.set()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one) for one in found] == [StoreError] * 3
    assert store.written == [[1], [2, 3]]


async def test_items_of_one_who_is_cancelled_while_writing_are_written_by_another() -> None:
    store = Store()
    together = Together(store.write)
    tasks = await begin(together, 1)
    tasks += await begin(together, 2, 3)
    tasks[0].cancel()
    await asyncio.sleep(0)
    tasks[1].cancel()
    await asyncio.sleep(0)
    store.go.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert [2, 3] in store.written
