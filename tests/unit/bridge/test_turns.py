"""Turns: in the order of arrival, whoever gives up, and nothing kept of a key that nobody wants."""

from __future__ import annotations

import asyncio

import pytest

from wamigrate.bridge.turns import Turns

pytestmark = pytest.mark.anyio


async def test_one_key_is_had_by_one_at_a_time_in_order_and_another_by_others() -> None:
    turns, said = Turns(), list[str]()
    free = asyncio.Event()

    async def take(key: str, name: str) -> None:
        async with turns.of(key):
            said.append(f"{name} in")
            if key == "a":
                await free.wait()
            said.append(f"{name} out")

    tasks = [asyncio.create_task(take("a", str(n))) for n in range(3)]
    await asyncio.sleep(0)
    await take("b", "other")
    assert said == ["0 in", "other in", "other out"]
    free.set()
    await asyncio.gather(*tasks)
    assert said[3:] == ["0 out", "1 in", "1 out", "2 in", "2 out"]
    assert not turns._keys


async def test_whoever_gives_up_waiting_lets_nobody_in_before_the_turn_is_over() -> None:
    turns, inside = Turns(), list[int]()
    free = asyncio.Event()

    async def take(n: int) -> None:
        async with turns.of("a"):
            inside.append(n)
            await free.wait()

    first, second, third = (asyncio.create_task(take(n)) for n in range(3))
    await asyncio.sleep(0)
    second.cancel()
    for _ in range(3):
        await asyncio.sleep(0)
    assert inside == [0]
    free.set()
    await asyncio.gather(first, third)
    assert inside == [0, 2]
    assert second.cancelled()
    assert not turns._keys


async def test_an_error_ends_the_turn() -> None:
    turns = Turns()
    with pytest.raises(ValueError, match="mine"):
        async with turns.of("a"):
            raise ValueError("mine")
    async with asyncio.timeout(5), turns.of("a"):
        pass
