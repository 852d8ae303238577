"""Three codes mean "not yet" and are waited out; nothing else is repeated."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.unit.migration.bench import Bench
from tests.unit.migration.checks.fakes import cloud_error
from wamigrate.errors import CloudError, MaybeSent, NotSent, TransportError
from wamigrate.migration.patience import NOT_YET, until, waiting_out

pytestmark = pytest.mark.anyio


def answering(*answers: object) -> Callable[[], Awaitable[object]]:
    """A call that gives these answers in turn, and the last one for ever."""
    left = list(answers)

    async def call() -> object:
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, BaseException):
            raise answer
        return answer

    return call


async def test_an_answer_comes_back_at_once(bench: Bench) -> None:
    started = bench.now
    assert await waiting_out(await bench.context(), "it", answering("yes")) == "yes"
    assert bench.now == started


@pytest.mark.parametrize("code", sorted(NOT_YET))
async def test_not_yet_is_waited_out_and_told(bench: Bench, code: int) -> None:
    call = answering(cloud_error(code), cloud_error(code), "yes")
    started = bench.now
    assert await waiting_out(await bench.context(), "canary", call) == "yes"
    assert bench.now - started == 2 * bench.settings.timing.cloud_poll
    assert bench.row.waiting_for == f"canary: Cloud API says not yet ({code})"


async def test_not_yet_for_too_long_is_an_error(bench: Bench) -> None:
    bench.change_timing(maintenance_limit=10, cloud_poll=3)
    started = bench.now
    with pytest.raises(CloudError):
        await waiting_out(await bench.context(), "it", answering(cloud_error(131057)))
    assert bench.now - started == 12


async def test_another_refusal_is_an_error_at_once(bench: Bench) -> None:
    started = bench.now
    with pytest.raises(CloudError):
        await waiting_out(await bench.context(), "it", answering(cloud_error(100)))
    assert bench.now == started


@pytest.mark.parametrize("error", [NotSent(), MaybeSent()])
async def test_a_read_that_got_no_answer_is_repeated(bench: Bench, error: TransportError) -> None:
    assert await waiting_out(await bench.context(), "health", answering(error, "yes")) == "yes"
    assert bench.row.waiting_for == "health: Cloud API did not answer"


@pytest.mark.parametrize("error", [NotSent(), MaybeSent()])
async def test_a_call_that_must_not_be_repeated_is_not(bench: Bench, error: TransportError) -> None:
    with pytest.raises(type(error)):
        await waiting_out(await bench.context(), "it", answering(error, "yes"), repeat_reads=False)


async def test_reading_goes_on_until_it_is_good(bench: Bench) -> None:
    ctx, started = await bench.context(), bench.now
    found = await until(ctx, "three", answering(1, 2, cloud_error(131057), 3), lambda n: n == 3, limit=60)
    assert found == 3
    assert bench.now - started == 3 * bench.settings.timing.cloud_poll


async def test_after_the_limit_the_last_reading_is_given_back(bench: Bench) -> None:
    ctx, started = await bench.context(), bench.now
    assert await until(ctx, "three", answering(1), lambda n: n == 3, limit=5) == 1
    assert (bench.now - started, bench.row.waiting_for) == (5.0, "three")
