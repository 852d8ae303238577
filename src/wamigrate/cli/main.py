"""`wamigrate`: a list of commands, each loaded only when it is called."""

from __future__ import annotations

import difflib
import importlib
import logging
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import rich_click as click
from click.exceptions import Abort, Exit

from wamigrate import __version__
from wamigrate.errors import UsageError, WamigrateError

__all__ = ["COMMANDS", "cli", "load", "main", "run", "show_error"]


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
    "lint": Listed("lint", "Say what Cloud API would refuse in recorded traffic; repair it."),
    "differences": Listed("differences", "Explain what differs between the two APIs."),
    "errors": Listed("errors", "Explain an error code of either API."),
    "bridge": Listed("bridge", "Answer the On-Premises API for numbers on either API."),
    "shadow": Listed("shadow", "Show what Cloud API would have refused so far."),
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
        if sys.stdout is None:
            raise UsageError("Standard output is closed.", hint="Send it to a file, or to /dev/null.")
        result = cli.main(args=arguments, prog_name="wamigrate", standalone_mode=False)
        sys.stdout.flush()
    except click.UsageError as error:
        return show_error(_as_ours(error))
    except click.ClickException as error:
        return show_error(WamigrateError(error.format_message()))
    except Exit as error:
        return error.exit_code
    except WamigrateError as error:
        return show_error(error)
    except (KeyboardInterrupt, Abort):
        click.echo("interrupted; nothing is lost: the same command, or `wamigrate resume`, goes on", err=True)
        return 130
    except BrokenPipeError:
        _drop_output()
        return 1
    except OSError as error:
        _drop_output()
        told = f"Standard output cannot be written: {error.strerror}."
        return show_error(WamigrateError(told, hint="Make room, or send it somewhere else."))
    return result if isinstance(result, int) else 0


def _as_ours(error: click.UsageError) -> UsageError:
    """Wrong words on the command line, with what was probably meant."""
    path = error.ctx.command_path if error.ctx is not None else "wamigrate"
    hint = f"See: {path} --help"
    if isinstance(error, click.NoSuchOption) and error.possibilities:
        hint = f"Did you mean {error.possibilities[0]}?"
    unknown = re.fullmatch(r"No such command '(.+)'\.?", error.message)
    close = difflib.get_close_matches(unknown[1], COMMANDS, n=1) if unknown else []
    if close:
        hint = f"Did you mean '{close[0]}'?"
    message = error.format_message().splitlines()[0]
    return UsageError(message, hint=hint)


def _drop_output() -> None:
    """What nobody takes any more must not fail once more when the interpreter ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def show_error(error: WamigrateError) -> int:
    """One line, and what to do next; the exit code."""
    click.echo(f"error: {error.message}", err=True)
    if error.hint:
        click.echo(f"hint:  {error.hint}", err=True)
    return error.exit_code


def run() -> None:
    """The console script."""
    sys.exit(main())
