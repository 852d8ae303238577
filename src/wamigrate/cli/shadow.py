"""`wamigrate shadow`: what Cloud API would have said of the messages that go to On-Premises now."""

from __future__ import annotations

import rich_click as click
from sqlalchemy import Connection

from wamigrate.cli.common import as_json, number_argument, opened, say, settings_of
from wamigrate.core.clock import iso
from wamigrate.core.payload import JsonObject
from wamigrate.store import bridge_shadow
from wamigrate.store.bridge_shadow import Counted, Seen

__all__ = ["shadow"]

LEVELS = ("refused", "changed", bridge_shadow.REPAIRED)
"""The worst first."""


@click.command()
@number_argument()
@click.option("--json", "json_output", is_flag=True, help="One JSON document on standard output.")
@click.pass_context
def shadow(ctx: click.Context, number: str, json_output: bool) -> int:
    """Show what Cloud API would have refused or changed so far, since when, and who sends it.

    `repaired` is what the bridge puts right by itself. `refused` will be an error for the application,
    `changed` arrives in another way than it did. Exit code 1 if there is any of these two.

    Example: wamigrate shadow main
    """
    settings = settings_of(ctx)
    place = settings.find(number).phone_number_id

    def look(conn: Connection) -> tuple[Seen | None, list[Counted]]:
        return bridge_shadow.seen(conn, place), bridge_shadow.counted(conn, place)

    with opened(settings) as store:
        seen, found = store.db.read_now(look)
    if json_output:
        as_json(_document(number, seen, found))
    else:
        _show(number, seen, found)
    return 1 if any(one.level != bridge_shadow.REPAIRED for one in found) else 0


def _document(number: str, seen: Seen | None, found: list[Counted]) -> JsonObject:
    return {
        "number": number,
        "sends": seen.sends if seen else 0,
        "looked_at": seen.looked_at if seen else 0,
        "share": round(seen.share, 4) if seen else None,
        "since": iso(seen.since) if seen else None,
        "findings": [
            {
                "difference": one.difference,
                "level": one.level,
                "application": one.application,
                "count": one.count,
                "first": iso(one.first_at),
                "last": iso(one.last_at),
                "example": one.example,
            }
            for one in found
        ],
    }


def _looked_at(seen: Seen) -> str:
    if seen.looked_at == seen.sends:
        return "all of them looked at"
    return f"{seen.looked_at} of them ({seen.share:.1%}) looked at: what is counted below is of those"


def _show(number: str, seen: Seen | None, found: list[Counted]) -> None:
    if seen is None:
        say(f"{number}: no message has passed the bridge yet")
        say(f"next: point an application at it, see: wamigrate bridge user list {number}")
        return
    click.echo(f"{number}: {seen.sends} messages since {iso(seen.since)}, {_looked_at(seen)}")
    for one in sorted(found, key=lambda one: LEVELS.index(one.level)):
        click.echo(f"  {one.level:8} {one.difference:24} {one.count:>8}  {one.application}")
        click.echo(f"  {'':8} {one.example}")
        click.echo(f"  {'':8} since {iso(one.first_at)}, last {iso(one.last_at)}")
    if not found:
        click.echo("  nothing that Cloud API would refuse or change")
    else:
        say(f"next: wamigrate differences {found[0].difference}")
