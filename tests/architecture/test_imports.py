"""Arrows point down, and nothing heavy is loaded before it is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.modules import MODULES, ROOT

HEAVY = {
    "aiohttp",
    "asyncpg",
    "cryptography",
    "dbos",
    "jinja2",
    "psycopg",
    "pyreqwest",
    "sqlalchemy",
    "uvicorn",
}
ERROR_TABLES = {"wamigrate.apis.cloud.error_codes", "wamigrate.apis.onprem.error_codes"}

CONFIG = """
[graph]
url = "http://127.0.0.1:1"

[[number]]
name = "main"
phone_number_id = "106540352242922"
waba_id = "102290129340398"
token = "env:TOKEN"
"""


def test_the_import_contracts_are_kept() -> None:
    # A process of its own: the linter silences every logger that it finds.
    script = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    run = subprocess.run(
        [sys.executable, "-c", script, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


def beyond(prefix: str, *allowed: str) -> list[str]:
    """Imports of ours by modules under `prefix` that go beyond what is allowed."""
    return [
        f"{name} imports {imported}"
        for name, module in MODULES.items()
        if name.startswith(prefix)
        for imported in sorted(module.imported_modules)
        if not imported.startswith(allowed)
    ]


def test_the_core_knows_only_itself() -> None:
    assert beyond("wamigrate.core", "wamigrate.core") == []


def test_the_errors_know_nothing_of_ours() -> None:
    assert MODULES["wamigrate.errors"].imported_modules == set()


def test_the_simulators_know_only_themselves_the_core_and_the_errors() -> None:
    allowed = ("wamigrate.sim", "wamigrate.core", "wamigrate.errors", *ERROR_TABLES)
    assert beyond("wamigrate.sim", *allowed) == []


def test_a_step_reaches_disk_network_and_clock_only_through_what_it_is_given() -> None:
    outside = {"asyncio", "http", "os", "pathlib", "socket", "subprocess", "time", "urllib"}
    steps = [module for name, module in MODULES.items() if name.startswith("wamigrate.migration.steps.")]
    assert [(step.name, module) for step in steps for module, _ in step.imports if module in outside] == []


def test_only_the_engine_names_dbos() -> None:
    users = [m.name for m in MODULES.values() if any(i.split(".")[0] == "dbos" for i, _ in m.imports)]
    assert users == ["wamigrate.engine"]


def loaded_by(folder: Path, *words: str) -> set[str]:
    """Top-level packages that were loaded when a command has come to its end."""
    script = (
        "import sys\n"
        "from wamigrate.cli.main import main\n"
        f"main({[*words]!r})\n"
        "names = {name.split('.')[0] for name in sys.modules}\n"
        "print('loaded:', *sorted(names), flush=True)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env={"TOKEN": "x", "PATH": "/usr/bin:/bin", "XDG_CONFIG_HOME": str(folder / "config")},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(run.stdout.splitlines()[-1].removeprefix("loaded: ").split())


@pytest.mark.parametrize("word", ["--help", "--version", "--unknown"])
def test_help_loads_nothing_heavy(tmp_path: Path, word: str) -> None:
    assert loaded_by(tmp_path, word) & HEAVY == set()


@pytest.mark.parametrize("words", [("status",), ("plan", "main"), ("check", "main"), ("status", "--json")])
def test_what_only_looks_does_not_load_the_engine(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "wamigrate.toml").write_text(CONFIG)
    assert loaded_by(tmp_path, *words) & {"dbos", "uvicorn", "asyncpg"} == set()
