"""`wamigrate check`: is this number ready?"""

from __future__ import annotations

import rich_click as click

from wamigrate.cli.ask import ask_open_questions
from wamigrate.cli.common import as_json, number_argument, opened, run_async, settings_of
from wamigrate.cli.show import show_checks
from wamigrate.config import Number, Settings
from wamigrate.core.clock import SystemClock
from wamigrate.migration.check import Result, run_checks
from wamigrate.migration.plan import find_path
from wamigrate.migration.readiness import prepare_checks
from wamigrate.migration.workbench import clients_of
from wamigrate.store.opening import Store

__all__ = ["check"]


@click.command()
@number_argument()
@click.option("--only", multiple=True, metavar="N", help="Run only this check (name or id); may be repeated.")
@click.option("--skip", multiple=True, metavar="N", help="Leave this check out; may be repeated.")
@click.option(
    "--write", is_flag=True, help="Allow checks that act: set the PIN as it is, take a trial backup."
)
@click.option("--accept-findings", is_flag=True, help="Known findings in the traffic do not block.")
@click.option("--json", "json_", is_flag=True, help="Print one JSON document.")
@click.pass_context
def check(
    ctx: click.Context,
    number: str,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    write: bool,
    accept_findings: bool,
    json_: bool,
) -> int:
    """Look whether NUMBER is ready to move. Reads only, unless --write is given.

    Exit code 1 if anything blocks.

    Example: wamigrate check main --only pin --only gateway
    """
    settings = settings_of(ctx)
    chosen = settings.find(number)
    with opened(settings) as store:
        if not json_:
            ask_open_questions(store, chosen)
        results = run_async(
            _run(chosen, settings, store, only=only, skip=skip, write=write, accept_findings=accept_findings)
        )
    blocked = any(r.blocks for r in results)
    following = f"wamigrate check {number}" if blocked else f"wamigrate plan {number}"
    if json_:
        as_json(
            {
                "name": number,
                "ready": not blocked,
                "checks": [
                    {
                        "id": r.id,
                        "check": r.check,
                        "title": r.title,
                        "level": r.verdict.level.value,
                        "seen": r.verdict.seen,
                        "todo": r.verdict.todo,
                    }
                    for r in results
                ],
                "next": following,
            }
        )
    else:
        show_checks(results)
        click.echo(f"Next: {following}")
    return int(blocked)


async def _run(
    number: Number,
    settings: Settings,
    store: Store,
    *,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    write: bool,
    accept_findings: bool,
) -> list[Result]:
    clock = SystemClock()
    async with clients_of(number, settings, clock) as clients:
        path = (await find_path(number, clients)).letter
        ctx = await prepare_checks(
            store.db,
            number,
            settings,
            clients,
            clock=clock,
            path=path,
            write=write,
            accept_findings=accept_findings,
        )
        return await run_checks(ctx, only=only, skip=skip)
