"""What must not change is written down before anything is touched."""

from __future__ import annotations

import pytest

from tests.unit.migration.bench import Bench
from tests.unit.migration.conftest import NewBench
from wamigrate.migration.snapshot import LABELS
from wamigrate.migration.steps.snapshot_before import step

pytestmark = pytest.mark.anyio


async def test_every_compared_field_stands_in_the_snapshot(bench: Bench) -> None:
    found = await bench.run(step)
    assert found["snapshot"].keys() == LABELS.keys()
    assert found["shards"] == 1
    assert len(found["traffic"]["per_hour"]) == 24


async def test_shards_are_asked_only_where_a_deployment_can_tell(new_bench: NewBench) -> None:
    bench = new_bench(path="C")
    assert (await bench.run(step))["shards"] is None
    assert "shards" not in bench.onprem.calls


async def test_it_changes_nothing(bench: Bench) -> None:
    await bench.run(step)
    assert bench.cloud.sent == []
