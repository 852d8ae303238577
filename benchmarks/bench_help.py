"""How long `wamigrate --help` takes, beside the bare interpreter in the same run. Budget: 0.25 s."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time

ROUNDS = 9


def main() -> None:
    bare, listed = [], []
    for _ in range(ROUNDS):
        bare.append(_timed("-c", "pass"))
        listed.append(_timed("-m", "wamigrate", "--help"))
    seconds = statistics.median(listed)
    document = {
        "benchmark": "help",
        "seconds_median": round(seconds, 3),
        "of_budget": round(seconds / 0.25, 2),
        "times_the_bare_interpreter": round(seconds / statistics.median(bare), 1),
    }
    print(json.dumps(document))


def _timed(*words: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
