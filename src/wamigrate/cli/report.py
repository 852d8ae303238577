"""`wamigrate report`: what happened."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import rich_click as click
from sqlalchemy import Connection

from wamigrate.cli.common import number_argument, opened, say, settings_of
from wamigrate.core.payload import JsonObject
from wamigrate.errors import UsageError
from wamigrate.migration import operator
from wamigrate.migration.report import FORMATS, gather, render

__all__ = ["report"]


@click.command()
@number_argument()
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="md", show_default=True, help="How to write it."
)
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="File to write; standard output without it."
)
@click.pass_context
def report(ctx: click.Context, number: str, form: str, output: Path | None) -> int:
    """Write what happened to NUMBER so far: steps, times, the gap, what changed, every call.

    Example: wamigrate report main --format html --output main.html
    """
    settings = settings_of(ctx)
    chosen = settings.find(number)

    def read(conn: Connection) -> JsonObject:
        return gather(conn, operator.require(conn, chosen).id, chosen, now=time.time())

    with opened(settings) as store:
        text = render(store.db.read_now(read), form)
    if output is None:
        sys.stdout.write(text)
        return 0
    write_to(output, text)
    say(f"Written: {output}")
    return 0


def write_to(output: Path, text: str) -> None:
    """Write the file; UsageError where that is not possible."""
    try:
        output.write_text(text)
    except OSError as error:
        raise UsageError(
            f"{output} cannot be written: {error.strerror}.", hint="Choose another --output."
        ) from error
