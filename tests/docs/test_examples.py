"""The example projects work as they stand."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.docs.console import ROOT

PROJECTS = sorted(p.parent for p in (ROOT / "examples").glob("*/conftest.py"))


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_the_tests_of_an_example_pass(project: object) -> None:
    command = [sys.executable, "-m", "pytest", "-n", "0", "--rootdir", str(project), "-c", os.devnull, "-q"]
    env = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}", "PYTHONDONTWRITEBYTECODE": "1"}
    found = subprocess.run(
        [*command, "-p", "no:cacheprovider"],
        cwd=str(project),
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr
    assert " passed" in found.stdout


def test_there_is_an_example() -> None:
    assert [p.name for p in PROJECTS] == ["test-your-bot"]
