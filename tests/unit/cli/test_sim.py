"""`wamigrate sim` before it serves: its example worlds."""

from __future__ import annotations

import pytest

from wamigrate.cli.main import main
from wamigrate.sim.examples import EXAMPLES, example


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_world_is_printed_as_it_is(capsys: pytest.CaptureFixture[str], name: str) -> None:
    code = main(["sim", "--show-example", name])
    assert (code, capsys.readouterr().out) == (0, example(name))


def test_the_help_names_every_example(capsys: pytest.CaptureFixture[str]) -> None:
    main(["sim", "--help"])
    shown = capsys.readouterr().out
    assert [name for name in EXAMPLES if name not in shown] == []


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["--world", "example:moon"], "There is no example world 'moon'"),
        (["--world", "no-such-file.toml"], "cannot be read"),
        (["--show-example", "moon"], "moon"),
    ],
)
def test_a_world_that_is_not_there_is_wrong_use(
    capsys: pytest.CaptureFixture[str], words: list[str], text: str
) -> None:
    assert main(["sim", *words]) == 2
    assert text in capsys.readouterr().err
