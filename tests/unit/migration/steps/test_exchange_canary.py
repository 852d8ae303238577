"""One message, once: it is repeated only where Cloud API itself says that it was not taken."""

from __future__ import annotations

import pytest

from tests.unit.migration.bench import Bench, prospect
from tests.unit.migration.checks.fakes import PNID, World, cloud_error
from wamigrate.errors import CloudError, MaybeSent, NotSent
from wamigrate.migration.steps.exchange_canary import step
from wamigrate.store.journal import Kind

pytestmark = pytest.mark.anyio

ACCEPTED = {"canary": "accepted", "template": "hello_world"}
"""Without the message id, which holds the recipient's phone number."""


async def test_the_template_is_sent_once_and_the_acceptance_is_kept(bench: Bench) -> None:
    assert await bench.run(step) == ACCEPTED
    ((_, phone_number_id, message),) = bench.cloud.sent
    assert (phone_number_id, message["to"], message["type"]) == (PNID, "+16505550111", "template")
    assert message["template"] == {"name": "hello_world", "language": {"code": "en_US"}}
    assert message["biz_opaque_callback_data"] == bench.migration.id
    (seen,) = bench.entries
    assert (seen.kind, seen.data["what"]) == (Kind.OBSERVED, "cloud_accepted")


@pytest.mark.parametrize("code", [131057, 133010, 130429])
async def test_not_yet_is_waited_out(bench: Bench, code: int) -> None:
    bench.cloud.will("send_message", cloud_error(code), cloud_error(code), "wamid.2")
    started = bench.now
    assert await bench.run(step) == ACCEPTED
    assert bench.now - started == 2 * bench.settings.timing.cloud_poll


async def test_not_yet_that_lasts_too_long_is_an_error(bench: Bench) -> None:
    bench.cloud.errors["send_message"] = cloud_error(131057)
    started = bench.now
    with pytest.raises(CloudError):
        await bench.run(step)
    assert bench.now - started == bench.settings.timing.maintenance_limit


async def test_a_lost_answer_is_not_followed_by_a_second_message(bench: Bench) -> None:
    bench.cloud.will("send_message", MaybeSent("No answer."))
    assert await bench.run(step) == {"canary": "unknown", "why": "No answer."}
    assert len(bench.cloud.sent) == 1
    assert bench.entries == []


@pytest.mark.parametrize("error", [NotSent(), cloud_error(132001)])
async def test_a_message_that_is_refused_or_cannot_be_sent_is_an_error(
    bench: Bench, error: CloudError | NotSent
) -> None:
    bench.cloud.errors["send_message"] = error
    with pytest.raises(type(error)):
        await bench.run(step)
    assert len(bench.cloud.sent) == 1


async def test_without_a_canary_nothing_is_sent(bench: Bench) -> None:
    bench.change_number(canary=None)
    assert await bench.run(step) == {"canary": "none configured"}
    assert bench.cloud.sent == []


def test_the_plan_notes_a_missing_canary() -> None:
    assert list(step.blockers(prospect())) == []
    world = World()
    world.change_number(canary=None)
    (note,) = step.blockers(prospect(world.number))
    assert note.note
