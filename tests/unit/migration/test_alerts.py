"""What stands still for too long is told: by `status`, and by the log of a runner."""

from __future__ import annotations

import asyncio
import logging

import pytest

from tests.unit.migration.bench import Bench
from wamigrate.core.clock import iso
from wamigrate.core.payload import JsonObject
from wamigrate.migration.alerts import watch
from wamigrate.migration.status import status_of
from wamigrate.store import routes
from wamigrate.store.routes import RouteState

LIMIT = 900.0


def alert(bench: Bench, *, limit: float = LIMIT) -> JsonObject | None:
    found: JsonObject | None = bench.read(
        lambda conn: status_of(conn, bench.number, bench.now, alert_after=limit)
    )["alert"]
    return found


def test_a_hold_alerts_when_it_has_lasted_for_too_long(bench: Bench) -> None:
    began = bench.now
    bench.hold()
    bench.clock.advance(LIMIT)
    assert alert(bench) is None
    bench.clock.advance(1)
    assert alert(bench) == {"state": "hold", "since": iso(began), "told": "its traffic is held"}
    assert alert(bench, limit=3600) is None


def test_a_number_that_drains_for_too_long_alerts_too(bench: Bench) -> None:
    bench.hold()
    route = bench.route
    bench.change(lambda conn: routes.move(conn, route, RouteState.DRAINING, owner=None, at=bench.now))
    bench.clock.advance(LIMIT + 1)
    found = alert(bench)
    assert found is not None
    assert (found["state"], "bridge's log" in found["told"]) == ("draining", True)


def test_an_unknown_outcome_alerts_since_register_was_sent(bench: Bench) -> None:
    bench.hold()
    bench.clock.advance(LIMIT)
    bench.set(state="S1", intended_at=bench.now)
    found = alert(bench)
    assert found is None
    sent = bench.now
    bench.clock.advance(LIMIT + 1)
    found = alert(bench)
    assert found is not None
    assert (found["state"], found["since"]) == ("S1", iso(sent))


def test_a_number_that_is_down_alerts_however_often_somebody_tries(bench: Bench) -> None:
    bench.hold()
    bench.clock.advance(LIMIT + 1)
    bench.set(state="S3", since=bench.now)
    found = alert(bench)
    assert found is not None
    assert found["state"] == "S3"
    bench.set(ended_at=bench.now)
    found = alert(bench)
    assert found is not None
    assert found["state"] == "hold"


class Ear(logging.Handler):
    """Hears what is said, and that something was."""

    def __init__(self) -> None:
        super().__init__(logging.CRITICAL)
        self.heard: list[str] = []
        self.something = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())
        self.something.set()


@pytest.mark.anyio
async def test_a_runner_says_it_once_in_its_log(bench: Bench) -> None:
    bench.hold()
    bench.clock.advance(LIMIT + 1)
    bench.change_timing(alert_after=LIMIT)
    ear, log = Ear(), logging.getLogger("wamigrate.migration")
    log.addHandler(ear)
    watching = asyncio.create_task(watch(bench.db, bench.settings, bench.clock))
    try:
        async with asyncio.timeout(30):
            await ear.something.wait()
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        log.removeHandler(ear)
    (said,) = ear.heard
    assert said.startswith("main: its traffic is held since ")
    assert said.endswith("See: wamigrate status main")
