"""A number that stands still shows in the metrics, and in the log when it does so for too long."""

from __future__ import annotations

import logging
import time

import msgspec
import pytest
from prometheus_client import REGISTRY
from sqlalchemy import Connection

from tests.unit.bridge.stand import NUMBER, open_stand
from wamigrate.bridge.housekeeping import Housekeeping
from wamigrate.config import Settings, Timing
from wamigrate.core.clock import SystemClock
from wamigrate.store import routes
from wamigrate.store.opening import Store
from wamigrate.store.routes import RouteState

pytestmark = pytest.mark.anyio


def held(name: str, state: str) -> float | None:
    return REGISTRY.get_sample_value("wamigrate_bridge_held_seconds", {"number": name, "state": state})


class Name:
    """As much of a line as is looked at."""

    def __init__(self, settings: Settings) -> None:
        self.id, self.name = NUMBER, settings.number[0].name


async def test_a_long_hold_is_measured_and_told_once(
    settings: Settings, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    settings = msgspec.structs.replace(settings, timing=Timing(alert_after=900.0))
    began = time.time() - 901

    def hold(conn: Connection) -> None:
        route = routes.get(conn, NUMBER, began)
        assert routes.move(conn, route, RouteState.HOLD, owner="m-1", at=began) is not None

    await store.db.run(hold)
    async with open_stand(settings, store, clock=SystemClock(), keep=False) as stand:
        line = Name(settings)
        keeping = Housekeeping(stand.plane, [line], None)  # type: ignore[list-item]
        with caplog.at_level(logging.CRITICAL, logger="wamigrate.bridge"):
            keeping.look_at_holds(began + 901)
            keeping.look_at_holds(began + 902)
        assert [record.getMessage() for record in caplog.records] == [
            "a number stands still: see wamigrate status"
        ]
        assert (held(line.name, "hold"), held(line.name, "draining")) == (902.0, 0.0)
