"""`make soak`: the proof in full. Exit code 1 where a promise was broken."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.postgres import postgres
from tests.soak.plan import FULL, of_size
from tests.soak.run import run


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--messages", type=int, default=FULL.messages)
    parser.add_argument("--rate", type=float, default=FULL.rate, help="messages a second each way")
    parser.add_argument("--store", choices=("sqlite", "postgresql"), default="postgresql")
    parser.add_argument("--seed", type=int, default=FULL.seed)
    given = parser.parse_args()
    plan = of_size(given.messages, rate=given.rate, seed=given.seed)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="wamigrate-soak-") as folder:
        server = postgres() if given.store == "postgresql" else None
        outcome = run(plan, Path(folder) / "site", server, lambda line: _print(line, aside=True))
    _print(outcome.table())
    broken = outcome.broken()
    for line in broken:
        _print(f"BROKEN: {line}")
    _print(f"{given.store}, seed {given.seed}, {time.monotonic() - began:.0f} s in all")
    return 1 if broken else 0


def _print(line: str, *, aside: bool = False) -> None:
    print(line, file=sys.stderr if aside else sys.stdout, flush=True)


if __name__ == "__main__":
    sys.exit(main())
