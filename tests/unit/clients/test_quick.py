"""The quick client: what counts as an answer, what is kept, and that nothing goes out twice.

Its verdicts are in `tests/contract/transport`, beside the other clients'.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contract.transport.certificates import Authority, self_signed
from tests.contract.transport.exchange import assert_clean
from tests.contract.transport.peers import Behaviour, Connection, crowded_port, free_port, ok, serve
from tests.unit.bridge.stand import until
from wamigrate.clients.aiohttp_transport import LARGEST_HEADER
from wamigrate.clients.quick import Address, QuickAnswer, QuickClient, head_of
from wamigrate.clients.streaming import lax_context
from wamigrate.errors import AnswerTooLarge, MaybeSent, NotSent, TransportError

pytestmark = pytest.mark.anyio

HEADERS = [(b"content-type", b"application/json"), (b"authorization", b"SECRET-in-a-header")]
BODY = b'{"text":"SECRET-in-the-body"}'
MOST = 400_000


@pytest.fixture(params=[False, True], ids=["asyncio", "uvloop"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, bool]]:
    """The loop of the bridge, and Python's own."""
    return "asyncio", {"use_uvloop": request.param}


def opened(*, ca: bytes | None = None, connect_limit: float = 2.0, idle_limit: float = 15.0) -> QuickClient:
    return QuickClient(lambda: lax_context(ca), connect_limit=connect_limit, idle_limit=idle_limit)


@pytest.fixture
async def client(anyio_backend: object) -> AsyncIterator[QuickClient]:
    client = opened()
    yield client
    await client.close()


async def post(
    client: QuickClient, url: str, body: bytes = BODY, *, cut: bool = True, limit: float = 10.0
) -> QuickAnswer:
    address = Address.of(url)
    head = head_of("POST", address, HEADERS)
    return await client.exchange(address, head, body, limit=limit, most=MOST, cut=cut)


async def fails(client: QuickClient, url: str, kind: type[TransportError]) -> TransportError:
    """Posts, expects exactly `kind`, and returns it."""
    with pytest.raises(TransportError) as caught:
        await post(client, f"{url}?token=SECRET-in-the-query")
    assert type(caught.value) is kind, caught.value
    assert_clean(caught.value)
    return caught.value


def saying(*pieces: bytes) -> Behaviour:
    """Answers each request with these pieces, one after the other, and keeps the connection."""

    async def behave(connection: Connection) -> None:
        while await connection.request():
            with contextlib.suppress(RuntimeError):  # uvloop's word for a connection that is closed
                for piece in pieces:
                    await connection.say(piece)
                    await asyncio.sleep(0)

    return behave


def leaving(*pieces: bytes) -> Behaviour:
    """Answers one request with these pieces, and closes."""

    async def behave(connection: Connection) -> None:
        await connection.request()
        for piece in pieces:
            await connection.say(piece)

    return behave


async def test_the_request_goes_out_as_it_was_given(client: QuickClient) -> None:
    async with serve(saying(ok(b"fine"))) as peer:
        posted = await post(client, peer.url("/hook?a=b%20c#part"))
    assert (posted.status, posted.headers, posted.body) == (200, [(b"Content-Length", b"4")], b"fine")
    head, body = peer.requests[0].split(b"\r\n\r\n")
    assert head.split(b"\r\n") == [
        b"POST /hook?a=b%20c HTTP/1.1",
        b"host: 127.0.0.1:%d" % peer.port,
        b"content-type: application/json",
        b"authorization: SECRET-in-a-header",
        b"content-length: %d" % len(BODY),
    ]
    assert body == BODY


async def test_a_connection_is_kept_and_used_again(client: QuickClient) -> None:
    async with serve(saying(ok())) as peer:
        for _ in range(10):
            await post(client, peer.url())
        assert peer.connections == 1


async def test_posts_at_the_same_time_have_connections_of_their_own(client: QuickClient) -> None:
    async with serve(saying(ok())) as peer:
        await asyncio.gather(*(post(client, peer.url(f"/{n}")) for n in range(5)))
        await asyncio.gather(*(post(client, peer.url(f"/{n}")) for n in range(5)))
        assert (len(peer.requests), peer.connections) == (10, 5)


CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: x\r\n\r\n"
)


@pytest.mark.parametrize(
    ("answer", "status", "body", "kept"),
    [
        (ok(b"x" * 300_000), 200, b"x" * 300_000, True),
        (ok(b"", status="500 No"), 500, b"", True),
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204, b"", True),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\n" + ok(b"x"), 200, b"x", True),
        (CHUNKED, 200, b"abcde", True),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx", 200, b"x", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", 200, b"x", False),
        (ok(b"x") + ok(b"not asked for"), 200, b"x", False),
        (ok(b"x") + b"nonsense", 200, b"x", False),
        (ok(b"y" * (MOST + 1)), 200, b"y" * MOST, False),
    ],
    ids=[
        "long",
        "status",
        "no-content",
        "informational",
        "chunked",
        "close",
        "http-1.0",
        "two-answers",
        "nonsense-behind",
        "too-long",
    ],
)
@pytest.mark.parametrize("size", [1_000_000_000, 7], ids=["at-once", "in-crumbs"])
async def test_an_answer_is_put_together(
    client: QuickClient, answer: bytes, status: int, body: bytes, kept: bool, size: int
) -> None:
    if len(answer) > 1000 and size == 7:
        size = 50_000
    pieces = [answer[n : n + size] for n in range(0, len(answer), size)]
    async with serve(saying(*pieces)) as peer:
        for _ in range(2):
            posted = await post(client, peer.url())
            assert (posted.status, posted.body) == (status, body)
            assert (b"X-Trailer", b"x") not in posted.headers
        assert (len(peer.requests), peer.connections) == (2, 1 if kept else 2)


async def test_an_answer_may_end_with_its_connection(client: QuickClient) -> None:
    async with serve(leaving(b"HTTP/1.1 200 OK\r\n\r\nab", b"cd")) as peer:
        assert (await post(client, peer.url())).body == b"abcd"
        assert (await post(client, peer.url())).body == b"abcd"
        assert (len(peer.requests), peer.connections) == (2, 2)


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        ([], "without an answer"),
        ([b"HTTP/1.1 200 OK\r\nContent-Le"], "without an answer"),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"], "broke off"),
        ([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc"], "broke off"),
        ([b"SSH-2.0-OpenSSH_9.2\r\n"], "not HTTP"),
        ([b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"], "not HTTP"),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"], "not HTTP"),
        ([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\nab"], "not HTTP"),
        ([b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * (LARGEST_HEADER // 6), b"Z: z\r\n" * 10], "not HTTP"),
    ],
)
async def test_what_is_no_answer_may_have_been_sent(
    client: QuickClient, pieces: list[bytes], words: str
) -> None:
    async with serve(leaving(*pieces)) as peer:
        failed = await fails(client, peer.url(), MaybeSent)
        assert words in failed.message
        assert (len(peer.requests), peer.connections) == (1, 1)


async def test_a_reset_may_have_been_sent(client: QuickClient) -> None:
    async def reset(connection: Connection) -> None:
        await connection.request()
        connection.reset()

    async with serve(reset) as peer:
        await fails(client, peer.url(), MaybeSent)
        assert len(peer.requests) == 1


async def test_a_post_on_a_connection_that_breaks_just_then_is_not_repeated(client: QuickClient) -> None:
    async def break_at_the_second(connection: Connection) -> None:
        await connection.request()
        await connection.say(ok())
        await connection.request()

    async with serve(break_at_the_second) as peer:
        await post(client, peer.url())
        await fails(client, peer.url(), MaybeSent)
        assert (len(peer.requests), peer.connections) == (2, 1)


async def test_a_kept_connection_that_the_other_side_closed_is_not_used(client: QuickClient) -> None:
    async with serve(leaving(ok())) as peer:
        for n in range(1, 4):
            await post(client, peer.url())
            await until(lambda: not client.kept)
            assert (len(peer.requests), peer.connections) == (n, n)


async def test_a_kept_connection_that_is_just_closing_is_not_used(client: QuickClient) -> None:
    async with serve(saying(ok())) as peer:
        await post(client, peer.url())
        (connection,) = client._open
        assert connection._transport is not None
        connection._transport.close()  # as after the other side's end; that it is lost comes a turn later
        assert client.kept == 1
        await post(client, peer.url())
        assert (len(peer.requests), peer.connections) == (2, 2)


async def test_what_is_said_before_it_is_asked_answers_nothing(client: QuickClient) -> None:
    async def say_too_much(connection: Connection) -> None:
        await connection.request()
        await connection.say(ok(b"mine"))
        await asyncio.sleep(0.01)
        await connection.say(ok(b"planted"))
        await connection.hold()

    async with serve(say_too_much) as peer:
        await post(client, peer.url())
        await until(lambda: not client.kept)
        assert (await post(client, peer.url())).body == b"mine"
        assert peer.connections == 2


async def test_an_answer_before_the_request_was_read_ends_the_connection(client: QuickClient) -> None:
    async def answer_at_once(connection: Connection) -> None:
        await connection.reader.read(100)
        await connection.say(ok(b"too large", status="413 No"))
        await connection.peer.arrived.wait()

    async with serve(answer_at_once) as peer:
        posted = await post(client, peer.url(), b"x" * 20_000_000)
        assert (posted.status, client.kept) == (413, 0)
        peer.arrived.set()


async def test_whoever_stops_waiting_breaks_the_connection(client: QuickClient) -> None:
    async def answer_late(connection: Connection) -> None:
        await connection.request()
        if connection.peer.connections > 1:
            await connection.say(ok(b"second"))
        await connection.hold()

    async with serve(answer_late) as peer:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await post(client, peer.url())
        assert (await post(client, peer.url())).body == b"second"
        assert peer.connections == 2


async def test_connections_that_nobody_uses_are_closed() -> None:
    ended = asyncio.Event()

    async def answer(connection: Connection) -> None:
        while await connection.request():
            await connection.say(ok())
        ended.set()

    client = opened(idle_limit=0.05)
    async with serve(answer) as peer:
        await post(client, peer.url())
        assert client.kept == 1
        async with asyncio.timeout(5):
            await ended.wait()
        assert client.kept == 0
    await client.close()


async def test_closing_lets_what_is_under_way_end() -> None:
    free = asyncio.Event()

    async def answer(connection: Connection) -> None:
        while await connection.request():
            await free.wait()
            await connection.say(ok(b"late"))

    client = opened()
    async with serve(answer) as peer:
        posting = asyncio.create_task(post(client, peer.url()))
        await peer.arrived.wait()
        await client.close()
        free.set()
        assert (await posting).body == b"late"
        assert client.kept == 0


@pytest.mark.parametrize(
    "url",
    ["ftp://host/", "http://", "http://us:er@host/", "http://host/a b", "http://host/\r\nx", "http://höst/"],
)
async def test_an_address_that_cannot_be_written_is_said_so(client: QuickClient, url: str) -> None:
    with pytest.raises(ValueError):
        await post(client, url)


@pytest.mark.parametrize("header", [(b"a", b"b\r\nc: d"), (b"a\n", b"b"), (b"a", b"b\rc"), (b"a", b"\0")])
def test_a_header_cannot_end_the_line(header: tuple[bytes, bytes]) -> None:
    with pytest.raises(ValueError, match="header"):
        head_of("POST", Address.of("http://host/"), [header])


async def test_a_limit_that_ends_the_connecting_is_not_sent(client: QuickClient) -> None:
    async with serve(Connection.hold) as peer:
        with pytest.raises(NotSent, match="in time"):
            await post(client, f"https://127.0.0.1:{peer.port}/x", limit=0.2)


async def test_a_body_that_is_not_cut_may_be_too_long(client: QuickClient) -> None:
    async with serve(saying(ok(b"y" * (MOST + 1)))) as peer:
        with pytest.raises(AnswerTooLarge, match=f"127.0.0.1:{peer.port} is larger than {MOST} bytes"):
            await post(client, peer.url(), cut=False)
        assert client.kept == 0


async def test_nobody_there_is_not_sent(client: QuickClient) -> None:
    assert "refuses" in (await fails(client, f"http://127.0.0.1:{free_port()}/", NotSent)).message
    assert "resolved" in (await fails(client, "http://nowhere.invalid/", NotSent)).message
    assert "resolved" in (await fails(client, f"http://{'a' * 70}.example/", NotSent)).message


async def test_no_connection_in_time_is_not_sent() -> None:
    client = opened(connect_limit=0.2)
    with crowded_port() as port:
        assert "in time" in (await fails(client, f"http://127.0.0.1:{port}/", NotSent)).message


async def test_an_authority_is_believed_where_it_is_given(tmp_path: Path) -> None:
    authority = Authority()
    async with serve(saying(ok(b"safe")), tls=authority.issue().server(tmp_path)) as peer:
        trusting, doubting = opened(ca=authority.pem), opened()
        for _ in range(3):
            assert (await post(trusting, peer.url())).body == b"safe"
        assert peer.connections == 1
        assert "not trusted" in (await fails(doubting, peer.url(), NotSent)).message
        assert len(peer.requests) == 3
        await trusting.close()


@pytest.mark.parametrize("marked", [True, False])
async def test_a_self_signed_certificate_is_believed_where_it_is_given(tmp_path: Path, marked: bool) -> None:
    own = self_signed("127.0.0.1", authority=marked)
    async with serve(saying(ok(b"safe")), tls=own.server(tmp_path)) as peer:
        client = opened(ca=own.pem)
        assert (await post(client, peer.url())).body == b"safe"
        await client.close()


@pytest.mark.parametrize(
    ("host", "days", "words"), [("other.example", 30, "another name"), ("127.0.0.1", -1, "not valid")]
)
async def test_a_certificate_that_is_not_right_is_not_sent(
    tmp_path: Path, host: str, days: int, words: str
) -> None:
    authority = Authority()
    async with serve(saying(ok()), tls=authority.issue(host, days=days).server(tmp_path)) as peer:
        assert words in (await fails(opened(ca=authority.pem), peer.url(), NotSent)).message
        assert not peer.requests


async def test_a_port_that_speaks_no_tls_is_not_sent(client: QuickClient) -> None:
    async def hang_up(connection: Connection) -> None:
        await connection.reader.read(1)
        connection.reset()

    for behave in (saying(b"SSH-2.0\r\n"), hang_up):
        async with serve(behave) as peer:
            await fails(client, peer.url().replace("http:", "https:"), NotSent)
            assert not peer.requests
