"""A new version of the package goes on with what the old one began."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import wamigrate
from tests.crash.conftest import OpenSite
from tests.crash.outcomes import MIGRATE, assert_moved
from tests.crash.runners import Killer

WORKFLOW = "    global _walking\n"
CHANGE = '    # Changed in 99.0.0.\n    print("walked by 99.0.0", flush=True)\n'


@pytest.fixture
def upgraded(tmp_path: Path) -> dict[str, str]:
    """The environment of a shell in which a later version is installed, with another workflow function."""
    package = tmp_path / "upgraded" / "wamigrate"
    shutil.copytree(Path(wamigrate.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    version, engine = package / "__init__.py", package / "engine.py"
    version.write_text(version.read_text().replace(wamigrate.__version__, "99.0.0"))
    assert engine.read_text().count(WORKFLOW) == 1
    engine.write_text(engine.read_text().replace(WORKFLOW, WORKFLOW + CHANGE))
    return {"PYTHONPATH": str(package.parent)}


@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
def test_an_upgrade_strands_neither_what_waits_at_the_gate_nor_what_was_killed_after_register(
    new_site: OpenSite, killer: Killer, upgraded: dict[str, str], store: str
) -> None:
    site = new_site("main", "second", store=store)
    assert site.run("migrate", "main", "--execute").code == 0
    killer.kill_at(site, "after register_number:done", name="second")
    assert "99.0.0" in site.run("--version", environ=upgraded).out

    ended = site.run("resume", "second", environ=upgraded)
    assert_moved(site, ended, name="second")
    assert "walked by 99.0.0" in ended.out
    ended = site.run("approve", "main", environ=upgraded)
    assert_moved(site, ended)
    assert "walked by 99.0.0" in ended.out


def test_an_upgrade_during_a_step_before_register_goes_on_with_that_step(
    new_site: OpenSite, killer: Killer, upgraded: dict[str, str]
) -> None:
    site = new_site()
    killer.kill_at(site, "after register_number:intended")
    assert_moved(site, site.run(*MIGRATE, environ=upgraded))
