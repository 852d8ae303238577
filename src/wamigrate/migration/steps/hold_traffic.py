"""Stop new sends to On-Premises.

Why: what On-Premises accepts after `register` is lost without a word.
Does: sets the number's route to `hold`, with a new epoch that only this migration owns. Without a bridge
in front of the number, the approval has confirmed that its callers are stopped; then the route only marks
who may act.
Undo: sets the route back to `onprem`.
Source: migration guide, "Downtime".
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from wamigrate.errors import StepFailed
from wamigrate.migration.context import Context
from wamigrate.migration.step import Blocker, Output, Prospect, Step
from wamigrate.store import routes
from wamigrate.store.routes import Route, RouteState

__all__ = ["step"]

step = Step(__name__)


@step.blocks
def blockers(prospect: Prospect) -> Iterator[Blocker]:
    if not prospect.bridge_serves:
        yield Blocker(
            "No bridge serves this number.", "Stop its callers by hand; approving confirms it.", note=True
        )


@step.runs
async def run(ctx: Context) -> Output:
    route = await ctx.run(lambda conn: _take(conn, ctx))
    if route is None:
        raise StepFailed("The number's route belongs to another migration.", step=step.name)
    return {"epoch": route.epoch, "bridge": route.bridged}


def _take(conn: Connection, ctx: Context) -> Route | None:
    route = routes.get(conn, ctx.number.phone_number_id, ctx.now())
    if (route.state, route.owner) == (RouteState.HOLD, ctx.migration.id):
        return route
    if route.state is not RouteState.ONPREM:
        return None
    return routes.move(conn, route, RouteState.HOLD, owner=ctx.migration.id, at=ctx.now())


@step.undoes
async def release(ctx: Context) -> Output:
    route = await ctx.run(lambda conn: _give_back(conn, ctx))
    return {"route": route.state.value}


def _give_back(conn: Connection, ctx: Context) -> Route:
    route = routes.get(conn, ctx.number.phone_number_id, ctx.now())
    if (route.state, route.owner) != (RouteState.HOLD, ctx.migration.id):
        return route
    return routes.move(conn, route, RouteState.ONPREM, owner=None, at=ctx.now()) or route
