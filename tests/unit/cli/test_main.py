"""The list of commands, and how a command's end becomes lines and an exit code."""

from __future__ import annotations

import inspect

import pytest
import rich_click as click

from wamigrate import __version__
from wamigrate.cli.main import COMMANDS, cli, load, main, show_error
from wamigrate.errors import OutcomeUnknown, UsageError, WamigrateError


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    shown = capsys.readouterr()
    return code, shown.out, shown.err


@pytest.mark.parametrize("name", COMMANDS)
def test_each_listed_command_is_there_and_says_what_it_does(name: str) -> None:
    command = load(name)
    text = inspect.getdoc(command.callback) or ""
    assert command.name == name
    assert text.split("\n")[0].endswith(".")
    assert f"\nExample: wamigrate {name}" in text
    assert COMMANDS[name].help.endswith(".")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_each_command_shows_its_example(capsys: pytest.CaptureFixture[str], name: str) -> None:
    code, out, err = run(capsys, name, "--help")
    assert (code, err) == (0, "")
    assert f"Example: wamigrate {name}" in out


@pytest.mark.parametrize("name", COMMANDS)
def test_each_option_is_explained(name: str) -> None:
    options = [p for p in load(name).params if isinstance(p, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_the_version_is_printed_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--version") == (0, f"wamigrate, version {__version__}\n", "")


def test_a_missing_configuration_is_an_error_with_a_hint(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "--config", "/nowhere/wamigrate.toml", "status")
    assert (code, out) == (2, "")
    assert err == "error: There is no /nowhere/wamigrate.toml.\nhint:  Write one with: wamigrate init\n"


@pytest.mark.parametrize(
    ("words", "named", "meant"),
    [
        (["stauts"], "'stauts'", "'status'"),
        (["status", "--jsn"], "--jsn", "--json"),
        (["plan"], "NUMBER", "wamigrate plan --help"),
        (["completion", "tcsh"], "'tcsh'", "'bash'"),
        (["sim", "--onprem-port", "x"], "--onprem-port", "wamigrate sim --help"),
    ],
)
def test_wrong_use_is_one_line_with_what_was_meant(
    capsys: pytest.CaptureFixture[str], words: list[str], named: str, meant: str
) -> None:
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    error, hint = err.splitlines()
    assert error.startswith("error: ")
    assert hint.startswith("hint:  ")
    assert named in error
    assert meant in err


@pytest.mark.parametrize(
    ("raised", "shown"),
    [
        (UsageError("No.", hint="Yes."), "error: No.\nhint:  Yes.\n"),
        (OutcomeUnknown("Who knows.", hint=None), "error: Who knows.\n"),
    ],
)
def test_an_error_is_shown_as_one_line_and_a_hint(
    capsys: pytest.CaptureFixture[str], raised: WamigrateError, shown: str
) -> None:
    show_error(raised)
    assert capsys.readouterr() == ("", shown)


def test_the_group_lists_commands_without_loading_them() -> None:
    assert cli.list_commands(click.Context(cli)) == list(COMMANDS)
