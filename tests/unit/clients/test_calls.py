"""What both clients share: the record of each exchange, JSON, and foreign text made fit to show."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

import pytest

from tests.unit.clients.fakes import Script, answer
from wamigrate.clients.calls import Call, Caller, Unreadable, decode, integer, plain, sendable
from wamigrate.clients.transport import Answer, Request
from wamigrate.core.clock import ManualClock
from wamigrate.core.secret import Secret
from wamigrate.errors import CloudError, ConfigError, MaybeSent, NotSent, WamigrateError

REQUEST = Request("POST", "https://host/v23.0/1/register?appsecret_proof=SECRET")


def status(got: Answer) -> int:
    return got.status


async def record(reply: Answer | Exception, read: Callable[[Answer], object] = status) -> list[Call]:
    clock, calls = ManualClock(), list[Call]()

    def slow(request: Request) -> Answer:
        clock.advance(1.5)
        if isinstance(reply, Exception):
            raise reply
        return reply

    caller = Caller(Script(slow), api="graph", clock=clock, on_call=calls.append)
    with contextlib.suppress(WamigrateError):
        await caller.exchange(REQUEST, read)
    return calls


@pytest.mark.anyio
async def test_an_answered_call_is_recorded_without_its_query() -> None:
    [call] = await record(answer({}, 200))
    assert call == Call(
        at=ManualClock().now(),
        seconds=1.5,
        api="graph",
        method="POST",
        path="/v23.0/1/register",
        status=200,
        code=None,
        fbtrace_id=None,
        outcome="answered",
    )
    assert "SECRET" not in repr(call)


@pytest.mark.anyio
async def test_a_refusal_is_recorded_with_its_code_and_trace() -> None:
    def refuse(got: Answer) -> None:
        error = CloudError("no", status=got.status, code=133005)
        error.fbtrace_id = "AbC"
        raise error

    [call] = await record(answer({}, 400), refuse)
    assert (call.status, call.code, call.fbtrace_id, call.outcome) == (400, 133005, "AbC", "answered")


@pytest.mark.anyio
@pytest.mark.parametrize(("error", "outcome"), [(NotSent(), "not_sent"), (MaybeSent(), "maybe_sent")])
async def test_a_call_without_an_answer_is_recorded_with_what_is_known(
    error: Exception, outcome: str
) -> None:
    [call] = await record(error)
    assert (call.status, call.outcome) == (None, outcome)


@pytest.mark.anyio
async def test_an_answer_that_cannot_be_trusted_is_recorded_as_maybe_sent() -> None:
    def doubt(got: Answer) -> None:
        raise MaybeSent

    [call] = await record(answer({}, 200), doubt)
    assert (call.status, call.outcome) == (200, "maybe_sent")


@pytest.mark.anyio
async def test_a_call_that_is_cancelled_is_recorded_as_maybe_sent() -> None:
    class Stuck(Script):
        async def send(self, request: Request, *, fresh: bool = False) -> Answer:
            await asyncio.Event().wait()
            raise AssertionError

    calls = list[Call]()
    caller = Caller(Stuck(), api="graph", clock=ManualClock(), on_call=calls.append)
    task = asyncio.create_task(caller.exchange(REQUEST, status))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [call.outcome for call in calls] == ["maybe_sent"]


@pytest.mark.parametrize("body", [b"", b" \r\n", b"null"])
def test_an_empty_body_is_nothing(body: bytes) -> None:
    assert decode(body) is None


@pytest.mark.parametrize(
    "body", [b"<html>SECRET", b'{"a": "SECRET', b'{"a": "\xff"}', b"[" * 100_000, b"\xff\xfe{"]
)
def test_a_body_that_cannot_be_read_leaves_no_trace_of_itself(body: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        decode(body)
    assert caught.value.args == ()
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [(5, 5), ("5", 5), (True, None), ("x", None), (None, None), (1.5, None), ("²", None)],
)
def test_a_code_may_be_a_number_or_digits(value: object, expected: int | None) -> None:
    assert integer(value) == expected


def test_foreign_text_becomes_one_line_without_our_secrets() -> None:
    text = "Param pin must\nbe six digits \x1b[31m- got 123456 of 123456789"
    secrets = (Secret("123456"), Secret("123456789"), Secret(""))
    assert plain(text, secrets) == "Param pin must be six digits [31m- got … of …"


def test_foreign_text_is_cut() -> None:
    assert len(plain("x" * 5000, ()) or "") == 401


@pytest.mark.parametrize("value", [None, 5, "", "  ", ["x"]])
def test_what_is_no_text_is_nothing(value: object) -> None:
    assert plain(value, ()) is None


@pytest.mark.parametrize("value", ["", "SECRET\n", " SECRET", "SECRETé", "SECRET\x00"])
def test_a_secret_that_cannot_stand_in_a_header_is_refused_without_being_shown(value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        sendable(Secret(value), "token")
    assert "SECRET" not in f"{caught.value} {caught.value.hint}"
