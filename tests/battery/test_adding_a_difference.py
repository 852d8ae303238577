"""A difference in one new file is seen everywhere. It is the one that CONTRIBUTING shows."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.battery import battery
from wamigrate.differences.registry import PACKAGE, Registry
from wamigrate.docs.differences import page_of
from wamigrate.lint.linter import Linter, Options

CONTRIBUTING = Path(__file__).parents[2] / "CONTRIBUTING.md"
RECIPE = re.compile(r"## Recipe: add a difference.*?```python\n(.*?)```", re.DOTALL)
NAME = "shouted-text"


def recipe() -> str:
    """The module that CONTRIBUTING shows."""
    found = RECIPE.search(CONTRIBUTING.read_text(encoding="utf-8"))
    assert found is not None
    return re.sub(r"^   ", "", found[1], flags=re.MULTILINE)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    package = tmp_path / "house_rules"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "shouted_text.py").write_text(recipe())
    sys.path.insert(0, str(tmp_path))
    try:
        yield Registry([PACKAGE, "house_rules"])
    finally:
        sys.path.remove(str(tmp_path))
        for name in [name for name in sys.modules if name.startswith("house_rules")]:
            del sys.modules[name]


def test_the_registry_finds_it_by_its_file_s_name(registry: Registry) -> None:
    difference = registry.get(NAME)
    assert difference is not None
    assert registry.explain(difference).title
    assert NAME not in Registry()


def test_the_battery_takes_its_pairs(registry: Registry) -> None:
    own = [case for case in battery.cases(registry) if case[0].name == NAME]
    assert own
    for case in own:
        battery.translated(registry, case)
        battery.left_alone(registry, case)
        battery.round_trip(registry, case)


def test_the_linter_reports_it(registry: Registry) -> None:
    difference = registry.get(NAME)
    assert difference is not None
    raw = json.dumps(difference.pairs[0].onprem).encode()
    lines, repaired = Linter(registry, Options(fix=True)).look(raw, line=1)
    assert NAME in str(lines)
    assert repaired is not None


def test_the_page_of_differences_has_it(registry: Registry) -> None:
    assert f"### {NAME}" in page_of(registry)
