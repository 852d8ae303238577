"""The page of the commands, read from the click objects."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import rich_click as click

from wamigrate.cli.main import COMMANDS, cli, load
from wamigrate.docs import markdown
from wamigrate.docs.markdown import code, table

__all__ = ["option_names", "page"]

INTRO = """\
`wamigrate --help` lists the commands, `wamigrate COMMAND --help` explains one. NUMBER is the name of a
`[[number]]` table in [wamigrate.toml](configuration.md). Every command ends by naming the next one to type.
The [exit codes](exit-codes.md) are the same for all."""


def page() -> str:
    return markdown.page(
        "Commands",
        INTRO,
        table(["Command", "What it does"], ([_link(name), listed.help] for name, listed in COMMANDS.items())),
        "## Options of every command",
        "They stand before the command: `wamigrate --config other.toml status`.",
        _options(cli),
        *(_section(name, command) for name, command in _all_commands()),
    )


def _link(name: str) -> str:
    return f"[{name}](#wamigrate-{name})"


def _all_commands() -> Iterator[tuple[str, click.Command]]:
    """Every command, and those below it."""
    for name in COMMANDS:
        yield from _with_children(name, load(name))


def _with_children(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for child, below in command.commands.items():
            yield from _with_children(f"{name} {child}", below)


def _section(name: str, command: click.Command) -> str:
    text, example = _help(command)
    lines = [f"## wamigrate {name}", f"    {_usage(name, command)}", text, _options(command)]
    if example:
        lines.append(f"    {example}")
    return "\n\n".join(line for line in lines if line)


def _usage(name: str, command: click.Command) -> str:
    ctx = click.Context(command, info_name=f"wamigrate {name}")
    return " ".join([f"wamigrate {name}", *command.collect_usage_pieces(ctx)])


def _help(command: click.Command) -> tuple[str, str]:
    """The help text without its example, and the example."""
    text, _, example = inspect.cleandoc(command.help or "").partition("Example: ")
    return text.strip(), example.strip()


def _options(command: click.Command) -> str:
    rows = [_row(command, option) for option in _shown(command)]
    return table(["Option", "Meaning", "Default"], rows) if rows else ""


def _shown(command: click.Command) -> Iterator[click.Option]:
    return (p for p in command.params if isinstance(p, click.Option) and not p.hidden)


def option_names(command: click.Command) -> list[str]:
    """Every spelling of every option."""
    return [name for option in _shown(command) for name in (*option.opts, *option.secondary_opts)]


def _row(command: click.Command, option: click.Option) -> list[str]:
    names = ", ".join(code(name) for name in sorted(option.opts, key=len, reverse=True))
    value = "" if option.is_flag else f" {_value(command, option)}"
    return [f"{names}{value}", _meaning(option), _default(option)]


def _value(command: click.Command, option: click.Option) -> str:
    if isinstance(option.type, click.Choice):
        return " or ".join(code(choice) for choice in option.type.choices)
    if isinstance(option.type, click.IntRange):
        return "PORT" if "port" in (option.name or "") else "N"
    return option.make_metavar(click.Context(command))


def _meaning(option: click.Option) -> str:
    variable = f" Also from {code(option.envvar)}." if option.envvar else ""
    return f"{option.help or ''}{variable}"


def _default(option: click.Option) -> str:
    known = isinstance(option.default, str | int | Path) and not option.is_flag
    return code(option.default) if known else ""
