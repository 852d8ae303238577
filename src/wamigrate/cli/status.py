"""`wamigrate status`: where each number is."""

from __future__ import annotations

import time

import rich_click as click
from sqlalchemy import Connection

from wamigrate.cli.common import as_json, opened, settings_of
from wamigrate.core.payload import JsonObject
from wamigrate.migration.status import status_of
from wamigrate.store.runner_lock import runner_lives

__all__ = ["status"]


@click.command()
@click.argument("number", required=False)
@click.option("--json", "json_", is_flag=True, help="Print one JSON document.")
@click.pass_context
def status(ctx: click.Context, number: str | None, json_: bool) -> int:
    """Say for NUMBER, or for all numbers, the state, since when, what it waits for, and what to type next.

    Example: wamigrate status --json
    """
    settings = settings_of(ctx)
    chosen = [settings.find(number)] if number else settings.number
    now = time.time()

    with opened(settings) as store:
        runner = runner_lives(store.db)

        def read(conn: Connection) -> list[JsonObject]:
            limit = settings.timing.alert_after
            return [status_of(conn, n, now, runner=runner, alert_after=limit) for n in chosen]

        found = store.db.read_now(read)
    if json_:
        as_json({"numbers": found})
        return 0
    for entry in found:
        _show(entry)
    return 0


def _show(entry: JsonObject) -> None:
    click.echo(
        f"{click.style(entry['name'], bold=True)}: {entry['phase']}, {entry['state']} ({entry['meaning']})"
    )
    if entry["alert"]:
        alert = click.style("  ALERT       ", fg="red", bold=True)
        click.echo(f"{alert} {entry['alert']['told']}, since {entry['alert']['since']}")
    if entry["step"]:
        click.echo(f"  step         {entry['step']}, since {entry['since']}")
    if entry["behind_bridge_since"]:
        click.echo(f"  bridge       in front since {entry['behind_bridge_since']}")
    if entry["waiting_for"]:
        click.echo(f"  waiting for  {entry['waiting_for']}")
    if entry["attempts"]:
        click.echo(f"  register     {entry['attempts']} of 3 calls used in 72 hours")
    if entry["next"]:
        click.echo(f"  next         {entry['next']}")
