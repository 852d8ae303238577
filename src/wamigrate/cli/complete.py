"""`wamigrate complete`: the last word on a migration."""

from __future__ import annotations

import sys
import time

import rich_click as click

from wamigrate.cli.common import as_json, number_argument, opened, run_async, say, settings_of
from wamigrate.cli.walking import json_option
from wamigrate.migration import operator
from wamigrate.store import journal
from wamigrate.store.migrations import Migration
from wamigrate.store.opening import Store

__all__ = ["complete"]


@click.command()
@number_argument()
@json_option
@click.pass_context
def complete(ctx: click.Context, number: str, json_: bool) -> int:
    """Close the finished migration of NUMBER: hand over a generated PIN, once, and destroy its secrets.

    Example: wamigrate complete main
    """
    settings = settings_of(ctx)
    chosen = settings.find(number)
    with opened(settings) as store:
        found = store.db.read_now(lambda conn: operator.require(conn, chosen))
        pin = run_async(_generated_pin(store, found))
        store.db.read_now(lambda conn: operator.require_ended(conn, found))
        document = {"name": number, "pin": pin, "migration": found.id}
        if json_:
            as_json(document)
        elif pin is not None:
            click.echo(f"PIN of {number}: {pin}")
            say("Keep it: it is shown this once, and every later registration needs it.")
        sys.stdout.flush()
        store.db.run_now(lambda conn: operator.close(conn, found, at=time.time()))
        run_async(store.secrets.destroy(found.id))
    if not json_:
        click.echo(f"{number}: completed. Its backup metadata and other secrets are destroyed.")
    return 0


async def _generated_pin(store: Store, migration: Migration) -> str | None:
    """The PIN in clear if we made it and it was used; it is about to be handed over."""
    entries = await store.db.read(lambda conn: journal.entries(conn, migration.id))
    outputs = [e.data for e in entries if e.step == "settle_two_step" and e.kind is journal.Kind.DONE]
    if not outputs or outputs[-1].get("pin") != "generated":
        return None
    pin = await store.secrets.get(migration.id, "pin")
    return pin.reveal() if pin else None
