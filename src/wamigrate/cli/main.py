"""`wamigrate`: a list of commands, each loaded only when it is called."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import rich_click as click
from click.exceptions import Abort, Exit

from wamigrate import __version__
from wamigrate.errors import WamigrateError

__all__ = ["COMMANDS", "cli", "load", "main", "run"]


class Listed(NamedTuple):
    """A command without its module: what `--help` shows."""

    module: str
    help: str


COMMANDS: dict[str, Listed] = {
    "init": Listed("init", "Write a commented wamigrate.toml."),
    "check": Listed("check", "Look whether a number is ready to move."),
    "plan": Listed("plan", "Show path, steps and blockers; act on nothing."),
    "migrate": Listed("migrate", "Move a number: start, attach to it, or resume."),
    "status": Listed("status", "Say where each number is and what it waits for."),
    "approve": Listed("migrate", "Say yes at the gate."),
    "cancel": Listed("migrate", "Stop before the point of no return."),
    "resume": Listed("migrate", "Go on after a stop or a crash."),
    "recover": Listed("recover", "Find the way out when a number is down or has no deployment."),
    "complete": Listed("complete", "Close a finished migration and hand over its PIN."),
    "report": Listed("report", "Write what happened, as HTML, JSON or Markdown."),
    "worker": Listed("worker", "Walk the migrations that others start."),
    "demo": Listed("demo", "Move a number on the simulators, start to end."),
    "sim": Listed("sim", "Run both APIs and the network between them, offline."),
    "completion": Listed("completion", "Print the completion script for your shell."),
}


class _Commands(click.RichGroup):
    """Lists commands without importing them; imports the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        listed = COMMANDS.get(cmd_name)
        return click.RichCommand(name=cmd_name, help=listed.help) if listed else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] in COMMANDS:
            return args[0], load(args[0]), args[1:]
        return super().resolve_command(ctx, args)


def load(name: str) -> click.Command:
    """The command itself."""
    module = importlib.import_module(f"wamigrate.cli.{COMMANDS[name].module}")
    command: click.Command = getattr(module, name)
    return command


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(__version__, prog_name="wamigrate")
@click.option(
    "--config",
    "-c",
    type=click.Path(path_type=Path),
    default=Path("wamigrate.toml"),
    envvar="WAMIGRATE_CONFIG",
    show_default=True,
    help="The configuration file.",
)
@click.option("--debug", is_flag=True, help="Log every step and call to standard error (never secrets).")
@click.pass_context
def cli(ctx: click.Context, config: Path, debug: bool) -> None:
    """Move WhatsApp Business phone numbers from the On-Premises API to Cloud API.

    Start with `wamigrate demo`, then `wamigrate init`.
    """
    ctx.obj = config
    if debug:
        logging.basicConfig(
            stream=sys.stderr, level=logging.DEBUG, format="%(asctime)s %(levelname)s %(name)s %(message)s"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; every expected error is one line, a hint, and an exit code."""
    try:
        result = cli.main(args=arguments, prog_name="wamigrate", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except Exit as error:
        return error.exit_code
    except WamigrateError as error:
        show_error(error)
        return error.exit_code
    except (KeyboardInterrupt, Abort):
        click.echo("interrupted; nothing is lost: the same command, or `wamigrate resume`, goes on", err=True)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return result if isinstance(result, int) else 0


def show_error(error: WamigrateError) -> None:
    """One line, and what to do next."""
    click.echo(f"error: {error.message}", err=True)
    if error.hint:
        click.echo(f"hint:  {error.hint}", err=True)


def run() -> None:
    """The console script."""
    sys.exit(main())
