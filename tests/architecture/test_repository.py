"""What must not stand in any file of this repository."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.modules import ROOT

TOP = ("src", "tests", "docs", "examples", "benchmarks", ".ci")
TEXT = {".py", ".md", ".toml", ".jinja", ".css", ".sql", ".html", ".json", ".txt", ".yml", ".lock", ""}
NOTES = "|".join(("spikes", "design", "style", "stack", "failures", "translation"))
ELSEWHERE = re.compile(rf"\.\./sha{'red'}|/wo{'rk'}/|\b(?:{NOTES})\.md\b")
"""Notes that lie outside: this repository must be understood without them."""
PATCHED = re.compile(
    r"unittest\.mo" + r"ck|monkey" + r"patch\.setattr|mark\.sk" + r"ip|mark\.xf" + "ail|importor" + "skip"
)
LEFT_OVER = re.compile(r"\b(?:FIX" + r"ME|TO" + r"DO|XX" + r"X)\b|breakpoint" + r"\(\)")


def text_files() -> Iterator[Path]:
    """The files that people write; what tools make is left out."""
    for top in TOP:
        for path in sorted((ROOT / top).rglob("*")):
            if path.is_file() and path.suffix in TEXT and "__pycache__" not in path.parts:
                yield path
    # In a second work tree `.git` is a file that says where the first one lies.
    beside = (path for path in sorted(ROOT.iterdir()) if path.is_file() and path.name != ".git")
    yield from (path for path in beside if path.suffix in TEXT)


RULES = {ROOT / "tests" / "docs" / "test_pages.py"}
"""Files that name what they forbid."""


def places(pattern: re.Pattern[str], files: Iterator[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in files
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line)
    ]


def test_nothing_points_to_notes_outside_of_the_repository() -> None:
    assert places(ELSEWHERE, (path for path in text_files() if path not in RULES)) == []


def test_nothing_is_left_to_be_done_later() -> None:
    assert places(LEFT_OVER, text_files()) == []


def test_no_test_patches_or_skips() -> None:
    tests = (path for path in text_files() if (ROOT / "tests") in path.parents)
    assert places(PATCHED, tests) == []


def test_the_lock_names_no_address_and_hashes_everything() -> None:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    assert [line for line in lines if "://" in line] == []
    options = [line for line in lines if line.lstrip().startswith("-")]
    assert [line for line in options if not line.lstrip().startswith("--hash=sha256:")] == []
    requirements = [line for line in lines if line[:1].isalnum()]
    assert requirements
    assert [line for line in requirements if "==" not in line or not line.endswith("\\")] == []


@pytest.mark.parametrize("variable", ["PIP_INDEX_URL", "UV_INDEX", "--index-url", "--extra-index-url"])
def test_setting_up_names_no_registry(variable: str) -> None:
    made = [ROOT / "Makefile", ROOT / "pyproject.toml", ROOT / ".ci" / "run"]
    assert [path.name for path in made if variable in path.read_text()] == []
