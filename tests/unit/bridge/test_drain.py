"""A queue goes out in order for each recipient, and every message ends once."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from tests.unit.bridge.stand import NUMBER, Stand, becomes, open_stand, settings_of, store_of, until
from wamigrate.bridge.routes import Way
from wamigrate.bridge.seams import Notice, NotYet, Refused, Sent, Unknown
from wamigrate.config import Settings
from wamigrate.store.hot import events, held, ids, inbox
from wamigrate.store.hot.events import NewEvent
from wamigrate.store.hot.held import HeldState
from wamigrate.store.opening import Store
from wamigrate.store.routes import RouteState

pytestmark = pytest.mark.anyio
HOLD, DRAINING, CLOUD, ONPREM = RouteState.HOLD, RouteState.DRAINING, RouteState.CLOUD, RouteState.ONPREM


async def released(stand: Stand, to: RouteState = CLOUD) -> None:
    """The migration lets the traffic go, and the number arrives."""
    await stand.move(DRAINING, target=to)
    await stand.drained(to)


async def status(stand: Stand, wamid: str, tag: str) -> None:
    """Meta tells of a message that carries the tag."""
    event = NewEvent(NUMBER, "r", "status", stand.plane.sealer.seal(b"s", "event", NUMBER), stand.now)
    told = NewEvent(**{**{n: getattr(event, n) for n in NewEvent.__slots__}, "wamid": wamid, "tag": tag})
    await stand.plane.hot.run(inbox.receive, [told], stand.now)


async def queue_of(stand: Stand) -> list[held.Held]:
    return list(await stand.plane.hot.read(held.page, NUMBER, 0, 1000))


async def test_what_was_held_goes_out_in_order_for_each_recipient(stand: Stand) -> None:
    await stand.move(HOLD)
    minted = [await stand.hold(f"r{n % 3}", str(n)) for n in range(30)]
    await stand.plane.hot.read(held.totals, NUMBER)
    assert stand.sender.sent == []
    await released(stand)
    for n in range(3):
        assert stand.sender.to(f"r{n}") == [str(i) for i in range(n, 30, 3)]
    assert {way for _, _, way in stand.sender.sent} == {Way.CLOUD}
    assert len(set(minted)) == 30
    assert await stand.counts() == {"held": 30, "released": 30}


async def test_nothing_goes_out_while_the_number_is_held(stand: Stand) -> None:
    await stand.move(HOLD)
    await stand.hold("r1", "one")
    assert stand.plane.routes.admit_drain(NUMBER) is None
    await released(stand)
    assert stand.sender.to("r1") == ["one"]


async def test_what_was_held_goes_back_to_onprem_when_the_move_is_given_up(stand: Stand) -> None:
    await stand.move(HOLD)
    await stand.hold("r1", "one")
    await released(stand, ONPREM)
    assert stand.sender.sent == [("r1", "one", Way.RELAY)]


async def test_a_refused_message_is_an_end_and_the_next_one_goes(stand: Stand) -> None:
    stand.sender.answers["r1"] = [Refused(Notice("failed", b"no"))]
    await stand.move(HOLD)
    await stand.hold("r1", "poison")
    await stand.hold("r1", "good")
    await released(stand)
    assert stand.sender.to("r1") == ["good"]
    await until(lambda: stand.courier.texts == ["no"])
    assert await stand.counts() == {"held": 2, "released": 1, "refused": 1}


async def test_a_message_that_no_code_of_ours_can_send_blocks_only_its_recipient(stand: Stand) -> None:
    stand.sender.answers["r1"] = [RuntimeError("a bug")]
    await stand.move(HOLD)
    await stand.hold("r1", "strange")
    await stand.hold("r2", "good")
    await released(stand)
    assert stand.sender.to("r2") == ["good"]
    (left,) = await queue_of(stand)
    assert left.state is HeldState.MAYBE


async def test_a_message_past_its_deadline_ends_as_failed(stand: Stand) -> None:
    await stand.move(HOLD)
    minted = await stand.hold("r1", "late", max_age=60)
    await stand.hold("r1", "in time")
    stand.clock.advance(61)
    await until(lambda: stand.courier.texts == [minted])
    await released(stand)
    assert stand.sender.to("r1") == ["in time"]
    assert await stand.counts() == {"held": 2, "released": 1, "expired": 1}


async def test_not_yet_keeps_the_order_and_tries_again(stand: Stand) -> None:
    stand.sender.answers["r1"] = [NotYet(0.05), NotYet(0.05, whole_number=False)]
    await stand.move(HOLD)
    for n in range(3):
        await stand.hold("r1", str(n))
    await released(stand)
    assert stand.sender.to("r1") == ["0", "1", "2"]


async def test_the_pair_limit_of_one_recipient_does_not_hold_up_others(stand: Stand) -> None:
    stand.sender.answers["r1"] = [NotYet(3600, whole_number=False)]
    await stand.move(HOLD)
    await stand.hold("r1", "slow")
    await stand.hold("r2", "fast")
    await stand.move(DRAINING, target=CLOUD)
    await until(lambda: stand.sender.to("r2") == ["fast"])
    assert stand.sender.to("r1") == []


async def test_a_lost_answer_makes_only_its_recipient_wait(stand: Stand) -> None:
    stand.sender.answers["r1"] = [Unknown()]
    await stand.move(HOLD)
    for text in ("lost", "behind"):
        await stand.hold("r1", text)
    await stand.hold("r2", "free")
    await released(stand)
    assert (stand.sender.to("r1"), stand.sender.to("r2")) == ([], ["free"])
    await until(lambda: stand.seen_epoch == stand.route.epoch)
    assert stand.plane.queue.waits(NUMBER, "r1")
    await until(lambda: not stand.plane.queue.waits(NUMBER, "r2"))
    assert stand.plane.queue.waits(NUMBER, "r1")


async def test_a_status_with_its_tag_settles_it_and_the_next_one_goes(stand: Stand) -> None:
    stand.sender.answers["r1"] = [Unknown()]
    await stand.move(HOLD)
    minted = await stand.hold("r1", "lost")
    await stand.hold("r1", "behind")
    await released(stand)
    (lost, _) = await queue_of(stand)
    await status(stand, "wamid.found", lost.tag)
    await until(lambda: stand.sender.to("r1") == ["behind"])
    assert await stand.plane.hot.read(ids.minted_of, ["wamid.found"]) == {"wamid.found": minted}
    counts = {"held": 2, "released": 1, "unknown": 1, "settled": 1}
    await becomes(stand.counts, lambda found: found == counts)


async def test_without_a_proof_in_time_it_is_sent_once_more_before_the_next_one(stand: Stand) -> None:
    stand.sender.answers["r1"] = [Unknown()]
    await stand.move(HOLD)
    for text in ("lost", "behind"):
        await stand.hold("r1", text)
    await released(stand)
    stand.clock.advance(119)
    await asyncio.sleep(0.05)
    assert stand.sender.to("r1") == []
    stand.clock.advance(2)
    await until(lambda: stand.sender.to("r1") == ["lost", "behind"])
    counts = {"held": 2, "released": 2, "unknown": 1, "resent": 1}
    await becomes(stand.counts, lambda found: found == counts)


async def test_a_number_may_rather_have_it_parked(url: str) -> None:
    settings = settings_of(url, unknown_sends="park")
    with store_of(settings) as store:
        async with open_stand(settings, store) as stand:
            stand.sender.answers["r1"] = [Unknown()]
            await stand.move(HOLD)
            for text in ("lost", "behind"):
                await stand.hold("r1", text)
            await released(stand)
            stand.clock.advance(121)
            await until(lambda: stand.sender.to("r1") == ["behind"])
            assert (await stand.counts())["parked"] == 1


async def test_a_send_that_was_lost_on_cloud_waits_like_one_of_the_queue(stand: Stand) -> None:
    await stand.move(CLOUD)
    with await stand.plane.routes.admit(NUMBER) as admission:
        lost = await stand.plane.queue.unknown(admission, recipient="r1", body=b"lost", tag="wm1.t")
        assert stand.plane.queue.waits(NUMBER, "r1")
        behind = await stand.plane.queue.hold(admission, recipient="r1", body=b"behind")
    await until(lambda: not stand.plane.queue.waits(NUMBER, "r2"))
    await status(stand, "wamid.found", "wm1.t")
    await until(lambda: stand.sender.to("r1") == ["behind"])
    assert await stand.plane.hot.read(ids.wamid_of, lost) == "wamid.found"
    assert behind is not None
    await until(lambda: not stand.plane.queue.waits(NUMBER, "r1"))


async def test_a_relay_whose_answer_was_lost_is_sent_to_onprem_again(stand: Stand) -> None:
    with await stand.plane.routes.admit(NUMBER) as admission:
        assert admission.way is Way.RELAY
        await stand.plane.queue.unknown(admission, recipient="r1", body=b"lost", tag="wm1.t")
    stand.clock.advance(121)
    await until(lambda: stand.sender.sent == [("r1", "lost", Way.RELAY)])


def is_lost_again(attempts: int, queue: list[held.Held]) -> bool:
    return queue[0].state is HeldState.MAYBE and queue[0].attempts == attempts


@pytest.mark.parametrize(("way", "wait"), [(ONPREM, 240), (CLOUD, 120)])
async def test_a_message_that_nothing_can_prove_is_repeated_after_ever_longer_pauses(
    stand: Stand, way: RouteState, wait: float
) -> None:
    if way is CLOUD:
        await stand.move(CLOUD)
    stand.sender.answers["r1"] = [Unknown(), Unknown()]
    with await stand.plane.routes.admit(NUMBER) as admission:
        await stand.plane.queue.unknown(admission, recipient="r1", body=b"lost", tag="wm1.t")
    waits = []
    for attempt in (1, 2):
        stand.clock.advance(121)
        lost = await becomes(lambda: queue_of(stand), partial(is_lost_again, attempt))
        waits.append((lost[0].settle_by or 0) - stand.now)
    assert waits == [120, wait]


async def test_a_lost_message_is_not_repeated_when_its_time_is_over(stand: Stand) -> None:
    with await stand.plane.routes.admit(NUMBER) as admission:
        await stand.plane.queue.unknown(admission, recipient="r1", body=b"old", tag="wm1.t", max_age=60)
    stand.clock.advance(121)
    await becomes(stand.counts, lambda counts: counts.get("expired") == 1)
    assert stand.sender.begun == 0


async def test_an_answer_that_comes_when_the_lease_has_ended_is_not_trusted(stand: Stand) -> None:
    await stand.move(HOLD)
    await stand.hold("r1", "one")
    stand.sender.gate.clear()
    await stand.move(DRAINING, target=ONPREM)
    await until(lambda: stand.sender.begun == 1)
    stand.plane.routes.lease.given_back()
    stand.sender.gate.set()
    await becomes(lambda: queue_of(stand), lambda queue: queue[0].state is HeldState.MAYBE)


async def test_what_a_dead_process_was_sending_waits_for_its_status(settings: Settings, store: Store) -> None:
    async with open_stand(settings, store) as first:
        await first.move(HOLD)
        await first.hold("r1", "one")
        await first.hold("r2", "two")
        (one, _) = await queue_of(first)
        await first.plane.hot.run(held.begin_send, one.seq, first.plane.attendance.id)
    async with open_stand(settings, store) as second:
        await released(second)
        assert second.sender.to("r2") == ["two"]
        assert second.sender.to("r1") == []
        second.clock.advance(121)
        await until(lambda: second.sender.to("r1") == ["one"])


async def test_the_queue_keeps_to_the_numbers_pace(url: str) -> None:
    settings = settings_of(url, message_rate=100)
    with store_of(settings) as store:
        async with open_stand(settings, store) as stand:
            await stand.move(HOLD)
            for n in range(40):
                await stand.hold(f"r{n}", "x")
            began = asyncio.get_running_loop().time()
            await released(stand)
            assert asyncio.get_running_loop().time() - began >= 0.25


async def test_content_is_unreadable_in_the_store_and_gone_when_it_was_sent(stand: Stand, url: str) -> None:
    await stand.move(HOLD)
    await stand.hold("r1", "a very private text")
    (queued,) = await queue_of(stand)
    assert b"private" not in queued.body
    await released(stand)
    assert await queue_of(stand) == []
    assert await stand.plane.hot.read(events.waiting, NUMBER) == (0, None)


async def test_a_late_answer_of_the_first_send_counts_the_second_as_a_duplicate(stand: Stand) -> None:
    stand.sender.answers["r1"] = [Unknown(), Sent("wamid.second")]
    await stand.move(HOLD)
    await stand.hold("r1", "twice")
    await released(stand)
    (lost,) = await queue_of(stand)
    stand.clock.advance(121)
    await until(lambda: stand.sender.to("r1") == ["twice"])
    await status(stand, "wamid.first", lost.tag)
    await becomes(stand.counts, lambda counts: counts.get("duplicated") == 1)
