"""The generated pages are current, and a stale one is noticed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.console import ROOT
from tests.docs.pages import REFERENCE
from wamigrate.cli.main import COMMANDS, cli, load
from wamigrate.docs.__main__ import main
from wamigrate.docs.commands import option_names
from wamigrate.docs.reference import PAGES, stale_pages, write_pages


def test_the_pages_in_the_repository_are_current() -> None:
    assert stale_pages(REFERENCE) == {}


def test_another_process_with_another_hash_seed_writes_the_same() -> None:
    command = [sys.executable, "-m", "wamigrate.docs", "--check"]

    checked = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "7"}, check=False)

    assert checked.returncode == 0


def test_written_pages_are_current(tmp_path: Path) -> None:
    assert main(["--folder", str(tmp_path / "pages")]) == 0
    assert main(["--folder", str(tmp_path / "pages"), "--check"]) == 0


def test_a_stale_a_missing_and_a_strange_page_are_named_with_the_command_that_renews(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_pages(tmp_path)
    (tmp_path / "steps.md").write_text("# Steps\n\nAs they were once.\n")
    (tmp_path / "states.md").unlink()
    (tmp_path / "notes.md").write_text("# Notes\n")

    assert main(["--folder", str(tmp_path), "--check"]) == 1

    assert capsys.readouterr().err.splitlines() == [
        f"{tmp_path / 'steps.md'} is stale",
        f"{tmp_path / 'states.md'} is missing",
        f"{tmp_path / 'notes.md'} is not a page of the reference",
        "hint:  renew with: python -m wamigrate.docs",
    ]


def test_checking_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "steps.md").write_text("old")

    main(["--folder", str(tmp_path), "--check"])

    assert [(tmp_path / "steps.md").read_text(), len([*tmp_path.iterdir()])] == ["old", 1]


def test_current_pages_are_not_written_again(tmp_path: Path) -> None:
    written = write_pages(tmp_path)
    for page in written:
        os.utime(page, (1, 1))

    write_pages(tmp_path)

    assert {page.stat().st_mtime for page in written} == {1}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_with_all_its_options(name: str) -> None:
    section = PAGES["commands.md"]().partition(f"\n## wamigrate {name}\n")[2].partition("\n## ")[0]

    assert section
    assert [option for option in option_names(load(name)) if f"`{option}`" not in section] == []


def test_the_options_of_every_command_are_documented() -> None:
    page = PAGES["commands.md"]()

    assert [option for option in option_names(cli) if f"`{option}`" not in page] == []
