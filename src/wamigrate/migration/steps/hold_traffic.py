"""Stop new sends to On-Premises.

Why: what On-Premises accepts after `register` is lost without a word.
Does: sets the number's route to `hold`, with a new epoch that only this migration owns, and waits until every
living bridge process has acknowledged that nothing of an earlier epoch runs in it any more, or its lease has
run out. If that takes too long, the hold is undone and the number stays on On-Premises. Without a bridge in
front of the number, the approval has confirmed that its callers are stopped; then the route only marks who
may act.
Undo: sets the route back to `onprem`; where a bridge stands in front, what it held goes to On-Premises first.
Source: migration guide, "Downtime".
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from wamigrate.errors import StepFailed
from wamigrate.migration.context import Context
from wamigrate.migration.step import Blocker, Output, Prospect, Step
from wamigrate.store import bridge_callers, bridges, routes
from wamigrate.store.routes import Route, RouteState

__all__ = ["step"]

step = Step(__name__)

LOOKS_BETWEEN_CANCELS = 50


@step.blocks
def blockers(prospect: Prospect) -> Iterator[Blocker]:
    if not prospect.bridge_serves:
        yield Blocker(
            "No bridge serves this number.", "Stop its callers by hand; approving confirms it.", note=True
        )
        return
    for caller in prospect.unknown_callers:
        yield Blocker(
            f"The bridge knows the caller {caller} only by its token: it could not log in after the move.",
            f"Have it log in once, or: wamigrate bridge user accept {prospect.number.name} {caller[:8]}",
        )


@step.runs
async def run(ctx: Context) -> Output:
    await _refuse_unknown_callers(ctx)
    route = await ctx.run(lambda conn: _take(conn, ctx))
    if route is None:
        raise StepFailed("The number's route belongs to another migration.", step=step.name)
    try:
        await _barrier(ctx, route)
    except StepFailed:
        await ctx.run(lambda conn: _give_back(conn, ctx))
        raise
    serving = await ctx.db.read(lambda conn: bridges.serving(conn, route))
    return {"epoch": route.epoch, "bridge": bool(serving)}


async def _refuse_unknown_callers(ctx: Context) -> None:
    """A caller whose login was never learned would be locked out by the move."""
    place = ctx.number.phone_number_id

    def work(conn: Connection) -> list[str]:
        if not bridges.serving(conn, routes.get(conn, place, ctx.now())):
            return []
        unknown = bridge_callers.unknown_callers(conn, place, ctx.now())
        return [f"{token.digest[:8]} ({token.seen_as})" for token in unknown]

    callers = await ctx.run(work)
    if callers:
        raise StepFailed(
            f"The bridge knows these callers only by their tokens: {', '.join(callers)}.",
            step=step.name,
            hint=f"Have them log in, or: wamigrate bridge user accept {ctx.number.name} {callers[0][:8]}",
        )


def _take(conn: Connection, ctx: Context) -> Route | None:
    route = routes.get(conn, ctx.number.phone_number_id, ctx.now())
    if (route.state, route.owner) == (RouteState.HOLD, ctx.migration.id):
        return route
    going_back = route.state is RouteState.DRAINING and route.target is RouteState.ONPREM
    if route.state is not RouteState.ONPREM and not going_back:
        return None
    return routes.move(conn, route, RouteState.HOLD, owner=ctx.migration.id, at=ctx.now())


async def _barrier(ctx: Context, route: Route) -> None:
    """Wait until nothing that began before the hold runs in any bridge process."""
    deadline, looks = ctx.now() + ctx.timing.hold_limit, 0
    while behind := await ctx.db.read(
        lambda conn: bridges.unacknowledged(conn, route.phone_number_id, route.epoch)
    ):
        if ctx.now() >= deadline:
            places = ", ".join(f"{bridge.host} (process {bridge.pid})" for bridge in behind)
            raise StepFailed(
                f"{len(behind)} bridge processes did not stop relaying in {ctx.timing.hold_limit:g} s.",
                step=step.name,
                hint=f"Look at the log of the bridge on {places}. The number stays on On-Premises.",
            )
        looks += 1
        if looks % LOOKS_BETWEEN_CANCELS == 0:
            await ctx.stop_if_cancelled()
        await ctx.waits(f"{len(behind)} bridge processes to stop relaying")
        await ctx.clock.sleep(ctx.timing.hold_poll)


@step.undoes
async def release(ctx: Context) -> Output:
    route = await ctx.run(lambda conn: _give_back(conn, ctx))
    return {"route": route.state.value}


def _give_back(conn: Connection, ctx: Context) -> Route:
    route = routes.get(conn, ctx.number.phone_number_id, ctx.now())
    if (route.state, route.owner) != (RouteState.HOLD, ctx.migration.id):
        return route
    back = RouteState.ONPREM
    if bridges.may_hold(conn, route):
        moved = routes.move(conn, route, RouteState.DRAINING, owner=None, at=ctx.now(), target=back)
    else:
        moved = routes.move(conn, route, back, owner=None, at=ctx.now())
    return moved or route
