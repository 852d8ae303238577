"""Each end of a held message happens once, in one transaction with what is left of it."""

from __future__ import annotations

import asyncio

import pytest

from tests.contract.hot.conftest import ME, NUMBER
from tests.contract.hot.making import NOW, append, counts, event, message, sending, status
from wamigrate.store.hot import events, held, ids, inbox, keepers, unknown
from wamigrate.store.hot.held import HeldState, Put
from wamigrate.store.hot.program import HotStore

pytestmark = pytest.mark.anyio


async def test_a_queue_is_read_in_the_order_in_which_it_was_appended(hot: HotStore) -> None:
    new = [message(f"r{n % 3}") for n in range(10)]
    queue = await append(hot, *new)
    assert [m.minted for m in queue] == [m.minted for m in new]
    assert [m.seq for m in queue] == sorted(m.seq for m in queue)
    after = await hot.read(held.page, NUMBER, queue[3].seq, 2)
    assert [m.seq for m in after] == [queue[4].seq, queue[5].seq]


async def test_what_is_appended_at_the_same_moment_is_all_there(hot: HotStore) -> None:
    new = [message() for _ in range(200)]
    assert set(await asyncio.gather(*(hot.run(held.put, m) for m in new))) == {Put.STORED}
    assert await hot.read(held.totals, NUMBER) == (200, 1200)


async def test_appending_the_same_message_again_changes_nothing(hot: HotStore) -> None:
    new = message()
    assert [await hot.run(held.put, new) for _ in range(2)] == [Put.STORED, Put.STORED]
    assert await hot.read(held.totals, NUMBER) == (1, 6)


async def test_appending_what_was_sent_meanwhile_changes_nothing(hot: HotStore) -> None:
    new = message()
    queued = await sending(hot, new)
    await hot.run(held.sent, queued, "wamid.1", NOW)
    assert await hot.run(held.put, new) is Put.STORED
    assert await hot.read(held.totals, NUMBER) == (0, 0)


async def test_a_closed_queue_takes_nothing_of_an_earlier_epoch(hot: HotStore) -> None:
    await hot.run(held.close_gate, NUMBER, 5)
    assert await hot.run(held.put, message(epoch=4)) is Put.STALE
    assert await hot.run(held.put, message(epoch=5)) is Put.STORED
    assert await hot.run(held.put, message(epoch=4, number="another")) is Put.STORED


async def test_a_gate_never_opens_again(hot: HotStore) -> None:
    await hot.run(held.close_gate, NUMBER, 5)
    await hot.run(held.close_gate, NUMBER, 3)
    assert await hot.run(held.put, message(epoch=4)) is Put.STALE


async def test_what_may_have_been_sent_is_kept_even_when_the_queue_is_closed(hot: HotStore) -> None:
    await hot.run(held.close_gate, NUMBER, 5)
    await hot.run(unknown.put_unknown, message(epoch=1, settle_by=NOW + 120))
    (kept,) = await append(hot)
    assert (kept.state, kept.settle_by) == (HeldState.MAYBE, NOW + 120)
    assert await counts(hot) == {"held": 1, "unknown": 1, "waiting": 1}


async def test_only_one_process_can_begin_to_send_a_message(hot: HotStore) -> None:
    (queued,) = await append(hot, message())
    assert await hot.run(held.begin_send, queued.seq, ME)
    assert not await hot.run(held.begin_send, queued.seq, "process-2")


async def test_a_process_that_does_not_keep_the_number_cannot_begin_to_send(hot: HotStore) -> None:
    (queued,) = await append(hot, message())
    await hot.run(keepers.give_up, ME)
    assert not await hot.run(held.begin_send, queued.seq, ME)


async def test_a_sent_message_leaves_only_its_id_and_a_count(hot: HotStore) -> None:
    queued = await sending(hot)
    assert await hot.run(held.sent, queued, "wamid.1", NOW)
    assert await hot.read(held.totals, NUMBER) == (0, 0)
    assert await hot.read(ids.minted_of, ["wamid.1", "wamid.2"]) == {"wamid.1": queued.minted}
    assert await hot.read(ids.wamid_of, queued.minted) == "wamid.1"
    assert await counts(hot) == {"held": 1, "released": 1}


async def test_telling_twice_that_it_was_sent_counts_once(hot: HotStore) -> None:
    queued = await sending(hot)
    assert [await hot.run(held.sent, queued, "wamid.1", NOW) for _ in range(2)] == [True, False]
    assert await counts(hot) == {"held": 1, "released": 1}


async def test_a_message_that_was_not_sent_keeps_its_place(hot: HotStore) -> None:
    first = await sending(hot)
    await append(hot, message())
    await hot.run(held.wait_again, first.seq, "process-2")
    assert await hot.read(held.state_of, first.seq) is HeldState.SENDING
    await hot.run(held.wait_again, first.seq, ME)
    queue = await append(hot)
    assert (queue[0].seq, queue[0].state) == (first.seq, HeldState.WAITING)


async def test_a_refused_message_ends_with_an_event_for_the_application(hot: HotStore) -> None:
    queued = await sending(hot)
    assert await hot.run(held.end, queued.seq, "refused", event(kind="failed"))
    assert not await hot.run(held.end, queued.seq, "refused", event(kind="failed"))
    told = await hot.read(events.page, NUMBER, 0, 10)
    assert [one.kind for one in told] == ["failed"]
    assert await counts(hot) == {"held": 1, "refused": 1}


async def test_a_status_with_its_tag_settles_a_lost_send(hot: HotStore) -> None:
    queued = await sending(hot)
    assert await hot.run(unknown.maybe, queued.seq, NOW, NOW + 120)
    await hot.run(inbox.receive, [status("wamid.1", tag=queued.tag)], NOW)
    assert await hot.read(held.state_of, queued.seq) is None
    assert await hot.read(ids.minted_of, ["wamid.1"]) == {"wamid.1": queued.minted}
    assert await counts(hot) == {"held": 1, "unknown": 1, "settled": 1}


async def test_a_status_that_came_first_tells_the_id_under_which_it_was_delivered(hot: HotStore) -> None:
    new = message(settle_by=NOW + 120)
    await hot.run(inbox.receive, [status("wamid.1", tag=new.tag)], NOW)
    # Twice, as after a commit whose answer was lost.
    assert [await hot.run(unknown.put_unknown, new) for _ in range(2)] == ["wamid.1"] * 2
    await hot.run(inbox.receive, [status("wamid.1", 2, tag=new.tag)], NOW)
    assert await hot.read(held.totals, NUMBER) == (0, 0)
    assert await hot.read(ids.minted_of, ["wamid.1"]) == {}
    assert await counts(hot) == {"held": 1, "unknown": 1, "settled": 1}


async def test_a_lost_send_keeps_its_first_id_when_it_is_written_down_again(hot: HotStore) -> None:
    new = message(settle_by=NOW + 120)
    assert await hot.run(unknown.put_unknown, new) == new.minted
    await hot.run(inbox.receive, [status("wamid.1", tag=new.tag)], NOW)
    assert await hot.run(unknown.put_unknown, new) == new.minted
    assert await hot.read(held.totals, NUMBER) == (0, 0)


async def test_a_status_and_the_news_that_its_send_was_lost_never_miss_each_other(hot: HotStore) -> None:
    async def once(n: int) -> None:
        new, wamid = message(settle_by=NOW + 120), f"wamid.r{n}"
        both = (
            hot.run(inbox.receive, [status(wamid, tag=new.tag)], NOW),
            hot.run(unknown.put_unknown, new),
        )
        first, second = both if n % 2 else both[::-1]
        told = await asyncio.gather(first, second)
        given = next(one for one in told if isinstance(one, str))
        known = await hot.read(ids.minted_of, [wamid])
        # Delivered under Meta's ID, which the application was given; or under ours, which it was given.
        assert (given, known) in [(wamid, {}), (new.minted, {wamid: new.minted})]

    for n in range(0, 300, 3):
        await asyncio.gather(*(once(n + i) for i in range(3)))


async def test_a_status_that_came_first_settles_it_after_it_was_delivered(hot: HotStore) -> None:
    queued = await sending(hot)
    await hot.run(events.append, status("wamid.1", tag=queued.tag))
    (told,) = await hot.read(events.page, NUMBER, 0, 10)
    await hot.run(events.delivered, [told.seq], NOW)
    assert await hot.run(unknown.maybe, queued.seq, NOW, NOW + 120)
    assert await hot.read(held.state_of, queued.seq) is None


async def test_a_status_that_comes_before_the_answer_ends_the_message(hot: HotStore) -> None:
    queued = await sending(hot)
    await hot.run(inbox.receive, [status("wamid.1", tag=queued.tag)], NOW)
    assert not await hot.run(held.sent, queued, "wamid.1", NOW)
    assert await counts(hot) == {"held": 1, "released": 1}


@pytest.mark.parametrize("decide", [unknown.resend, unknown.park])
async def test_the_policy_looks_once_more_for_the_status(hot: HotStore, decide: object) -> None:
    queued = await sending(hot)
    await hot.run(unknown.maybe, queued.seq, NOW, NOW + 120)
    # As if both had been written at the same moment, neither seeing the other.
    await hot.run(events.append, status("wamid.1", tag=queued.tag))
    assert callable(decide)
    assert not await hot.run(decide, queued.seq, NOW)
    assert await hot.read(held.state_of, queued.seq) is None


async def test_a_lost_send_that_nothing_proves_waits_again_and_is_counted(hot: HotStore) -> None:
    queued = await sending(hot)
    await hot.run(unknown.maybe, queued.seq, NOW, NOW + 120)
    assert await hot.run(unknown.resend, queued.seq, NOW)
    assert await hot.read(held.state_of, queued.seq) is HeldState.WAITING
    assert await counts(hot) == {"held": 1, "unknown": 1, "resent": 1, "waiting": 1}


async def test_a_parked_message_blocks_nobody_and_is_never_sent(hot: HotStore) -> None:
    queued = await sending(hot)
    await hot.run(unknown.maybe, queued.seq, NOW, NOW + 120)
    assert await hot.read(held.blocked, NUMBER, "r1")
    assert await hot.run(unknown.park, queued.seq, NOW)
    assert not await hot.read(held.blocked, NUMBER, "r1")
    assert not await hot.run(held.begin_send, queued.seq, ME)
    assert await append(hot) == []


async def test_when_both_sends_of_a_message_show_up_it_counts_as_duplicated(hot: HotStore) -> None:
    queued = await sending(hot)
    await hot.run(unknown.maybe, queued.seq, NOW, NOW + 120)
    await hot.run(unknown.resend, queued.seq, NOW)
    await hot.run(held.begin_send, queued.seq, ME)
    await hot.run(held.sent, queued, "wamid.2", NOW)
    for _ in range(2):
        await hot.run(inbox.receive, [status("wamid.1", tag=queued.tag)], NOW)
    assert (await counts(hot))["duplicated"] == 1
    found = await hot.read(ids.minted_of, ["wamid.1", "wamid.2"])
    assert found == {"wamid.1": queued.minted, "wamid.2": queued.minted}


async def test_what_a_dead_process_was_sending_may_have_been_sent(hot: HotStore) -> None:
    queued = await sending(hot)
    assert await hot.run(unknown.adopt, NUMBER, ME, NOW, NOW + 120) == 0
    assert await hot.run(unknown.adopt, NUMBER, "process-2", NOW, NOW + 120) == 1
    assert await hot.read(held.state_of, queued.seq) is HeldState.MAYBE


async def test_an_answer_that_comes_late_to_a_paused_process_still_counts(hot: HotStore) -> None:
    queued = await sending(hot)
    await hot.run(unknown.adopt, NUMBER, "process-2", NOW, NOW + 120)
    await hot.run(unknown.resend, queued.seq, NOW)
    assert await hot.run(held.sent, queued, "wamid.1", NOW)
    assert await append(hot) == []


async def test_messages_past_their_deadline_are_found(hot: HotStore) -> None:
    await append(hot, message(deadline=NOW + 10), message(deadline=NOW + 20))
    assert [m.deadline for m in await hot.read(held.overdue, NUMBER, NOW + 10, 10)] == [NOW + 10]
    assert await hot.read(held.overdue, NUMBER, NOW + 9, 10) == []


async def test_what_waits_behind_a_lost_send_does_not_count_as_left(hot: HotStore) -> None:
    first = await sending(hot, message("r1"))
    await append(hot, message("r1"), message("r2"))
    assert await hot.read(held.left, NUMBER, 10) == 3
    await hot.run(unknown.maybe, first.seq, NOW, NOW + 120)
    assert await hot.read(held.left, NUMBER, 10) == 1


async def test_everybody_who_waits_is_listed_by_number(hot: HotStore) -> None:
    await append(hot, message("r1"), message("r2"), message("r1"), message("r9", number="another"))
    assert await hot.read(held.recipients, 10, bool) == {NUMBER: {"r1", "r2"}, "another": {"r9"}}
    assert (await hot.read(held.recipients, 1, bool))[NUMBER] == {"r1"}
