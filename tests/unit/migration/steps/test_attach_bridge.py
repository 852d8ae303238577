"""The deployment calls the bridge while the number moves, and the application again if it does not."""

from __future__ import annotations

import pytest

from tests.unit.migration.bench import Bench, prospect
from tests.unit.migration.checks.fakes import onprem_error
from wamigrate.attachment import Attachment, callback_address, callback_key
from wamigrate.core.payload import JsonObject
from wamigrate.errors import MaybeSent, NotSent, OnPremError, StepFailed, UsageError
from wamigrate.migration.steps.attach_bridge import step
from wamigrate.store.memory import open_memory

pytestmark = pytest.mark.anyio

APPLICATION = "https://crm.example.com/hook?token=t"
BRIDGE = "https://bridge.example.com/main/webhooks/onprem"


@pytest.fixture(autouse=True)
def application(bench: Bench) -> None:
    """The deployment calls an application."""
    bench.onprem.answers["application_settings"]["webhooks"] = {"url": APPLICATION}


async def by_hand(bench: Bench) -> Attachment:
    memory = await open_memory(bench.db, bench.secrets, bench.clock)
    onprem = bench.clients.onprem
    assert onprem is not None
    return Attachment(memory, onprem, bench.number)


def address_of(bench: Bench) -> str:
    """Whom the deployment calls, without the key."""
    address, _, key = str(bench.onprem.webhook).rpartition("/")
    assert len(key) == 24
    return address


async def left(bench: Bench) -> tuple[object, object]:
    """What the step says that changes nothing."""
    output = await bench.run(step)
    assert output["note"]
    return output["bridge"], output["acted"]


async def undo(bench: Bench) -> JsonObject:
    assert step.undo is not None
    return await step.undo(await bench.context())


async def test_without_a_bridge_nothing_is_done(bench: Bench) -> None:
    assert await left(bench) == ("none", False)
    assert (bench.onprem.sent, bench.route.bridged) == ([], False)


async def test_a_number_that_is_left_out_stays_as_it_is(bench: Bench) -> None:
    bench.bridge_lives()
    bench.change_number(behind_bridge=False)
    assert await left(bench) == ("not wanted", False)
    assert (bench.onprem.sent, bench.route.bridged) == ([], False)


async def test_a_number_that_a_person_has_attached_stays_attached(bench: Bench) -> None:
    bench.bridge_lives()
    await (await by_hand(bench)).attach(BRIDGE)
    assert await left(bench) == ("before", False)
    assert await undo(bench) == {"webhooks": "as they were"}
    assert (address_of(bench), bench.route.bridged) == (BRIDGE, True)


async def test_a_bridge_that_does_not_serve_the_number_stops_before_anything_is_changed(bench: Bench) -> None:
    bench.bridge_lives(serves=None)
    with pytest.raises(UsageError, match="no bridge that serves 'main'"):
        await bench.run(step)
    assert (bench.onprem.sent, bench.route.bridged) == ([], False)


async def test_the_deployment_calls_the_bridge_and_then_the_application_again(bench: Bench) -> None:
    bench.bridge_lives()
    assert await bench.run(step) == {"bridge": "attached", "acted": True, "address": BRIDGE}
    assert (address_of(bench), bench.route.bridged) == (BRIDGE, True)
    assert await undo(bench) == {"webhooks": "restored"}
    assert (bench.onprem.webhook, bench.route.bridged) == (APPLICATION, False)


async def test_doing_it_again_changes_nothing_and_can_still_be_taken_back(bench: Bench) -> None:
    bench.bridge_lives()
    once = await bench.run(step)
    assert await bench.run(step) == once
    assert len(bench.onprem.sent) == 1
    await undo(bench)
    assert await undo(bench) == {"webhooks": "as they were"}
    assert bench.onprem.webhook == APPLICATION


async def test_a_deployment_that_called_nobody_calls_nobody_again(bench: Bench) -> None:
    bench.bridge_lives()
    bench.change_number(callback_url="https://crm.example.com/new")
    del bench.onprem.answers["application_settings"]["webhooks"]
    await bench.run(step)
    await undo(bench)
    assert bench.onprem.webhook == ""


@pytest.mark.parametrize("error", [onprem_error(403), NotSent("The deployment is away.")])
async def test_a_clear_no_leaves_no_trace(bench: Bench, error: OnPremError | NotSent) -> None:
    bench.bridge_lives()
    bench.onprem.will("update_application_settings", error)
    with pytest.raises(type(error)):
        await bench.run(step)
    assert (bench.onprem.webhook, bench.route.bridged) == (APPLICATION, False)
    assert len(bench.onprem.sent) == 1


async def test_a_lost_answer_is_settled_by_looking(bench: Bench) -> None:
    bench.bridge_lives()

    def lose() -> MaybeSent:
        bench.onprem.answers["application_settings"] = bench.onprem.sent[-1][1]
        return MaybeSent("The answer broke off.")

    bench.onprem.will("update_application_settings", lose)
    assert (await bench.run(step))["bridge"] == "attached"


async def test_what_a_lost_answer_left_open_is_taken_back(bench: Bench) -> None:
    bench.bridge_lives()
    bench.onprem.will("update_application_settings", MaybeSent("The answer broke off."))
    with pytest.raises(MaybeSent):
        await bench.run(step)
    assert (bench.onprem.webhook, bench.route.bridged) == (APPLICATION, False)


async def test_what_cannot_be_taken_back_is_told_and_the_number_stays_attached(bench: Bench) -> None:
    bench.bridge_lives()
    away = MaybeSent("The deployment did not answer in time.")
    bench.onprem.will("update_application_settings", away, away)
    with pytest.raises(StepFailed, match="did not answer in time") as failed:
        await bench.run(step)
    assert "may still call the bridge" in str(failed.value.hint)
    assert bench.route.bridged
    assert (await bench.run(step))["bridge"] == "attached"


async def test_an_undo_that_the_deployment_does_not_take_is_no_failure(bench: Bench) -> None:
    bench.bridge_lives()
    await bench.run(step)
    bench.onprem.errors["update_application_settings"] = NotSent("The deployment is away.")
    undone = await undo(bench)
    assert undone["webhooks"] == "not restored"
    assert bench.route.bridged
    del bench.onprem.errors["update_application_settings"]
    assert await (await by_hand(bench)).detach() == APPLICATION


def test_the_plan_says_what_will_be_changed() -> None:
    assert list(step.blockers(prospect())) == []
    (note,) = step.blockers(prospect(bridge_serves=True))
    assert (note.note, "becomes the bridge's" in note.what) == (True, True)
    (note,) = step.blockers(prospect(bridge_serves=True, bridged=True))
    assert note.what == "The number stands behind the bridge already."


async def test_the_address_of_a_bridge_that_moved_is_not_taken_for_the_applications(bench: Bench) -> None:
    attachment = await by_hand(bench)
    await attachment.attach(callback_address("https://old.example.com/", "main"))
    moved = await attachment.attach(BRIDGE)
    assert (moved.url, moved.application_url, moved.changed) == (BRIDGE, APPLICATION, True)
    assert await attachment.detach() == APPLICATION


async def test_the_key_is_told_once_and_ends_with_the_attachment(bench: Bench) -> None:
    attachment, memory = await by_hand(bench), await open_memory(bench.db, bench.secrets, bench.clock)
    place = bench.number.phone_number_id
    bench.onprem.will("update_application_settings", onprem_error(500))
    with pytest.raises(OnPremError):
        await attachment.attach(BRIDGE)
    await attachment.attach(BRIDGE)
    key = await callback_key(memory, place)
    assert key is not None
    assert (bench.onprem.webhook, key.told) == (f"{BRIDGE}/{key.value}", True)
    assert key.value not in repr(key)
    assert not (await attachment.attach(BRIDGE)).changed
    await attachment.detach()
    assert await callback_key(memory, place) is None


async def test_a_number_that_was_attached_without_a_key_gets_one(bench: Bench) -> None:
    attachment = await by_hand(bench)
    await attachment.attach(BRIDGE)
    await bench.onprem.update_application_settings({"webhooks": {"url": BRIDGE}})
    again = await attachment.attach(BRIDGE)
    assert (again.changed, again.application_url, address_of(bench)) == (True, APPLICATION, BRIDGE)
