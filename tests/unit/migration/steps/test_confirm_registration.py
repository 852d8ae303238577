"""The first sign of Cloud API ends the inbound gap; until then it is waited for."""

from __future__ import annotations

import pytest

from tests.unit.migration.bench import ON_CLOUD, Bench
from tests.unit.migration.checks.fakes import cloud_error
from wamigrate.errors import CloudError, NotSent, StepFailed
from wamigrate.migration.steps.confirm_registration import step
from wamigrate.store.journal import Kind

pytestmark = pytest.mark.anyio


async def test_connected_is_seen_at_once_and_its_moment_is_kept(bench: Bench) -> None:
    bench.cloud.becomes(**ON_CLOUD)
    assert await bench.run(step) == ON_CLOUD
    (seen,) = bench.entries
    assert (seen.kind, seen.data["what"], seen.data["seen_at"]) == (
        Kind.OBSERVED,
        "cloud_connected",
        bench.now,
    )


async def test_pending_is_waited_for(bench: Bench) -> None:
    pending = {"status": "PENDING", "platform_type": "CLOUD_API"}
    bench.cloud.will("phone_number", pending, NotSent(), cloud_error(133010), ON_CLOUD)
    started = bench.now
    await bench.run(step)
    assert bench.now - started == 3 * bench.settings.timing.cloud_poll


async def test_a_number_that_does_not_become_usable_stops_with_what_was_seen(bench: Bench) -> None:
    bench.cloud.becomes(status="PENDING", platform_type="CLOUD_API")
    started = bench.now
    with pytest.raises(StepFailed, match=r"says PENDING \(CLOUD_API\)") as caught:
        await bench.run(step)
    assert bench.now - started == bench.settings.timing.cloud_limit
    assert caught.value.hint == "Look at the number in WhatsApp Manager, then resume."
    assert bench.entries == []


async def test_another_refusal_is_not_waited_out(bench: Bench) -> None:
    bench.cloud.errors["phone_number"] = cloud_error(190)
    with pytest.raises(CloudError):
        await bench.run(step)
