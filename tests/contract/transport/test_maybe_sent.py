"""Failures after which the request may have arrived: whoever repeats them blindly may do it twice."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.contract.transport.certificates import Authority
from tests.contract.transport.conftest import Open
from tests.contract.transport.exchange import fails, post
from tests.contract.transport.peers import Behaviour, Connection, serve
from wamigrate.errors import MaybeSent

pytestmark = pytest.mark.anyio


async def leave(connection: Connection) -> None:
    await connection.request()


async def leave_unread(connection: Connection) -> None:
    await connection.reader.read(1)


async def reset(connection: Connection) -> None:
    await connection.request()
    connection.reset()


async def reset_unread(connection: Connection) -> None:
    await connection.reader.read(1)
    connection.reset()


@pytest.mark.parametrize("fresh", [False, True], ids=["pooled", "fresh"])
@pytest.mark.parametrize("behave", [leave, leave_unread, reset, reset_unread])
async def test_a_connection_that_ends_without_an_answer_is_maybe_sent(
    opened: Open, behave: Behaviour, fresh: bool
) -> None:
    async with serve(behave) as peer:
        error = await fails(opened(), post(peer.url("/x")), MaybeSent, fresh=fresh)
    assert "closed the connection" in error.message


@pytest.mark.parametrize("behave", [leave, leave_unread, reset, reset_unread])
async def test_a_tls_connection_that_ends_without_an_answer_is_maybe_sent(
    opened: Open, authority: Authority, folder: Path, behave: Behaviour
) -> None:
    async with serve(behave, tls=authority.issue().server(folder)) as peer:
        await fails(opened(ca=authority.pem), post(peer.url("/x")), MaybeSent, fresh=True)


async def test_no_answer_in_time_is_maybe_sent(opened: Open) -> None:
    async def silent(connection: Connection) -> None:
        await connection.request()
        await connection.hold()

    async with serve(silent) as peer:
        error = await fails(opened(), post(peer.url("/x"), limit=0.3), MaybeSent)
        assert len(peer.requests) == 1
    assert error.message == f"127.0.0.1:{peer.port} did not answer in time."


def after_request(data: bytes, *, ending: str = "close") -> Behaviour:
    async def behave(connection: Connection) -> None:
        await connection.request()
        await connection.say(data)
        if ending == "reset":
            connection.reset()
        elif ending == "hold":
            await connection.hold()

    return behave


@pytest.mark.parametrize("ending", ["close", "reset"])
async def test_headers_cut_in_half_are_maybe_sent(opened: Open, ending: str) -> None:
    async with serve(after_request(b"HTTP/1.1 200 OK\r\nContent-Le", ending=ending)) as peer:
        await fails(opened(), post(peer.url("/x")), MaybeSent)


HALF = b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"success":'
CHUNK = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{"success": true'


async def test_a_body_shorter_than_announced_is_maybe_sent(opened: Open) -> None:
    async with serve(after_request(HALF)) as peer:
        error = await fails(opened(), post(peer.url("/x")), MaybeSent)
    assert "broke off" in error.message


async def test_a_body_cut_by_a_reset_is_maybe_sent(opened: Open) -> None:
    async with serve(after_request(HALF, ending="reset")) as peer:
        await fails(opened(), post(peer.url("/x")), MaybeSent)


@pytest.mark.parametrize("ending", ["close", "reset"])
@pytest.mark.parametrize("tail", [b"", b"\r\n", b"\r\n5\r\nab"])
async def test_a_chunked_body_that_breaks_off_is_maybe_sent(opened: Open, tail: bytes, ending: str) -> None:
    async with serve(after_request(CHUNK + tail, ending=ending)) as peer:
        await fails(opened(), post(peer.url("/x")), MaybeSent)


@pytest.mark.parametrize("start", [HALF, CHUNK])
async def test_a_body_that_stalls_is_maybe_sent(opened: Open, start: bytes) -> None:
    async with serve(after_request(start, ending="hold")) as peer:
        await fails(opened(), post(peer.url("/x"), limit=0.3), MaybeSent)


async def test_a_body_that_drips_for_ever_ends_at_the_limit(opened: Open) -> None:
    async def drip(connection: Connection) -> None:
        await connection.request()
        await connection.say(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while not connection.writer.transport.is_closing():
            await connection.say(b" ")
            await asyncio.sleep(0.02)

    async with serve(drip) as peer, asyncio.timeout(10):
        error = await fails(opened(), post(peer.url("/x"), limit=0.4), MaybeSent)
    assert "in time" in error.message


@pytest.mark.parametrize("data", [b"SSH-2.0-OpenSSH_9.6\r\n", b"\x00\x01\x02\x03\r\n\r\n", b"\xff" * 200])
async def test_an_answer_that_is_not_http_is_maybe_sent(opened: Open, data: bytes) -> None:
    async with serve(after_request(data)) as peer:
        error = await fails(opened(), post(peer.url("/x")), MaybeSent)
    assert error.message == f"The answer of 127.0.0.1:{peer.port} is not HTTP."


async def test_a_total_limit_that_ends_the_connecting_is_maybe_sent(opened_whole: Open) -> None:
    async with serve(Connection.hold) as peer:
        request = post(f"https://127.0.0.1:{peer.port}/x", limit=0.3)
        await fails(opened_whole(connect_limit=5.0), request, MaybeSent)


async def test_a_cancelled_task_is_cancelled_and_the_request_was_there(opened: Open) -> None:
    async def silent(connection: Connection) -> None:
        await connection.request()
        await connection.hold()

    async with serve(silent) as peer:
        task = asyncio.create_task(opened().send(post(peer.url("/x"))))
        await peer.arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert len(peer.requests) == 1
