"""What an HTTP library does by itself, and what ours must not do: repeat, follow, unpack, use proxies."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import logging
import random
from pathlib import Path

import pytest

from tests.contract.transport.certificates import Authority
from tests.contract.transport.conftest import Open
from tests.contract.transport.exchange import BEARER, fails, post
from tests.contract.transport.peers import Connection, free_port, ok, serve
from wamigrate import __version__
from wamigrate.errors import AnswerTooLarge, MaybeSent, NotSent, TransportError

pytestmark = pytest.mark.anyio

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


async def answer(connection: Connection) -> None:
    while await connection.request():
        await connection.say(ok())


@pytest.mark.parametrize("fresh", [False, True], ids=["pooled", "fresh"])
@pytest.mark.parametrize("method", METHODS)
async def test_a_request_is_not_repeated_on_a_new_connection(opened: Open, method: str, fresh: bool) -> None:
    async def read_and_leave(connection: Connection) -> None:
        await connection.request()

    async with serve(read_and_leave) as peer:
        await fails(opened(), post(peer.url("/x"), method=method), MaybeSent, fresh=fresh)
        assert len(peer.requests) == 1
        assert peer.connections == 1


@pytest.mark.parametrize("ending", ["close", "reset"])
@pytest.mark.parametrize("method", METHODS)
async def test_a_request_is_not_repeated_after_a_kept_connection_broke(
    opened: Open, method: str, ending: str
) -> None:
    async def break_at_the_second(connection: Connection) -> None:
        await connection.request()
        await connection.say(ok())
        await connection.request()
        if ending == "reset":
            connection.reset()

    async with serve(break_at_the_second) as peer:
        transport = opened()
        await transport.send(post(peer.url("/first")))
        await fails(transport, post(peer.url("/second"), method=method), MaybeSent)
        assert (len(peer.requests), peer.connections) == (2, 1)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_a_connection_that_is_closed_just_now_never_doubles_a_request(
    opened: Open, method: str
) -> None:
    """The server half-closes at a random moment and goes on reading, so that a repeat would be seen."""
    chance = random.Random(2)

    async def half_close(connection: Connection) -> None:
        while await connection.request():
            await connection.say(ok())
            await asyncio.sleep(chance.random() * 0.0006)
            if chance.random() < 0.7:
                connection.writer.write_eof()
                while await connection.request():
                    pass

    async with serve(half_close) as peer:
        transport = opened()
        for number in range(100):
            with contextlib.suppress(MaybeSent):
                await transport.send(post(peer.url(f"/{number}"), method=method))
            seen = [request.split(b" ")[1].split(b"?")[0] for request in peer.requests]
            assert len(set(seen)) == len(seen)


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"]
)
async def test_a_redirect_is_an_answer_and_nothing_goes_to_where_it_points(opened: Open, status: str) -> None:
    async with serve(answer) as elsewhere:

        async def redirect(connection: Connection) -> None:
            await connection.request()
            await connection.say(ok(b"", status=status, headers=f"Location: {elsewhere.url('/there')}\r\n"))

        async with serve(redirect) as peer:
            got = await opened().send(post(peer.url("/x")))
            assert got.status == int(status[:3])
            assert got.headers["location"] == elsewhere.url("/there")
            assert BEARER.encode() in peer.requests[0]
        assert elsewhere.connections == 0


async def test_a_compressed_body_stays_as_it_is(opened: Open) -> None:
    bomb = gzip.compress(b"\0" * 20_000_000)

    async def compressed(connection: Connection) -> None:
        await connection.request()
        await connection.say(ok(bomb, headers="Content-Encoding: gzip\r\n"))

    async with serve(compressed) as peer:
        got = await opened().send(post(peer.url("/x"), max_bytes=100_000))
        assert got.body == bomb
        assert b"accept-encoding" not in peer.requests[0].lower()


@pytest.mark.parametrize(
    "framing", ["Content-Length: 900000", "Transfer-Encoding: chunked", "Connection: close"]
)
async def test_an_answer_larger_than_the_limit_is_refused_before_it_is_all_read(
    opened: Open, framing: str
) -> None:
    chunk = b"x" * 1000 if "chunked" not in framing else b"3e8\r\n" + b"x" * 1000 + b"\r\n"

    async def endless(connection: Connection) -> None:
        await connection.request()
        await connection.say(f"HTTP/1.1 200 OK\r\n{framing}\r\n\r\n".encode())
        while not connection.writer.transport.is_closing():
            await connection.say(chunk)

    async with serve(endless) as peer:
        error = await fails(opened(), post(peer.url("/x"), max_bytes=50_000), AnswerTooLarge)
    assert "larger than 50000 bytes" in error.message


async def test_an_answer_of_just_the_limit_is_taken(opened: Open) -> None:
    async def exact(connection: Connection) -> None:
        await connection.request()
        await connection.say(ok(b"x" * 5000))

    async with serve(exact) as peer:
        assert len((await opened().send(post(peer.url("/x"), max_bytes=5000))).body) == 5000


async def test_a_proxy_of_the_environment_is_ignored(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    async with serve(answer) as proxy, serve(answer) as peer:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url(""))
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        assert (await opened().send(post(peer.url("/x")))).status == 200
        assert (await opened().send(post(peer.url("/x")), fresh=True)).status == 200
        assert (proxy.connections, len(peer.requests)) == (0, 2)


async def test_a_configured_proxy_is_used_for_http(opened_whole: Open) -> None:
    async with serve(answer) as proxy:
        got = await opened_whole(proxy=proxy.url("")).send(post("http://graph.invalid/x"))
        assert got.status == 200
        assert proxy.requests[0].startswith(b"POST http://graph.invalid/x?")


async def test_a_configured_proxy_carries_tls_without_seeing_into_it(
    opened_whole: Open, authority: Authority, folder: Path
) -> None:
    async with serve(answer, tls=authority.issue().server(folder)) as peer, serve(tunnel) as proxy:
        transport = opened_whole(ca=authority.pem, proxy=proxy.url("").replace("//", "//user:SECRET-pw@"))
        assert (await transport.send(post(peer.url("/x")), fresh=True)).status == 200
        await transport.close()
        assert proxy.requests[0].startswith(f"CONNECT 127.0.0.1:{peer.port} ".encode())
        assert b"proxy-authorization: basic " in proxy.requests[0].lower()
        assert BEARER.encode() not in proxy.requests[0]


async def test_a_proxy_that_refuses_is_named_and_nothing_was_sent(opened_whole: Open) -> None:
    transport = opened_whole(proxy=f"http://user:SECRET-pw@127.0.0.1:{free_port()}")
    error = await fails(transport, post("https://graph.invalid/x"), NotSent)
    assert "(through the proxy 127.0.0.1)" in error.message


async def tunnel(connection: Connection) -> None:
    head = await connection.request()
    port = int(head.split(b" ")[1].split(b":")[1])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await connection.say(b"HTTP/1.1 200 Connection established\r\n\r\n")
    await asyncio.gather(pipe(connection.reader, writer), pipe(reader, connection.writer))


async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


async def test_a_fresh_request_has_a_connection_of_its_own(opened: Open) -> None:
    async with serve(answer) as peer:
        transport = opened()
        await transport.send(post(peer.url("/kept")))
        await transport.send(post(peer.url("/kept")))
        assert peer.connections == 1
        for _ in range(3):
            await transport.send(post(peer.url("/fresh")), fresh=True)
        assert peer.connections == 4
        await transport.send(post(peer.url("/kept")))
        assert peer.connections == 4


async def test_what_is_sent_is_http_1_1_with_our_name_and_whole(opened: Open) -> None:
    async with serve(answer) as peer:
        await opened().send(post(peer.url("/a%2Fb/c")), fresh=True)
    head, body = peer.requests[0].split(b"\r\n\r\n")
    assert head.startswith(b"POST /a%2Fb/c?input_token=SECRET-in-the-query HTTP/1.1\r\n")
    assert f"user-agent: wamigrate/{__version__}".encode() in head.lower()
    assert b"cookie" not in head.lower()
    assert body == b'{"pin": "SECRET-in-the-body"}'


async def test_a_change_without_a_body_says_that_it_has_none(opened: Open) -> None:
    async with serve(answer) as peer:
        request = post(peer.url("/x"))
        await opened().send(type(request)("POST", request.url, request.headers))
    assert b"content-length: 0" in peer.requests[0].lower()


async def test_cookies_are_not_kept(opened: Open) -> None:
    async def bake(connection: Connection) -> None:
        while await connection.request():
            await connection.say(ok(headers="Set-Cookie: a=b; Path=/\r\n"))

    async with serve(bake) as peer:
        transport = opened()
        await transport.send(post(peer.url("/x")))
        await transport.send(post(peer.url("/x")))
    assert b"cookie" not in peer.requests[1].lower()


async def test_header_names_come_in_lower_case_and_doubled_ones_joined(opened: Open) -> None:
    async def headers(connection: Connection) -> None:
        await connection.request()
        await connection.say(ok(headers="X-Two: a\r\nx-two: b\r\nFacebook-API-Version: v24.0\r\n"))

    async with serve(headers) as peer:
        got = await opened().send(post(peer.url("/x")))
    assert got.headers["x-two"] == "a, b"
    assert got.headers["facebook-api-version"] == "v24.0"


async def test_bytes_in_a_header_that_are_no_text_do_not_lose_the_answer(opened: Open) -> None:
    async def strange(connection: Connection) -> None:
        await connection.request()
        await connection.say(ok(b'{"success":true}', headers="X-Strange: caf\xe9\r\n"))

    async with serve(strange) as peer:
        got = await opened().send(post(peer.url("/x")))
    assert got.body == b'{"success":true}'
    assert "x-strange" not in got.headers


@pytest.mark.parametrize("fresh", [False, True], ids=["pooled", "fresh"])
async def test_debug_logging_shows_no_secret(
    opened: Open, fresh: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with serve(answer) as peer:
        transport = opened()
        await transport.send(post(peer.url("/x")), fresh=fresh)
        await transport.close()
    with pytest.raises(TransportError):
        await transport.send(post(f"http://127.0.0.1:{free_port()}/x"), fresh=fresh)
    await transport.close()
    assert "SECRET" not in caplog.text


async def test_a_transport_can_be_used_again_after_closing(opened: Open) -> None:
    async with serve(answer) as peer:
        transport = opened()
        for _ in range(2):
            await transport.send(post(peer.url("/x")))
            await transport.close()
