"""What one migration costs us in CPU, and how fast the route follows `register`'s answer.

Budgets: 100 ms of our CPU for each number; route flipped within 100 ms of the answer. Wall time hardly
matters here, so the simulator's `register` takes no time.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import tempfile
import time
from pathlib import Path

from wamigrate import config
from wamigrate.config import Settings
from wamigrate.core.clock import SystemClock
from wamigrate.engine import Engine
from wamigrate.migration import operator
from wamigrate.migration.drive import runner
from wamigrate.migration.follow import Follower
from wamigrate.sim.testing import Simulator, running_simulator
from wamigrate.store import calls, journal
from wamigrate.store.migrations import Phase
from wamigrate.store.opening import Store, open_store

NUMBERS = 20

WORLD = """
[[app]]
id = "670000000000001"
secret = "secret"
token = "token"
[[waba]]
id = "102000000000001"
""" + "\n".join(
    f'[[number]]\nname = "n{n}"\nphone = "+1650555{n:04}"\npin = "482913"\nregister_seconds = 0.0\n'
    for n in range(NUMBERS)
)


def main() -> None:
    with running_simulator(WORLD) as simulator, tempfile.TemporaryDirectory() as folder:
        settings = _settings(simulator, Path(folder))
        environ = {"XDG_CONFIG_HOME": folder}
        with open_store(settings, environ) as store:
            spent, wall = asyncio.run(_measure(settings, store))
            flips = sorted(_flip(store, n) for n in range(1, NUMBERS))
    document = {
        "benchmark": "migration",
        "numbers": NUMBERS - 1,
        "cpu_ms_per_number": round(spent, 1),
        "of_budget": round(spent / 100, 2),
        "wall_ms_per_number": round(wall, 1),
        "route_flip_ms_median": round(statistics.median(flips), 1),
        "route_flip_ms_worst": round(flips[-1], 1),
    }
    print(json.dumps(document))


def _settings(simulator: Simulator, folder: Path) -> Settings:
    graph = simulator.graph
    lines = [
        f'[graph]\nurl = "{graph["url"]}"\napp_id = "{graph["app_id"]}"\napp_secret = "{graph["app_secret"]}"'
    ]
    for n in simulator.ready["numbers"]:
        onprem = simulator.onprem(n["name"])
        lines.append(
            f'[[number]]\nname = "{n["name"]}"\nphone_number_id = "{n["phone_number_id"]}"\n'
            f'waba_id = "{n["waba_id"]}"\ntoken = "{graph["token"]}"\npin = "{n["pin"]}"\n'
            f'onprem = {{ url = "{onprem["url"]}", password = "{onprem["password"]}", '
            f'ca_file = "{onprem["ca_file"]}" }}'
        )
    file = folder / "wamigrate.toml"
    file.write_text("\n".join(lines))
    return config.load(file)


async def _measure(settings: Settings, store: Store) -> tuple[float, float]:
    """CPU and wall milliseconds for each number, in one runner; the first number pays for imports."""
    follower = Follower(store, 0.1, lambda _: None)
    async with runner(settings, store, SystemClock()) as engine:
        await _migrate(settings, store, engine, follower, 0)
        began, cpu = time.perf_counter(), time.process_time()
        for n in range(1, NUMBERS):
            await _migrate(settings, store, engine, follower, n)
        spent, wall = time.process_time() - cpu, time.perf_counter() - began
    return spent * 1000 / (NUMBERS - 1), wall * 1000 / (NUMBERS - 1)


async def _migrate(settings: Settings, store: Store, engine: Engine, follower: Follower, n: int) -> None:
    number = settings.find(f"n{n}")
    begun = store.db.run_now(lambda conn: operator.begin(conn, number, path="A", options={}, at=time.time()))
    await engine.start(begun)
    waiting = await follower.follow(begun.id)
    approved = store.db.run_now(lambda conn: operator.approve(conn, settings, waiting, at=time.time()))
    await engine.start(approved)
    finished = await follower.follow(begun.id)
    if finished.phase is not Phase.FINISHED:
        raise SystemExit(f"{number.name} ended {finished.phase}: {finished.waiting_for}")


def _flip(store: Store, n: int) -> float:
    """Milliseconds from the end of the register call to the row that says that the route was flipped."""
    made = store.db.read_now(lambda conn: calls.of(conn, f"m-n{n}-1"))
    rows = store.db.read_now(lambda conn: journal.entries(conn, f"m-n{n}-1"))
    register = next(c for c in made if c["path"].endswith("/register"))
    flipped = next(r.at for r in rows if r.step == "release_traffic" and r.kind.value == "done")
    return float(flipped - register["at"] - register["seconds"]) * 1000


if __name__ == "__main__":
    main()
