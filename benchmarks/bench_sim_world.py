"""How soon `wamigrate sim` is ready, and what a world of 10,000 numbers weighs. Budgets: 1 s, 300 MB."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from wamigrate.sim.testing import Control

ROUNDS = 5
START_BUDGET = 1.0
NUMBERS = 10_000
MEMORY_BUDGET = 300.0
PORTS = [word for name in ("onprem", "graph", "graph-tls", "control") for word in (f"--{name}-port", "0")]


def main() -> None:
    print(json.dumps(start()))
    print(json.dumps(weight()))


def start() -> dict[str, Any]:
    """From the command to the ready line, default world; on a busy machine the CPU time tells more."""
    taken, spent = [], []
    for _ in range(ROUNDS):
        began, before = time.perf_counter(), os.times()
        with _running():
            taken.append(time.perf_counter() - began)
        after = os.times()
        spent.append(sum(after[2:4]) - sum(before[2:4]))
    seconds = statistics.median(taken)
    return {
        "benchmark": "sim_start",
        "seconds_median": round(seconds, 3),
        "cpu_seconds_median": round(statistics.median(spent), 3),
        "of_budget": round(seconds / START_BUDGET, 2),
    }


def weight() -> dict[str, Any]:
    """Resident memory with many numbers, before and after each one was looked at."""
    with tempfile.TemporaryDirectory() as folder:
        world = Path(folder) / "world.toml"
        world.write_text("".join(map(_number, range(NUMBERS))))
        began = time.perf_counter()
        with _running("--world", str(world)) as (pid, ready):
            seconds = time.perf_counter() - began
            at_start = _resident(pid)
            control = Control(ready["control"]["url"])
            assert len(control.numbers()) == NUMBERS
            megabytes = _resident(pid)
    return {
        "benchmark": "sim_world",
        "numbers": NUMBERS,
        "seconds_to_ready": round(seconds, 2),
        "megabytes_at_start": round(at_start),
        "megabytes": round(megabytes),
        "of_budget": round(megabytes / MEMORY_BUDGET, 2),
    }


def _number(place: int) -> str:
    return f'[[number]]\nname = "n{place}"\nphone = "+1650{5550000 + place}"\npin = "123456"\n'


@contextmanager
def _running(*words: str) -> Iterator[tuple[int, dict[str, Any]]]:
    command = [sys.executable, "-m", "wamigrate", "sim", *PORTS, *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            yield process.pid, json.loads(process.stdout.readline())
        finally:
            process.terminate()


def _resident(pid: int) -> float:
    """Megabytes."""
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(shown.stdout) / 1024


if __name__ == "__main__":
    main()
