"""How programs are run: together, durably, and each for itself when one goes wrong."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.hot.conftest import NUMBER
from tests.contract.hot.making import message
from tests.postgres import postgres
from wamigrate.errors import StoreError
from wamigrate.store.hot import counters, held
from wamigrate.store.hot.opening import open_hot
from wamigrate.store.hot.program import Ask, HotStore, Program
from wamigrate.store.hot.sqlite import SqliteHot

pytestmark = pytest.mark.anyio

WRITER = """
import asyncio, sys
from tests.contract.hot.making import message
from wamigrate.store.hot import held
from wamigrate.store.hot.opening import open_hot

async def write(hot, n):
    new = message(f"r{n}")
    await hot.run(held.put, new)
    print(new.recipient, flush=True)

async def main():
    async with open_hot(sys.argv[1]) as hot:
        for first in range(0, 10**6, 20):
            await asyncio.gather(*(write(hot, n) for n in range(first, first + 20)))

asyncio.run(main())
"""


def broken(number: str) -> Program[None]:
    yield from counters.add(number, "released")
    raise KeyError("a bug")


def wrong() -> Program[None]:
    yield Ask("select nothing from nowhere", {})


async def test_a_program_that_raises_leaves_nothing_and_disturbs_nobody(hot: HotStore) -> None:
    work = [hot.run(held.put, message()), hot.run(broken, NUMBER), hot.run(held.put, message())]
    results = await asyncio.gather(*work, return_exceptions=True)
    assert [type(result).__name__ for result in results] == ["Put", "KeyError", "Put"]
    assert (await hot.read(counters.read, NUMBER))["released"] == 0
    assert (await hot.read(held.totals, NUMBER))[0] == 2


async def test_what_the_database_refuses_is_told_in_one_sentence(hot: HotStore) -> None:
    with pytest.raises(StoreError, match="data plane cannot be used"):
        await hot.run(wrong)


async def test_somebody_who_stops_waiting_does_not_stop_the_others(hot: HotStore) -> None:
    tasks = [asyncio.create_task(hot.run(held.put, message())) for _ in range(20)]
    await asyncio.sleep(0)
    tasks[3].cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [r for r in results if isinstance(r, Exception)] == []
    assert (await hot.read(held.totals, NUMBER))[0] >= 19


async def test_what_another_process_writes_is_news(hot: HotStore, url: str) -> None:
    news = asyncio.Event()
    hot.on_news(news.set)
    async with open_hot(url) as other:
        news.clear()
        await other.run(held.put, message())
        await asyncio.wait_for(news.wait(), 5)
    assert (await hot.read(held.totals, NUMBER))[0] == 1


def told_before_the_kill(url: str) -> list[str]:
    """What a process said to have stored, up to a sudden end."""
    command = [sys.executable, "-c", WRITER, url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        told = [child.stdout.readline().strip() for _ in range(100)]
        os.kill(child.pid, signal.SIGKILL)
        return told + child.stdout.read().split()


async def test_what_was_said_to_be_stored_survives_a_kill(url: str) -> None:
    told = told_before_the_kill(url)
    async with open_hot(url) as hot:
        stored = (await hot.read(held.recipients, 10**6, bool))[NUMBER]
    assert set(told) - stored == set()


async def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    file = tmp_path / "w.db-hot"
    file.write_bytes(b"this is no database, but long enough to be looked at" * 20)
    with pytest.raises(StoreError, match="SQLITE_NOTADB"):
        SqliteHot(file)


async def test_a_restart_of_the_database_is_waited_out() -> None:
    server = postgres()
    async with open_hot(server.new_database()) as hot:
        await hot.run(held.put, message())
        server.stop()
        waiting = [asyncio.create_task(hot.run(held.put, message())) for _ in range(20)]
        await asyncio.sleep(0.2)
        await asyncio.get_running_loop().run_in_executor(None, server.start)
        await asyncio.gather(*waiting)
        assert (await hot.read(held.totals, NUMBER))[0] == 21


async def test_a_database_that_stays_away_is_told_and_not_waited_for() -> None:
    server = postgres()
    url = server.new_database()
    from wamigrate.store.hot.postgres import PostgresHot

    async with open_hot(url):
        hot = await PostgresHot.open(url, patience=0.1)
        server.stop()
        try:
            with pytest.raises(StoreError, match="data plane cannot be used"):
                await hot.run(held.put, message())
        finally:
            server.start()
            await hot.close()
