"""The tutorial is typed command by command, against real simulators on free ports."""

from __future__ import annotations

from pathlib import Path

from tests.docs.console import ROOT, SIMULATOR_ON_FREE_PORTS, commands_of, differences, type_in

TUTORIAL = ROOT / "docs" / "tutorial" / "one-migration.md"


def test_the_tutorial_shows_what_really_happens(tmp_path: Path) -> None:
    commands = commands_of(TUTORIAL.read_text())

    type_in(commands, ROOT, home=tmp_path, prelude=SIMULATOR_ON_FREE_PORTS)

    wrong = [found for command in commands if (found := differences(command))]
    assert not wrong, "\n\n".join(wrong)
