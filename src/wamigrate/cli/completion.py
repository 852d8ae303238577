"""`wamigrate completion`: the script that makes the shell complete commands and number names."""

from __future__ import annotations

import rich_click as click
from click.shell_completion import get_completion_class

from wamigrate.errors import UsageError

__all__ = ["completion"]


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> int:
    """Print the completion script for SHELL.

    Example: wamigrate completion bash > ~/.local/share/bash-completion/completions/wamigrate
    """
    from wamigrate.cli.main import cli

    found = get_completion_class(shell)
    if found is None:
        raise UsageError(f"There is no completion for {shell}.")
    click.echo(found(cli, {}, "wamigrate", "_WAMIGRATE_COMPLETE").source())
    return 0
