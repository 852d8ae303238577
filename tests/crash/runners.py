"""Starts runners that are hit at a named point of the journal; see `killing_runner.py`."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tests.harness import LIMIT, Ended, Process, Site

__all__ = ["SCRIPT", "Forks", "running_forks", "start_runner"]

SCRIPT = str(Path(__file__).with_name("killing_runner.py"))


def start_runner(site: Site, how: str, point: str = "", *, name: str = "main") -> Process:
    """A runner of its own, from a fresh interpreter."""
    return site.start_python(SCRIPT, name, how, *([point] if point else []))


class Forks:
    """Runs one process after the other, each forked from one that has imported everything."""

    def __init__(self, jobs: IO[str], codes: IO[str]) -> None:
        self._jobs = jobs
        self._codes = codes

    def kill_at(self, site: Site, point: str, *, name: str = "main") -> None:
        """Walk the migration until SIGKILL hits the runner there."""
        ended = self._do(site, "runner", [name, "--kill", point])
        assert ended.code == -9, f"{point} was not reached ({ended.code}):\n{ended.err}"

    def run(self, site: Site, *words: str) -> Ended:
        """Run `wamigrate …` to its end."""
        return self._do(site, "wamigrate", [*words])

    def _do(self, site: Site, command: str, arguments: list[str]) -> Ended:
        out, err = (site.folder / "logs" / f"forked.{end}" for end in ("out", "err"))
        job = {"folder": str(site.folder), "out": str(out), "err": str(err), "limit": int(LIMIT)}
        job |= {"environ": site.environ, "command": command, "arguments": arguments}
        self._jobs.write(json.dumps(job) + "\n")
        self._jobs.flush()
        return Ended(int(self._codes.readline()), out.read_text(), err.read_text())


@contextlib.contextmanager
def running_forks() -> Iterator[Forks]:
    """The process that forks; only the forks are ever killed."""
    command = [sys.executable, SCRIPT, "--serve"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Forks(process.stdin, process.stdout)
        process.stdin.close()
