"""What every refusal looks like, and small ways to spoil a site."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass

from tests.harness import Ended, Site
from wamigrate.core.payload import JsonObject

__all__ = ["Refusal", "blocked_check", "change_config", "in_shell", "refusal", "without_reader", "writes"]

NOTICE = "notice: A new key was made in "
READS = {"GET", "HEAD"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """The two lines of an error."""

    error: str
    hint: str


def refusal(ended: Ended, code: int) -> Refusal:
    """One line with the error, one with the hint, the exit code, and nothing else anywhere."""
    lines = [line for line in ended.err.splitlines() if not line.startswith(NOTICE)]
    assert (ended.code, ended.out) == (code, ""), ended.err
    assert len(lines) == 2, ended.err
    error, hint = lines
    assert error.startswith("error: ")
    assert hint.startswith("hint:  ")
    return Refusal(error.removeprefix("error: "), hint.removeprefix("hint:  "))


def blocked_check(site: Site, name: str, check: str) -> JsonObject:
    """A check that blocks: exit code 1, level error, what was seen and what to do; no traceback."""
    ended = site.run("check", name, "--only", check, "--json")
    (found,) = ended.document["checks"]
    assert (ended.code, found["level"], ended.document["ready"]) == (1, "error", False), ended.out
    assert found["seen"]
    assert found["todo"]
    assert "Traceback" not in ended.err
    return dict(found)


def change_config(site: Site, old: str, new: str) -> None:
    """Change wamigrate.toml; the old text must be in it."""
    path = site.folder / "wamigrate.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def in_shell(site: Site, script: str) -> Ended:
    """Run a script in the site's folder; `wamigrate` in it is the program under test."""
    folder = site.folder / "bin"
    folder.mkdir(exist_ok=True)
    program = folder / "wamigrate"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m wamigrate "$@"\n')
    program.chmod(0o755)
    environ = {**site.environ, "PATH": f"{folder}:{site.environ['PATH']}"}
    run = subprocess.run(
        ["sh", "-c", script],
        cwd=site.folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    return Ended(run.returncode, run.stdout, run.stderr)


def without_reader(site: Site, *words: str) -> Ended:
    """Run a command whose standard output is a pipe that nobody reads any more."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        run = subprocess.run(
            [sys.executable, "-m", "wamigrate", *words],
            cwd=site.folder,
            env=site.environ,
            stdin=subprocess.DEVNULL,
            stdout=writer,
            stderr=subprocess.PIPE,
            text=True,
            timeout=90,
            check=False,
        )
    finally:
        os.close(writer)
    return Ended(run.returncode, "", run.stderr)


def writes(site: Site, api: str | None = None) -> list[str]:
    """Calls that may have changed something, as `METHOD path`; logging in is none."""
    return [
        f"{call['method']} {call['path']}"
        for call in site.sim.control.requests(api)
        if call["method"] not in READS and not call["path"].endswith("/users/login")
    ]
