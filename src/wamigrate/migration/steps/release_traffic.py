"""Let the number's traffic go to Cloud API.

Why: every moment between the clear yes of `register` and this step adds to the gap, so it comes before
any confirming read.
Does: sets the number's route to `cloud`, for good. Where a bridge stands in front, to `draining`: it sends
what it held, in order, and goes on to `cloud` by itself.
Undo: none. The number is on Cloud API; On-Premises would lose what it is sent.
Source: migration guide, "Downtime".
"""

from __future__ import annotations

from sqlalchemy import Connection

from wamigrate.errors import StepFailed
from wamigrate.migration.context import Context
from wamigrate.migration.step import AFTER, Output, Step
from wamigrate.store import bridges, routes
from wamigrate.store.routes import Route, RouteState

__all__ = ["step"]

step = Step(__name__, acts_in=AFTER)


@step.runs
async def run(ctx: Context) -> Output:
    route = await ctx.run(lambda conn: _open(conn, ctx))
    if route is None:
        raise StepFailed("The number's route was changed by somebody else.", step=step.name)
    return {"route": route.state.value, "epoch": route.epoch}


def _open(conn: Connection, ctx: Context) -> Route | None:
    route, owner, at = routes.get(conn, ctx.number.phone_number_id, ctx.now()), ctx.migration.id, ctx.now()
    cloud = RouteState.CLOUD
    if cloud in (route.state, route.target):
        return route
    if bridges.may_hold(conn, route):
        return routes.move(conn, route, RouteState.DRAINING, owner=owner, at=at, target=cloud)
    return routes.move(conn, route, cloud, owner=owner, at=at)
