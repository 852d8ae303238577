"""How many messages a second one bridge process keeps durably while a number moves.

Closed loop: so many callers, each of which waits for its answer before it asks again. The time of an answer
includes admission, encryption and the commit. Then the same at a fixed rate, where the budget is counted:
5,000 messages a second with a 99th percentile of 20 ms.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvloop

from wamigrate.bridge.plane import Plane, open_plane
from wamigrate.config import HoldSettings, Number, Settings, StoreSettings
from wamigrate.core.secret import Secret
from wamigrate.store import routes
from wamigrate.store.hot import held
from wamigrate.store.opening import Store, open_store
from wamigrate.store.routes import RouteState

NUMBER = "106540352242922"
BODY = json.dumps({"to": "16505550111", "type": "text", "text": {"body": "x" * 950}}).encode()
CALLERS, SECONDS, RATE = 64, 3.0, 5_000
BUDGET = {"rate": 5_000, "p99_ms": 20}


async def accept(plane: Plane, n: int, times: list[float]) -> None:
    """One message, from admission to durable."""
    began = time.perf_counter()
    with await plane.routes.admit(NUMBER) as admission:
        minted = await plane.queue.hold(admission, recipient=f"1650555{n % 5000:04}", body=BODY)
    times.append(time.perf_counter() - began)
    if minted is None:
        raise SystemExit("a message was not accepted")


async def at_full_load(plane: Plane, times: list[float]) -> None:
    """As many as it takes."""
    end = time.perf_counter() + SECONDS

    async def caller(first: int) -> None:
        n = first
        while time.perf_counter() < end:
            await accept(plane, n, times)
            n += CALLERS

    await asyncio.gather(*(caller(n) for n in range(CALLERS)))


async def at_the_rate(plane: Plane, times: list[float]) -> None:
    """At a fixed rate, whether or not the answers keep up."""
    began, tasks = time.perf_counter(), []
    for n in range(int(RATE * SECONDS)):
        if (early := began + n / RATE - time.perf_counter()) > 0:
            await asyncio.sleep(early)
        tasks.append(asyncio.create_task(accept(plane, n, times)))
    await asyncio.gather(*tasks)


async def measure(plane: Plane, load: Callable[[Plane, list[float]], Awaitable[None]]) -> dict[str, float]:
    times: list[float] = []
    began, cpu = time.perf_counter(), time.process_time()
    await load(plane, times)
    took = time.perf_counter() - began
    times.sort()
    return {
        "per_second": round(len(times) / took),
        "cpu_us_each": round((time.process_time() - cpu) / len(times) * 1e6, 1),
        "p50_ms": round(times[len(times) // 2] * 1e3, 2),
        "p99_ms": round(times[len(times) * 99 // 100] * 1e3, 2),
    }


async def held_number(settings: Settings, store: Store) -> dict[str, object]:
    async with open_plane(settings, store) as plane:
        await store.db.run(
            lambda conn: routes.move(
                conn, routes.get(conn, NUMBER, 0.0), RouteState.HOLD, owner="m-1", at=0.0
            )
        )
        await plane.attendance.refresh()
        full = await measure(plane, at_full_load)
        steady = await measure(plane, at_the_rate)
        messages, _ = await plane.hot.read(held.totals, NUMBER)
        return {"full_load": full, "steady": steady, "held": messages}


def main() -> None:
    """Print one JSON line."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            store=StoreSettings(url=f"sqlite:///{folder}/w.db"),
            hold=HoldSettings(max_messages=10**7, max_bytes=10**11),
            number=[Number(name="main", phone_number_id=NUMBER, waba_id="1000", token=Secret("t"))],
            folder=Path(folder),
        )
        with open_store(settings, {"WAMIGRATE_KEY": "00" * 32}) as store:
            found = uvloop.run(held_number(settings, store))
    steady = found["steady"]
    assert isinstance(steady, dict)
    met = steady["per_second"] >= BUDGET["rate"] * 0.99 and steady["p99_ms"] <= BUDGET["p99_ms"]
    print(json.dumps({"benchmark": "hold", **found, "budget": BUDGET, "met": met}))


if __name__ == "__main__":
    main()
