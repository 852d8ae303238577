"""Events are stored once, wait for the application, and leave their tag behind for a while."""

from __future__ import annotations

import pytest

from tests.contract.hot.conftest import NUMBER
from tests.contract.hot.making import NOW, append, counts, event, message, status
from wamigrate.store.hot import events, inbox, work
from wamigrate.store.hot.program import HotStore
from wamigrate.store.hot.seen import DAY, make_days

pytestmark = pytest.mark.anyio


async def test_events_are_read_in_the_order_of_their_arrival(hot: HotStore) -> None:
    await hot.run(inbox.receive, [event(f"c{n}", message_id=f"m{n}") for n in range(5)], NOW)
    found = await hot.read(events.page, NUMBER, 0, 10)
    assert [e.customer for e in found] == [f"c{n}" for n in range(5)]
    assert [e.customer for e in await hot.read(events.page, NUMBER, found[2].seq, 1)] == ["c3"]


async def test_a_repeated_message_is_stored_once(hot: HotStore) -> None:
    same = event(message_id="wamid.in")
    assert await hot.run(inbox.receive, [same, same], NOW) == [True, False]
    assert await hot.run(inbox.receive, [same], NOW + 60) == [False]
    assert (await hot.read(events.waiting, NUMBER))[0] == 1


@pytest.mark.parametrize(("later", "is_new"), [(7 * DAY - 60, False), (9 * DAY, True)])
async def test_messages_are_remembered_for_seven_days(hot: HotStore, later: float, is_new: bool) -> None:
    for at in (NOW, NOW + later):
        await hot.run(make_days, at)
    await hot.run(inbox.receive, [event(message_id="wamid.in")], NOW)
    assert await hot.run(inbox.receive, [event(message_id="wamid.in")], NOW + later) == [is_new]


async def test_the_same_message_id_of_two_numbers_is_two_messages(hot: HotStore) -> None:
    both = [event(message_id="wamid.in"), event(message_id="wamid.in", number="another")]
    assert await hot.run(inbox.receive, both, NOW) == [True, True]


async def test_each_rank_of_a_status_is_stored_once_in_whatever_order_they_come(hot: HotStore) -> None:
    coming = [status("w", 2), status("w", 1), status("w", 2), status("w", 3), status("w", 1)]
    assert await hot.run(inbox.receive, coming, NOW) == [True, True, False, True, False]


@pytest.mark.parametrize(("later", "is_new"), [(36 * 3600, False), (4 * DAY, True)])
async def test_statuses_are_remembered_for_thirty_six_hours(
    hot: HotStore, later: float, is_new: bool
) -> None:
    for at in (NOW, NOW + later):
        await hot.run(make_days, at)
    await hot.run(inbox.receive, [status("w")], NOW)
    assert await hot.run(inbox.receive, [status("w")], NOW + later) == [is_new]


async def test_delivering_removes_the_content_at_once(hot: HotStore) -> None:
    await hot.run(events.append, event())
    (found,) = await hot.read(events.page, NUMBER, 0, 10)
    await hot.run(events.delivered, [found.seq], NOW)
    assert await hot.read(events.page, NUMBER, 0, 10) == []
    assert await hot.read(events.waiting, NUMBER) == (0, None)


async def test_a_failed_event_remembers_when_it_failed_first(hot: HotStore) -> None:
    await hot.run(events.append, event())
    (found,) = await hot.read(events.page, NUMBER, 0, 10)
    await hot.run(events.failed, found.seq, NOW + 1, NOW + 4)
    await hot.run(events.failed, found.seq, NOW + 4, NOW + 10)
    (again,) = await hot.read(events.page, NUMBER, 0, 10)
    assert (again.attempts, again.failed_at, again.due_at) == (2, NOW + 1, NOW + 10)


async def test_giving_an_event_up_is_counted_once(hot: HotStore) -> None:
    await hot.run(events.append, event())
    (found,) = await hot.read(events.page, NUMBER, 0, 10)
    for _ in range(2):
        await hot.run(events.dead, found, NOW)
    assert await counts(hot) == {"dead": 1}
    assert await hot.read(events.page, NUMBER, 0, 10) == []


async def test_numbers_with_something_to_do_are_found_with_the_end_of_their_queue(hot: HotStore) -> None:
    assert await hot.read(work.look) == work.Work({}, {})
    queue = await append(hot, message(), message(), message(number="a"))
    await hot.run(events.append, event(number="z"))
    found = await hot.read(work.look)
    assert (found.held[NUMBER], set(found.held), set(found.events)) == (queue[-1].seq, {"a", NUMBER}, {"z"})
