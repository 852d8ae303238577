"""Numbers that stand still for too long: held, with an unknown outcome (S1), or down on both sides (S3).

While a number is held its applications are answered, but nobody gets what they send; while it is down nobody
reaches it. Somebody must look: `status` says so, and a runner's log does.
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial

from sqlalchemy import Connection

from wamigrate.config import Number, Settings
from wamigrate.core.clock import Clock, iso
from wamigrate.core.payload import JsonObject
from wamigrate.errors import StoreError
from wamigrate.migration.state import MEANING, State
from wamigrate.store import migrations, routes
from wamigrate.store.database import Database
from wamigrate.store.migrations import Migration
from wamigrate.store.routes import Route, RouteState

__all__ = ["alert_of", "watch"]

LOOKS = 30
"""Looks at all numbers in the time after which one of them stands still for too long."""
HELD = {
    RouteState.HOLD: "its traffic is held",
    RouteState.DRAINING: "what was held is still being sent; the bridge's log may say why",
}

log = logging.getLogger("wamigrate.migration")


def alert_of(
    migration: Migration | None, route: Route | None, *, now: float, limit: float
) -> JsonObject | None:
    """What stands still for longer than `limit` seconds, since when, and why; None where nothing does."""
    found = _down(migration, route) or _held(route)
    if found is None:
        return None
    state, since, told = found
    return {"state": state, "since": iso(since), "told": told} if now - since > limit else None


def _down(migration: Migration | None, route: Route | None) -> tuple[str, float, str] | None:
    if migration is None or migration.ended_at is not None:
        return None
    if migration.state not in (State.S1.value, State.S3.value):
        return None
    since = migration.since
    if migration.state == State.S1.value and migration.intended_at is not None:
        since = migration.intended_at
    elif route is not None and route.state is RouteState.HOLD:
        since = min(since, route.changed_at)
    return migration.state, since, MEANING[State(migration.state)]


def _held(route: Route | None) -> tuple[str, float, str] | None:
    if route is None or route.state not in HELD:
        return None
    return route.state.value, route.changed_at, HELD[route.state]


async def watch(db: Database, settings: Settings, clock: Clock) -> None:
    """For ever: say in the log what stands still, once each time the limit is over. A runner does it."""
    limit, told = settings.timing.alert_after, dict[str, float]()
    while True:
        try:
            now = clock.now().timestamp()
            for number in settings.number:
                alert = await db.read(partial(_look, number=number, now=now, limit=limit))
                if alert is not None and now - told.get(number.name, 0.0) > limit:
                    told[number.name] = now
                    log.critical(
                        "%s: %s since %s. See: wamigrate status %s",
                        number.name,
                        alert["told"],
                        alert["since"],
                        number.name,
                    )
        except StoreError as error:
            log.warning("%s", error.message)
        await asyncio.sleep(max(limit / LOOKS, 1.0))


def _look(conn: Connection, *, number: Number, now: float, limit: float) -> JsonObject | None:
    found = migrations.latest(conn, number.phone_number_id)
    return alert_of(found, routes.known(conn, number.phone_number_id), now=now, limit=limit)
