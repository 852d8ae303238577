"""Who may send where: the four states, the lease, and what an acknowledgement waits for."""

from __future__ import annotations

import asyncio

import pytest

from tests.unit.bridge.test_lease import Hand
from wamigrate.bridge.lease import Lease
from wamigrate.bridge.routes import LiveRoutes, Unavailable, Way
from wamigrate.store.routes import Route, RouteState

pytestmark = pytest.mark.anyio

N = "106540352242922"
ONPREM, HOLD, DRAINING, CLOUD = RouteState.ONPREM, RouteState.HOLD, RouteState.DRAINING, RouteState.CLOUD


def route(state: RouteState, epoch: int, *, target: RouteState | None = None, closing: bool = False) -> Route:
    return Route(N, state, epoch, "m-1", None, target=target, closing=closing)


class Process:
    """A process's routes with a lease of ten seconds, a relay limit of seven, and time moved by hand."""

    def __init__(self, *seen: Route) -> None:
        self.hand = Hand()
        self.lease = Lease(self.hand)
        self.lease.granted(self.hand.now, 10.0)
        self.routes = LiveRoutes(self.lease, relay_limit=7.0, buffer_limit=5.0, buffer_size=2)
        self.routes.see(seen)

    @property
    def due(self) -> list[tuple[str, int]]:
        return list(self.routes.due())

    async def way(self) -> Way:
        with await self.routes.admit(N) as admission:
            return admission.way


@pytest.mark.parametrize(
    ("state", "way"), [(ONPREM, Way.RELAY), (HOLD, Way.HOLD), (DRAINING, Way.HOLD), (CLOUD, Way.CLOUD)]
)
async def test_each_state_sends_new_messages_its_own_way(state: RouteState, way: Way) -> None:
    target = CLOUD if state is DRAINING else None
    assert await Process(route(state, 1, target=target)).way() is way


async def test_a_number_that_was_never_seen_is_not_served() -> None:
    with pytest.raises(Unavailable, match="not known yet"):
        await Process().way()


@pytest.mark.parametrize("state", [ONPREM, HOLD, DRAINING])
async def test_without_a_lease_nothing_is_taken(state: RouteState) -> None:
    process = Process(route(state, 1))
    process.hand.now += 10.0
    with pytest.raises(Unavailable, match="lost contact"):
        await process.way()


async def test_a_number_on_cloud_needs_no_lease_ever() -> None:
    process = Process(route(CLOUD, 1))
    process.hand.now += 10_000.0
    assert await process.way() is Way.CLOUD
    assert process.routes.may_drain(N)
    with await process.routes.admit(N) as admission:
        assert admission.lease_held


@pytest.mark.parametrize(("after", "may"), [(2.9, True), (3.0, False)])
async def test_a_relay_starts_only_with_more_lease_left_than_it_may_take(after: float, may: bool) -> None:
    process = Process(route(ONPREM, 1))
    process.hand.now += after
    if may:
        assert await process.way() is Way.RELAY
    else:
        with pytest.raises(Unavailable, match="losing contact"):
            await process.way()


async def test_an_append_may_start_until_the_lease_ends() -> None:
    process = Process(route(HOLD, 1))
    process.hand.now += 9.9
    assert await process.way() is Way.HOLD


async def test_after_the_answer_the_lease_is_looked_at_again() -> None:
    process = Process(route(ONPREM, 1))
    held = []
    with await process.routes.admit(N) as admission:
        for seconds in (9.9, 0.2):
            process.hand.now += seconds
            held.append(admission.lease_held)
        process.lease.granted(process.hand.now, 10.0)
        held.append(admission.lease_held)
    assert held == [True, False, False]


async def test_a_hold_is_acknowledged_when_the_last_relay_is_over() -> None:
    process = Process(route(ONPREM, 1))
    quiet: list[int] = []
    process.routes.on_quiet = lambda: quiet.append(len(process.due))
    first, second = await process.routes.admit(N), await process.routes.admit(N)
    process.routes.see([route(HOLD, 2)])
    assert process.due == []
    with first:
        pass
    assert process.due == []
    with second:
        pass
    assert process.due == [(N, 2)]
    assert quiet[-1] == 1


async def test_appends_of_the_hold_itself_do_not_hold_up_its_acknowledgement() -> None:
    process = Process(route(HOLD, 2))
    with await process.routes.admit(N):
        assert process.due == [(N, 2)]


async def test_an_acknowledgement_is_due_once() -> None:
    process = Process(route(HOLD, 2))
    process.routes.acknowledged(N, 2)
    assert process.due == []
    process.routes.see([route(HOLD, 3)])
    assert process.due == [(N, 3)]


async def test_a_process_without_a_lease_acknowledges_nothing() -> None:
    process = Process(route(HOLD, 2))
    process.hand.now += 10.0
    assert process.due == []


async def test_an_older_word_of_the_store_does_not_undo_a_newer_one() -> None:
    process = Process(route(HOLD, 2))
    assert process.routes.see([route(ONPREM, 1)]) == []
    assert await process.way() is Way.HOLD


async def test_closing_waits_for_appends_that_are_under_way() -> None:
    process = Process(route(DRAINING, 3, target=CLOUD))
    append = await process.routes.admit(N)
    process.routes.see([route(DRAINING, 4, target=CLOUD, closing=True)])
    assert process.due == []
    with append:
        pass
    assert process.due == [(N, 4)]


async def test_while_a_queue_is_closed_new_messages_wait_and_then_go_to_the_target() -> None:
    process = Process(route(DRAINING, 4, target=CLOUD, closing=True))
    waiting = asyncio.create_task(process.way())
    await asyncio.sleep(0)
    assert not waiting.done()
    process.routes.see([route(CLOUD, 5)])
    assert await waiting is Way.CLOUD


async def test_a_queue_that_is_opened_again_takes_those_that_waited() -> None:
    process = Process(route(DRAINING, 4, target=CLOUD, closing=True))
    waiting = asyncio.create_task(process.way())
    await asyncio.sleep(0)
    process.routes.see([route(DRAINING, 5, target=CLOUD)])
    assert await waiting is Way.HOLD


async def test_only_so_many_wait_in_memory() -> None:
    process = Process(route(DRAINING, 4, target=CLOUD, closing=True))
    waiting = [asyncio.create_task(process.way()) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable, match="Too many"):
        await process.way()
    process.routes.see([route(CLOUD, 5)])
    assert await asyncio.gather(*waiting) == [Way.CLOUD] * 2


async def test_nobody_waits_for_longer_than_a_client_does() -> None:
    lease = Lease(Hand())
    lease.granted(100.0, 10.0)
    routes = LiveRoutes(lease, relay_limit=7.0, buffer_limit=0.01)
    routes.see([route(DRAINING, 4, target=CLOUD, closing=True)])
    with pytest.raises(Unavailable, match="takes long"):
        await routes.admit(N)


@pytest.mark.parametrize(
    ("seen", "way"),
    [
        (route(DRAINING, 3, target=CLOUD), Way.CLOUD),
        (route(DRAINING, 3, target=ONPREM), Way.RELAY),
        (route(ONPREM, 3), Way.RELAY),
        (route(CLOUD, 3), Way.CLOUD),
        (route(HOLD, 3), None),
    ],
)
async def test_the_queue_goes_where_the_number_goes_and_nowhere_while_it_is_held(
    seen: Route, way: Way | None
) -> None:
    admission = Process(seen).routes.admit_drain(N)
    assert (admission.way if admission else None) is way


async def test_a_drained_message_counts_as_running_until_it_is_over() -> None:
    process = Process(route(DRAINING, 3, target=ONPREM))
    admission = process.routes.admit_drain(N)
    assert admission is not None
    process.routes.see([route(HOLD, 4)])
    assert process.due == []
    with admission:
        pass
    assert process.due == [(N, 4)]


async def test_the_queue_rests_when_the_lease_is_too_short_for_a_send() -> None:
    process = Process(route(DRAINING, 3, target=CLOUD))
    process.hand.now += 3.0
    assert process.routes.admit_drain(N) is None


async def test_an_orderly_end_waits_until_nothing_needs_the_lease() -> None:
    process = Process(route(ONPREM, 1))
    admission = await process.routes.admit(N)
    idle = asyncio.create_task(process.routes.until_idle())
    await asyncio.sleep(0)
    assert not idle.done()
    with admission:
        pass
    await asyncio.wait_for(idle, 1)
