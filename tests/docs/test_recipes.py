"""The recipes of CONTRIBUTING, followed as far as they give code and places."""

from __future__ import annotations

import contextlib
import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from tests.docs.console import ROOT
from tests.docs.pages import blocks_of
from wamigrate.docs.markdown import sections_of
from wamigrate.docs.steps import SECTIONS
from wamigrate.migration.check import Check, all_checks, ordered
from wamigrate.migration.step import Step

CONTRIBUTING = ROOT / "CONTRIBUTING.md"
NEW = ("opening_hours", "freeze_profile", "shouted_text")


def test_the_check_of_the_recipe_is_accepted_beside_all_others(tmp_path: Path) -> None:
    with _module(tmp_path, "opening_hours") as module:
        check = module.check

        assert isinstance(check, Check)
        assert check.name == "opening-hours"
        assert check in ordered([*all_checks(), check])


def test_the_step_of_the_recipe_has_a_name_a_title_and_its_sections(tmp_path: Path) -> None:
    with _module(tmp_path, "freeze_profile") as module:
        step = module.step

        assert isinstance(step, Step)
        assert [step.name, step.title] == ["freeze_profile", "Note what the profile is right before the move"]
        assert list(sections_of(step.doc, SECTIONS)) == list(SECTIONS)


def test_the_folders_and_files_that_the_recipes_name_are_there() -> None:
    text = CONTRIBUTING.read_text().partition("## Recipe: add a difference")[2]
    named = re.findall(r"`((?:src|tests|migration)/[\w/.]+)`", text)
    places = [ROOT / (f"src/wamigrate/{name}" if name.startswith("migration/") else name) for name in named]

    missing = [p for p in places if not p.exists() and not any(name in p.name for name in NEW)]

    assert len(places) > 5
    assert missing == []
    assert [place for place in places if not place.parent.is_dir()] == []


@contextlib.contextmanager
def _module(folder: Path, name: str) -> Iterator[ModuleType]:
    """The recipe's code, imported as the module that the recipe calls for."""
    block = next(b for b in blocks_of(CONTRIBUTING, "python") if _calls_for(b) == name)
    (folder / f"{name}.py").write_text(block)
    found = importlib.util.spec_from_file_location(f"recipes.{name}", folder / f"{name}.py")
    assert found is not None
    assert found.loader is not None
    module = sys.modules[found.name] = importlib.util.module_from_spec(found)
    try:
        found.loader.exec_module(module)
        yield module
    finally:
        del sys.modules[found.name]


def _calls_for(block: str) -> str:
    kinds = {"Check(": "opening_hours", "Step(": "freeze_profile", "Difference(": "shouted_text"}
    return next((name for word, name in kinds.items() if word in block), "")
