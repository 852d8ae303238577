"""`wamigrate plan`: what would happen, and what is in the way."""

from __future__ import annotations

import rich_click as click

from wamigrate.cli.common import as_json, number_argument, opened, run_async, settings_of
from wamigrate.cli.show import show_plan
from wamigrate.config import Number, Settings
from wamigrate.core.clock import SystemClock
from wamigrate.migration.plan import Plan, make_plan
from wamigrate.migration.workbench import clients_of
from wamigrate.store.opening import Store

__all__ = ["plan", "read_plan"]


@click.command()
@number_argument()
@click.option("--accept-findings", is_flag=True, help="Known findings in the traffic do not block.")
@click.option("--json", "json_", is_flag=True, help="Print one JSON document.")
@click.pass_context
def plan(ctx: click.Context, number: str, accept_findings: bool, json_: bool) -> int:
    """Show which path applies to NUMBER, its steps, and what blocks. Acts on nothing.

    Exit code 1 if anything blocks.

    Example: wamigrate plan main
    """
    settings = settings_of(ctx)
    chosen = settings.find(number)
    with opened(settings) as store:
        found = run_async(read_plan(chosen, settings, store, accept_findings=accept_findings))
    if json_:
        as_json(found.as_json())
    else:
        show_plan(found)
    return int(bool(found.blockers))


async def read_plan(
    number: Number, settings: Settings, store: Store, *, accept_findings: bool = False
) -> Plan:
    """The plan with clients of its own."""
    clock = SystemClock()
    async with clients_of(number, settings, clock) as clients:
        return await make_plan(
            number, settings, store=store, clients=clients, clock=clock, accept_findings=accept_findings
        )
