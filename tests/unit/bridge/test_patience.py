"""Work that may take longer than anybody waits."""

from __future__ import annotations

import asyncio

import pytest

from wamigrate.bridge.patience import NotReady, Patience
from wamigrate.errors import CloudError, MaybeSent

pytestmark = pytest.mark.anyio


class Work:
    """Counts how often it was begun; ends when it is let go."""

    def __init__(self, error: Exception | None = None, *, ready: bool = False) -> None:
        self.begun = 0
        self.error = error
        self.go = asyncio.Event()
        if ready:
            self.go.set()

    async def __call__(self) -> str:
        self.begun += 1
        await self.go.wait()
        if self.error is not None:
            raise self.error
        return "done"


async def test_what_is_soon_ready_is_waited_for() -> None:
    assert await Patience[str](5.0).result("a", Work(ready=True)) == "done"


async def test_what_takes_longer_goes_on_and_is_there_the_next_time() -> None:
    patience, work = Patience[str](0.01), Work()
    for _ in range(2):
        with pytest.raises(NotReady):
            await patience.result("a", work)
    waiting = asyncio.create_task(Patience.result(patience, "a", work))
    work.go.set()
    assert await waiting == "done"
    assert work.begun == 1


async def test_many_who_need_the_same_cause_one_piece_of_work() -> None:
    patience, work = Patience[str](5.0), Work()
    waiting = [asyncio.create_task(patience.result("a", work)) for _ in range(5)]
    await asyncio.sleep(0)
    work.go.set()
    assert await asyncio.gather(*waiting) == ["done"] * 5
    assert work.begun == 1


async def test_a_refusal_is_told_also_to_who_asks_after_it(caplog: pytest.LogCaptureFixture) -> None:
    patience, work = Patience[str](0.01), Work(CloudError("no", status=400))
    with pytest.raises(NotReady):
        await patience.result("a", work)
    work.go.set()
    for _ in range(3):  # the failure has its turn before anybody asks
        await asyncio.sleep(0)
    with pytest.raises(CloudError):
        await patience.result("a", work)
    assert work.begun == 1
    assert caplog.records == []


async def test_an_answer_that_was_lost_is_no_message_that_may_have_been_sent() -> None:
    with pytest.raises(NotReady):
        await Patience[str](5.0).result("a", Work(MaybeSent(), ready=True))


async def test_only_so_many_run_at_once() -> None:
    patience, first, second = Patience[str](0.01, at_once=1), Work(), Work()
    for key, work in (("a", first), ("b", second)):
        with pytest.raises(NotReady):
            await patience.result(key, work)
    assert (first.begun, second.begun) == (1, 0)
    first.go.set()
    second.go.set()
    waiting = asyncio.create_task(patience.result("b", second))
    assert await waiting == "done"
