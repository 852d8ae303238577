"""From a number to what its checks are given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from wamigrate.clients.cloud import CloudClient
from wamigrate.clients.onprem import OnPremClient
from wamigrate.clients.transport import Transport
from wamigrate.config import Answer, Number, Settings
from wamigrate.core.clock import Clock
from wamigrate.migration.answers import settle
from wamigrate.migration.check import CheckContext
from wamigrate.store import answers, guard, journal, routes

if TYPE_CHECKING:
    from wamigrate.migration.context import Context

__all__ = ["answers_of", "check_context", "prepare_checks", "stored_answers"]


def stored_answers(conn: Connection, number: Number) -> dict[str, Answer]:
    """What the operator has said: wamigrate.toml before what was asked and kept."""
    return {**answers.of(conn, number.phone_number_id), **number.answers}


async def answers_of(ctx: Context) -> Mapping[str, Answer]:
    """The operator's answers, each in its one spelling."""
    return settle(await ctx.run(lambda conn: stored_answers(conn, ctx.number)))


async def check_context(ctx: Context, *, final: bool = False) -> CheckContext:
    """What the checks of a running migration are given."""
    return await ctx.run(
        lambda conn: prepare_checks(
            conn,
            number=ctx.number,
            settings=ctx.settings,
            cloud=ctx.cloud,
            onprem=ctx.onprem,
            transport=ctx.transport,
            clock=ctx.clock,
            path=ctx.migration.path,
            final=final,
            accept_findings=bool(ctx.migration.options.get("accept_findings")),
        )
    )


def prepare_checks(
    conn: Connection,
    *,
    number: Number,
    settings: Settings,
    cloud: CloudClient,
    onprem: OnPremClient | None,
    transport: Transport | None,
    clock: Clock,
    path: str,
    final: bool = False,
    write: bool = False,
    accept_findings: bool = False,
) -> CheckContext:
    """Everything the checks need from our own database, beside the clients."""
    now = clock.now().timestamp()
    return CheckContext(
        number=number,
        settings=settings,
        cloud=cloud,
        onprem=onprem,
        answers=stored_answers(conn, number),
        path=path,
        clock=clock,
        attempts=journal.attempts_since(conn, number.phone_number_id, now - guard.ATTEMPT_WINDOW),
        final=final,
        write=write,
        accept_findings=accept_findings,
        bridge_serves=routes.get(conn, number.phone_number_id, now).bridged,
        transport=transport,
    )
