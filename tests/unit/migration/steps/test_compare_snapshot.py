"""Before and after, field by field; a throughput upgrade is waited out first."""

from __future__ import annotations

import pytest

from tests.unit.migration.bench import ON_CLOUD, Bench
from tests.unit.migration.conftest import NewBench
from wamigrate.migration.snapshot import LABELS
from wamigrate.migration.steps import snapshot_before
from wamigrate.migration.steps.compare_snapshot import step

pytestmark = pytest.mark.anyio


async def moved(bench: Bench, **changes: object) -> None:
    """The snapshot is taken, and Meta shows the number on Cloud API."""
    bench.done("snapshot_before", await bench.run(snapshot_before.step))
    bench.cloud.becomes(**(ON_CLOUD | changes))


async def test_an_ordinary_move_shows_nothing_unexpected(bench: Bench) -> None:
    await moved(bench)
    found = await bench.run(step)
    assert found["unexpected"] == []
    assert [row["field"] for row in found["rows"]] == list(LABELS)


async def test_what_must_not_change_and_did_is_named(bench: Bench) -> None:
    await moved(bench, verified_name="Acme Ltd", is_official_business_account=True)
    assert (await bench.run(step))["unexpected"] == ["verified_name", "is_official_business_account"]


async def test_the_upgrade_of_a_sharded_number_is_waited_for(bench: Bench) -> None:
    bench.onprem.answers["shards"] = 4
    await moved(bench)
    node = bench.cloud.answers["phone_number"]
    bench.cloud.will("phone_number", node, node, {**node, "throughput": {"level": "HIGH"}})
    started = bench.now
    assert (await bench.run(step))["unexpected"] == []
    assert bench.now - started == 2 * bench.settings.timing.cloud_poll


async def test_an_upgrade_that_does_not_come_is_told(bench: Bench) -> None:
    bench.onprem.answers["shards"] = 2
    await moved(bench)
    started = bench.now
    assert (await bench.run(step))["unexpected"] == ["throughput_level"]
    assert bench.now - started == bench.settings.timing.maintenance_limit


async def test_where_the_shards_are_not_known_any_level_will_do(new_bench: NewBench) -> None:
    bench = new_bench(path="C")
    await moved(bench, throughput={"level": "HIGH"})
    assert (await bench.run(step))["unexpected"] == []


async def test_without_a_snapshot_from_before_everything_is_told(bench: Bench) -> None:
    bench.cloud.becomes(**ON_CLOUD)
    unexpected = (await bench.run(step))["unexpected"]
    assert "verified_name" in unexpected
    assert "status" not in unexpected
