"""Heads of requests: how long and how slow they may be."""

from __future__ import annotations

import asyncio
import socket

import pytest

from wamigrate.bridge.http import AsgiApp, Receive, Scope, Send
from wamigrate.bridge.metrics import METRICS
from wamigrate.bridge.server import ServerLimits, bind, new_server

pytestmark = pytest.mark.anyio


async def hello(scope: Scope, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"hi"})


ANSWERED = b"(the answer is read)"
"""In the place of a piece: what follows is sent after the answer."""


async def asked(*pieces: bytes, limits: ServerLimits | None = None, app: AsgiApp = hello) -> bytes:
    """What a server answers to these pieces, sent one after the other."""
    ready = asyncio.Event()
    limits = limits or ServerLimits(head=2048, head_time=0.5, stop=1)
    server = new_server(app, limits=limits, tls=None, on_ready=ready.set)
    own = bind("127.0.0.1", 0)
    serving = asyncio.create_task(server.serve(sockets=[own]))
    await ready.wait()
    reader, writer = await asyncio.open_connection(*own.getsockname())
    try:
        answers = b""
        for piece in pieces:
            if piece is ANSWERED:
                answers += await asyncio.wait_for(reader.read(200), 5)
                continue
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.01)
        return answers + await asyncio.wait_for(reader.read(200), 5)
    finally:
        writer.close()
        server.end()
        await serving


async def test_an_ordinary_request_is_answered() -> None:
    assert (await asked(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")).startswith(b"HTTP/1.1 200")


async def test_a_head_in_two_pieces_before_a_large_body_is_no_long_head() -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n"
    assert (await asked(head, b"\r\n" + b"x" * 9000)).startswith(b"HTTP/1.1 200")


OFFERING = (
    b"POST / HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nContent-Length: 19\r\nHost: x\r\n"
    b"HTTP2-Settings: AAEAAEAAAAIAAAAB\r\nUpgrade: h2c\r\n\r\n"
)
BODY = b"x\r\nUpgrade: as it is"[:19]


@pytest.mark.parametrize(
    "pieces",
    [(OFFERING + BODY,), (OFFERING, BODY), (OFFERING[:80], OFFERING[80:] + BODY)],
    ids=["whole", "body later", "two heads"],
)
async def test_who_offers_another_protocol_is_answered_in_this_one_and_again(
    pieces: tuple[bytes, ...],
) -> None:
    heard: list[bytes] = []

    async def listen(scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message["body"], message.get("more_body", False)
        heard.append(body)
        assert b"upgrade" not in dict(scope["headers"])
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    answers = await asked(*pieces, ANSWERED, *pieces, app=listen)
    assert (answers.count(b"HTTP/1.1 204"), heard) == (2, [BODY, BODY])


@pytest.mark.parametrize(
    "pieces", [(b"GET / HTTP/1.1\r\nX: " + b"a" * 3000,), (b"GET /", b"a" * 1500, b"b" * 1500)]
)
async def test_a_long_head_is_refused(pieces: tuple[bytes, ...]) -> None:
    assert (await asked(*pieces)).startswith(b"HTTP/1.1 431")


async def test_who_was_connected_when_the_end_came_is_answered() -> None:
    ready = asyncio.Event()
    server = new_server(hello, limits=ServerLimits(stop=1), tls=None, on_ready=ready.set)
    own = bind("127.0.0.1", 0)
    serving = asyncio.create_task(server.serve(sockets=[own]))
    await ready.wait()
    waiting = [socket.create_connection(own.getsockname()) for _ in range(20)]
    for one in waiting:
        one.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    # Nobody has looked at them yet: the end begins before the loop goes on.
    await server.shutdown(sockets=[own])
    for one in waiting:
        with one:
            assert one.recv(100).startswith(b"HTTP/1.1 200")
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


@pytest.mark.parametrize("start", [b"", b"GET / HT"])
async def test_a_head_that_does_not_come_is_not_waited_for(start: bytes) -> None:
    limits = ServerLimits(head=2048, head_time=0.1, stop=1)
    assert (await asked(start, limits=limits)).startswith(b"HTTP/1.1 408")


CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize("beside", [b"1\r\nx\r\n0\r\nX: ", b"1\r\nx\r\n1;"])
async def test_what_never_becomes_a_body_is_refused(beside: bytes) -> None:
    assert (await asked(CHUNKED + beside, *[b"a" * 1500] * 3)).startswith(b"HTTP/1.1 431")


async def test_a_body_in_many_small_chunks_is_one() -> None:
    small = b"1\r\nx\r\n" * 200
    assert (await asked(CHUNKED, *[small] * 10, b"0\r\nX: y\r\n\r\n")).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("reason", "start"),
    [
        ("malformed", b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"),
        ("head_too_large", b"GET /" + b"a" * 3000),
        ("head_too_slow", b"GET / HT"),
    ],
)
async def test_what_is_refused_here_is_counted(reason: str, start: bytes) -> None:
    def counted() -> float:
        return sum(
            sample.value
            for metric in METRICS.rejected.collect()
            for sample in metric.samples
            if sample.name.endswith("_total") and sample.labels["reason"] == reason
        )

    before = counted()
    await asked(start, limits=ServerLimits(head=2048, head_time=0.1, stop=1))
    assert counted() == before + 1
