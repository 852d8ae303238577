"""What the README promises happens: its ten lines, and the demo as it is quoted."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.docs.console import (
    ROOT,
    SIMULATOR_ON_FREE_PORTS,
    Command,
    commands_of,
    differences,
    shape,
    type_in,
)

README = ROOT / "README.md"


def test_the_ten_lines_move_a_number(tmp_path: Path) -> None:
    commands = commands_of(README.read_text())
    left = [Command("wamigrate status main"), Command("ls main.html")]

    type_in([*commands, *left], ROOT, home=tmp_path, prelude=SIMULATOR_ON_FREE_PORTS)

    assert len(commands) == 10
    assert left[0].seen[0] == "main: completed, S2 (on Cloud API)"
    assert left[1].seen == ["main.html"]
    assert not [line for command in commands for line in command.seen if line.startswith(("error", "bash:"))]


def test_the_demo_says_what_the_readme_quotes(tmp_path: Path) -> None:
    quoted = re.search(r"<!-- demo -->\n```text\n(.*?)```\n<!-- /demo -->", README.read_text(), re.DOTALL)
    assert quoted is not None
    kept = {key: value for key, value in os.environ.items() if not key.startswith("WAMIGRATE")}

    demo = subprocess.run(
        [sys.executable, "-m", "wamigrate", "demo", "--report", str(tmp_path / "report.html")],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        stdin=subprocess.DEVNULL,
        env=kept,
        timeout=120,
        check=False,
    )

    assert demo.returncode == 0, demo.stdout
    assert (tmp_path / "report.html").exists()
    told = Command("wamigrate demo", ["…", *quoted[1].splitlines()], demo.stdout.splitlines())
    assert differences(told) == ""


def test_the_readme_names_limits_before_features() -> None:
    headings = re.findall(r"^## (.+)$", README.read_text(), re.MULTILINE)

    assert headings.index("Limits, first") < headings.index("What it does")


def test_lines_that_differ_only_in_numbers_times_and_places_have_one_shape() -> None:
    once = "12:07:43 register_number        done (0.32 s)"
    again = "09:00:01 register_number        done (11 s)"

    assert shape(once) == shape(again)
    assert shape("Written: /home/you/main.html") == shape("Written: /somewhere/else/main.html")
    assert shape(once) != shape("12:07:43 register_number        REFUSED (0.32 s)")
