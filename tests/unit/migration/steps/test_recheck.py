"""After the approval only what may have changed is looked at again, and strictly."""

from __future__ import annotations

import pytest

from tests.unit.migration.bench import Bench
from wamigrate.errors import StepFailed
from wamigrate.migration.check import all_checks
from wamigrate.migration.steps.recheck import step

pytestmark = pytest.mark.anyio


async def test_only_the_checks_that_are_due_again_are_run(bench: Bench) -> None:
    found = (await bench.run(step))["checks"]
    again = {check.name for check in all_checks() if check.again}
    assert {one["check"] for one in found} <= again
    assert "queues" in {one["check"] for one in found}


async def test_a_missing_subscription_blocks_now(bench: Bench) -> None:
    bench.cloud.answers["subscribed_apps"] = []
    with pytest.raises(StepFailed, match="P09 subscribed-app") as caught:
        await bench.run(step)
    assert caught.value.step == "recheck"


async def test_it_only_reads(bench: Bench) -> None:
    await bench.run(step)
    assert (bench.cloud.sent, bench.onprem.pins) == ([], [])
    assert "backup" not in bench.onprem.calls
