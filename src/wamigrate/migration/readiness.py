"""From a number to what its checks are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection

from wamigrate.attachment import candidates
from wamigrate.config import Answer, Number, Settings
from wamigrate.core.clock import Clock
from wamigrate.migration.answers import settle
from wamigrate.migration.check import CheckContext
from wamigrate.migration.steps import attach_bridge
from wamigrate.migration.workbench import Clients
from wamigrate.store import answers, bridge_callers, bridges, guard, journal, routes
from wamigrate.store.bridges import Bridge
from wamigrate.store.database import Database

if TYPE_CHECKING:
    from wamigrate.migration.context import Context

__all__ = ["answers_of", "check_context", "prepare_checks", "stored_answers"]


class _Known(NamedTuple):
    """What our own database says of a number."""

    answers: dict[str, Answer]
    attempts: int
    bridged: bool
    served: bool
    living: Sequence[Bridge]
    unknown_callers: tuple[str, ...]


def stored_answers(conn: Connection, number: Number) -> dict[str, Answer]:
    """What the operator has said: wamigrate.toml before what was asked and kept."""
    return {**answers.of(conn, number.phone_number_id), **number.answers}


async def answers_of(ctx: Context) -> Mapping[str, Answer]:
    """The operator's answers, each in its one spelling."""
    return settle(await ctx.run(lambda conn: stored_answers(conn, ctx.number)))


async def check_context(ctx: Context, *, final: bool = False) -> CheckContext:
    """What the checks of a running migration are given."""
    return await prepare_checks(
        ctx.db,
        ctx.number,
        ctx.settings,
        Clients(ctx.cloud, ctx.onprem, ctx.transport),
        clock=ctx.clock,
        path=ctx.migration.path,
        attaches=attach_bridge.step.walked_by(ctx.migration),
        final=final,
        accept_findings=bool(ctx.migration.options.get("accept_findings")),
    )


async def prepare_checks(
    db: Database,
    number: Number,
    settings: Settings,
    clients: Clients,
    *,
    clock: Clock,
    path: str,
    attaches: bool | None = None,
    final: bool = False,
    write: bool = False,
    accept_findings: bool = False,
) -> CheckContext:
    """Both clients, and what our own database knows of the number.

    `attaches`: whether the migration puts it behind a bridge; by its path, if that is not known.
    """
    if attaches is None:
        attaches = path in attach_bridge.step.paths
    now = clock.now().timestamp()

    def read(conn: Connection) -> _Known:
        attempts = journal.attempts_since(conn, number.phone_number_id, now - guard.ATTEMPT_WINDOW)
        route = routes.get(conn, number.phone_number_id, now)
        unknown = bridge_callers.unknown_callers(conn, number.phone_number_id, now)
        callers = tuple(f"{token.digest[:8]} ({token.seen_as})" for token in unknown)
        living = candidates(conn, number) if attaches else ()
        served = bool(living or bridges.serving(conn, route))
        return _Known(stored_answers(conn, number), attempts, route.bridged, served, living, callers)

    known = await db.run(read)
    return CheckContext(
        number=number,
        settings=settings,
        cloud=clients.cloud,
        onprem=clients.onprem,
        answers=known.answers,
        path=path,
        clock=clock,
        attempts=known.attempts,
        final=final,
        write=write,
        accept_findings=accept_findings,
        bridged=known.bridged,
        living=known.living,
        bridge_serves=known.served,
        unknown_callers=known.unknown_callers,
        transport=clients.transport,
    )
