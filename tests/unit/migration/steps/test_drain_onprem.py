"""What On-Premises has accepted is sent before the number moves, or the attempt ends."""

from __future__ import annotations

import msgspec
import pytest

from tests.unit.migration.bench import Bench
from tests.unit.migration.checks.fakes import gauge
from tests.unit.migration.conftest import NewBench
from wamigrate.core.payload import JsonObject
from wamigrate.errors import StepFailed
from wamigrate.migration.steps.drain_onprem import step
from wamigrate.store import migrations

pytestmark = pytest.mark.anyio


def stats(pending: float, callbacks: float = 0) -> JsonObject:
    return {"pending_messages": gauge(pending), "callback_queue_size": gauge(callbacks)}


async def test_empty_queues_cost_no_time(bench: Bench) -> None:
    assert await bench.run(step) == {"pending": 0.0, "callbacks": 0.0, "seconds": 0.0}


async def test_pending_messages_are_waited_for(bench: Bench) -> None:
    bench.onprem.will("stats", stats(3), stats(1))
    found = await bench.run(step)
    assert (found["pending"], found["seconds"]) == (0.0, 2 * bench.settings.timing.drain_poll)
    assert bench.row.waiting_for == "1 pending messages on On-Premises"


async def test_messages_that_stay_end_the_attempt(bench: Bench) -> None:
    bench.onprem.answers["stats"] = stats(7)
    started = bench.now
    with pytest.raises(StepFailed, match="7 messages are still pending on On-Premises after 120 s") as caught:
        await bench.run(step)
    assert bench.now - started == bench.settings.timing.drain_limit
    assert "--ignore-pending" in (caught.value.hint or "")


async def test_messages_that_stay_are_given_up_where_the_operator_said_so(new_bench: NewBench) -> None:
    bench = new_bench(options={"ignore_pending": True})
    bench.onprem.answers["stats"] = stats(7)
    assert (await bench.run(step))["pending"] == 7.0


async def test_callbacks_that_stay_only_cost_time(bench: Bench) -> None:
    bench.onprem.answers["stats"] = stats(0, 4)
    found = await bench.run(step)
    assert (found["callbacks"], found["seconds"]) == (4.0, bench.settings.timing.callback_wait)


async def test_a_deployment_that_does_not_count_is_not_waited_for(bench: Bench) -> None:
    bench.onprem.answers["stats"] = {}
    assert await bench.run(step) == {"pending": None, "callbacks": None, "seconds": 0.0}


async def test_the_metric_can_be_another_one(bench: Bench) -> None:
    assert bench.number.onprem is not None
    bench.change_number(onprem=msgspec.structs.replace(bench.number.onprem, pending_metric="queued"))
    bench.onprem.will("stats", {"queued": gauge(2), **stats(0)})
    assert (await bench.run(step))["seconds"] == bench.settings.timing.drain_poll


async def test_cancelling_ends_the_wait(bench: Bench) -> None:
    bench.onprem.answers["stats"] = stats(7)
    bench.change(lambda conn: migrations.update(conn, bench.migration.id, cancel_at=bench.now))
    started = bench.now
    with pytest.raises(StepFailed, match="was cancelled"):
        await bench.run(step)
    assert bench.now == started


async def test_without_a_deployment_there_is_nothing_to_drain(new_bench: NewBench) -> None:
    bench = new_bench(path="C")
    bench.change_number(onprem=None)
    assert await bench.run(step) == {"pending": None}


def test_it_belongs_to_the_path_with_a_deployment() -> None:
    assert step.paths == "A"
