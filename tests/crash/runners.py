"""Starts runners that are hit at a named point of the journal; see `killing_runner.py`."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tests.harness import LIMIT, Process, Site

__all__ = ["Killer", "running_killer", "start_runner"]

SCRIPT = str(Path(__file__).with_name("killing_runner.py"))


def start_runner(site: Site, how: str, point: str = "", *, name: str = "main") -> Process:
    """A runner of its own, from a fresh interpreter."""
    return site.start_python(SCRIPT, name, how, *([point] if point else []))


class Killer:
    """Runs one process after the other and has SIGKILL hit each at a point."""

    def __init__(self, jobs: IO[str], answers: IO[str]) -> None:
        self._jobs = jobs
        self._answers = answers

    def kill_at(self, site: Site, point: str, *, name: str = "main") -> None:
        """Walk the migration until the runner is hit there."""
        log = site.folder / "logs" / "killed"
        log.unlink(missing_ok=True)
        job = {
            "folder": str(site.folder),
            "environ": site.environ,
            "arguments": [name, "--kill", point],
            "log": str(log),
            "limit": int(LIMIT),
        }
        self._jobs.write(json.dumps(job) + "\n")
        self._jobs.flush()
        code = int(self._answers.readline())
        assert code == -9, f"{point} was not reached ({code}):\n{log.read_text()}"


@contextlib.contextmanager
def running_killer() -> Iterator[Killer]:
    """A process that has imported everything and forks for each job: only the forks are killed."""
    command = [sys.executable, SCRIPT, "--serve"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Killer(process.stdin, process.stdout)
        process.stdin.close()
