"""`wamigrate init`: a wamigrate.toml to start from."""

from __future__ import annotations

import os
from pathlib import Path

import rich_click as click

from wamigrate.cli.common import say
from wamigrate.config_docs import commented_file
from wamigrate.errors import UsageError

__all__ = ["init"]


@click.command()
@click.option("--force", is_flag=True, help="Replace a file that is there already.")
@click.pass_context
def init(ctx: click.Context, force: bool) -> int:
    """Write a commented wamigrate.toml with every key.

    Example: wamigrate init
    """
    path: Path = ctx.find_root().obj
    flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if force else os.O_EXCL)
    try:
        with os.fdopen(os.open(path, flags, 0o600), "w") as file:
            file.write(commented_file())
    except FileExistsError:
        raise UsageError(f"{path} is there already.", hint="--force replaces it.") from None
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}.", hint="Choose another place with --config."
        ) from error
    say(f"Written: {path}")
    say("Fill in the number's name, phone_number_id, waba_id and token. Next: wamigrate check NAME")
    return 0
