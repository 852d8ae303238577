"""How many messages a second `lint` looks at on one core, and whether memory stays flat.

Budget: 60,000 messages a second over a mixed corpus, memory flat. `--full` ends with a file of 1 GB.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

BUDGET = 60_000
ROUNDS = 3
SMALL, LARGE, FULL = 10_000_000, 100_000_000, 1_000_000_000
DICE = random.Random(7)
LOOK = "import resource,sys; from wamigrate.cli.main import main; main(['lint', sys.argv[1]]); "
LOOK += "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"


def message() -> dict[str, Any]:
    """What applications send: mostly texts and templates, a third of it with something to repair."""
    kind = DICE.random()
    to = {"to": f"+1650555{DICE.randrange(10_000):04}"}
    if kind < 0.45:
        return to | {"type": "text", "text": {"body": "Your order is on its way. " * DICE.randrange(1, 12)}}
    if kind < 0.55:
        return to | {
            "type": "text",
            "preview_url": True,
            "text": {"body": "See https://shop.example"},
            "tag": "a",
        }
    if kind < 0.8:
        texts = [
            {"type": "text", "text": DICE.choice(["Ann", "Bo", "two"])} for _ in range(DICE.randrange(1, 4))
        ]
        namespace = {"namespace": "a1b2"} if DICE.random() < 0.4 else {}
        language = {"policy": "deterministic", "code": "en_US"}
        body = {"type": "body", "parameters": texts}
        return to | {
            "type": "template",
            "template": {"name": "order_ready", **namespace, "language": language, "components": [body]},
        }
    if kind < 0.92:
        replies = [
            {"type": "reply", "reply": {"id": f"b{n}", "title": f"Choice {n}{' ' * (n % 2)}"}}
            for n in range(3)
        ]
        action = {"buttons": replies}
        return to | {
            "type": "interactive",
            "interactive": {"type": "button", "body": {"text": "?"}, "action": action},
        }
    return to | {"type": "image", "image": {"link": "https://cdn.example/a.jpg", "caption": "yours"}}


def corpus(folder: Path, size: int) -> tuple[Path, int]:
    """A file of about that many bytes, and how many messages it has."""
    block = "".join(json.dumps(message()) + "\n" for _ in range(2_000)).encode()
    times = max(size // len(block), 1)
    path = folder / f"{size}.jsonl"
    with path.open("wb") as file:
        for _ in range(times):
            file.write(block)
    return path, times * 2_000


def look(path: Path) -> tuple[float, float]:
    """Seconds of CPU, and the most memory in MB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = subprocess.run(
        [sys.executable, "-c", LOOK, str(path)], capture_output=True, text=True, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, int(ended.stderr.split()[-1]) / 1024


def main() -> None:
    sizes = (SMALL, LARGE, FULL) if "--full" in sys.argv else (SMALL, LARGE)
    with tempfile.TemporaryDirectory() as folder:
        start, _ = look(corpus(Path(folder), 1)[0])
        found = {}
        for size in sizes:
            path, count = corpus(Path(folder), size)
            began = time.perf_counter()
            spent, memory = min(look(path) for _ in range(ROUNDS if size < LARGE else 1))
            found[size] = (count / (spent - start), memory, time.perf_counter() - began)
            path.unlink()
    rate = max(rate for rate, _, _ in found.values())
    document = {
        "benchmark": "lint",
        "messages_per_second_one_core": round(rate),
        "of_budget": round(rate / BUDGET, 2),
        "rate_by_size": {f"{size // 10**6} MB": round(row[0]) for size, row in found.items()},
        "memory_mb_by_size": {f"{size // 10**6} MB": round(row[1]) for size, row in found.items()},
    }
    print(json.dumps(document))


if __name__ == "__main__":
    main()
