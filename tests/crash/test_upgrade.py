"""A new version of the package goes on with what the old one began."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest

import wamigrate
from tests.crash.conftest import OpenSite
from tests.crash.outcomes import MIGRATE, assert_moved, current
from tests.crash.runners import SCRIPT, Forks

ROOT = Path(__file__).parents[2]
CHANGE = '    # Changed in 99.0.0.\n    print("walked by 99.0.0", flush=True)\n'


def with_another_workflow(source: str) -> str:
    """The engine's source with two more lines at the beginning of the workflow function."""
    functions = [n for n in ast.parse(source).body if isinstance(n, ast.AsyncFunctionDef)]
    workflow = next(f for f in functions if f.name == "_migrate_number")
    lines = source.splitlines(keepends=True)
    lines.insert(workflow.body[1].lineno - 1, CHANGE)
    return "".join(lines)


@pytest.fixture
def upgraded(tmp_path: Path) -> dict[str, str]:
    """The environment of a shell in which a later version is installed, with another workflow function."""
    package = tmp_path / "upgraded" / "wamigrate"
    shutil.copytree(Path(wamigrate.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    version, engine = package / "__init__.py", package / "engine.py"
    version.write_text(version.read_text().replace(wamigrate.__version__, "99.0.0"))
    engine.write_text(with_another_workflow(engine.read_text()))
    return {"PYTHONPATH": str(package.parent)}


@pytest.fixture
def without_attaching(tmp_path: Path) -> dict[str, str]:
    """The environment of a shell in which the version before `attach_bridge` is installed."""
    package = tmp_path / "before" / "wamigrate"
    shutil.copytree(Path(wamigrate.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    chain = package / "migration" / "chain.py"
    source = chain.read_text().replace("    attach_bridge.step,\n", "")
    chain.write_text(source.replace("CHAIN_VERSION = 2", "CHAIN_VERSION = 1"))
    return {"PYTHONPATH": f"{package.parent}:{ROOT}"}


@pytest.mark.parametrize("point", ["after recheck:done", "after hold_traffic:done"])
def test_a_step_that_came_with_an_upgrade_is_not_squeezed_into_a_migration_under_way(
    new_site: OpenSite, without_attaching: dict[str, str], point: str
) -> None:
    site = new_site()
    killed = site.start_python(SCRIPT, "main", "--kill", point, environ=without_attaching).wait()
    assert killed.code == -9, killed.err
    assert current(site).chain == 1
    assert_moved(site, site.run(*MIGRATE))
    assert "attach_bridge:done" not in site.rows("main")


@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
def test_an_upgrade_strands_neither_what_waits_at_the_gate_nor_what_was_killed_after_register(
    new_site: OpenSite, forks: Forks, upgraded: dict[str, str], store: str
) -> None:
    site = new_site("main", "second", store=store)
    assert site.run("migrate", "main", "--execute").code == 0
    forks.kill_at(site, "after register_number:done", name="second")
    assert "99.0.0" in site.run("--version", environ=upgraded).out

    ended = site.run("resume", "second", environ=upgraded)
    assert_moved(site, ended, name="second")
    assert "walked by 99.0.0" in ended.out
    ended = site.run("approve", "main", environ=upgraded)
    assert_moved(site, ended)
    assert "walked by 99.0.0" in ended.out


def test_an_upgrade_during_a_step_before_register_goes_on_with_that_step(
    new_site: OpenSite, forks: Forks, upgraded: dict[str, str]
) -> None:
    site = new_site()
    forks.kill_at(site, "after register_number:intended")
    assert_moved(site, site.run(*MIGRATE, environ=upgraded))
