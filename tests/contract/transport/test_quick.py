"""What only the quick client promises: exact verdicts, kept connections, and nothing unasked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.contract.transport.peers import Connection, ok, serve, settle
from wamigrate.clients.aiohttp_transport import trusting
from wamigrate.clients.quick import Address, QuickAnswer, QuickClient, head_of
from wamigrate.errors import AnswerTooLarge, MaybeSent, NotSent

pytestmark = pytest.mark.anyio


@pytest.fixture
async def client(anyio_backend: object) -> AsyncIterator[QuickClient]:
    client = QuickClient(lambda: trusting(None), connect_limit=5.0)
    yield client
    await client.close()
    await settle()


async def ask(client: QuickClient, url: str, *, limit: float = 5.0, most: int = 10_000) -> QuickAnswer:
    address = Address.of(url)
    head = head_of("POST", address, [(b"x-one", b"1")])
    return await client.exchange(address, head, b"hello", limit=limit, most=most)


async def test_what_is_sent_is_what_was_asked_for(client: QuickClient) -> None:
    async def once(connection: Connection) -> None:
        await connection.request()
        await connection.say(ok(b"yes"))

    async with serve(once) as peer:
        answer = await ask(client, peer.url("/a%2Fb?c=d"))
        host = f"127.0.0.1:{peer.port}".encode()
    assert peer.requests == [
        b"POST /a%2Fb?c=d HTTP/1.1\r\nhost: " + host + b"\r\nx-one: 1\r\ncontent-length: 5\r\n\r\nhello"
    ]
    assert (answer.status, answer.body) == (200, b"yes")
    assert answer.headers == [(b"Content-Length", b"3")]


async def test_a_limit_that_ends_the_connecting_is_not_sent(client: QuickClient) -> None:
    async with serve(Connection.hold) as peer:
        with pytest.raises(NotSent, match="in time"):
            await ask(client, f"https://127.0.0.1:{peer.port}/x", limit=0.3)


async def test_connections_are_kept_and_shared_between_paths(client: QuickClient) -> None:
    async with serve(_again_and_again) as peer:
        for path in ("/a", "/b", "/c"):
            await ask(client, peer.url(path))
        assert peer.connections == 1
        await asyncio.gather(*(ask(client, peer.url("/d")) for _ in range(3)))
        assert peer.connections == 3


@pytest.mark.parametrize("word", ["Connection: close\r\n", "HTTP/1.0"])
async def test_a_connection_that_is_to_be_closed_is_not_kept(client: QuickClient, word: str) -> None:
    async def says(connection: Connection) -> None:
        while await connection.request():
            answer = ok(headers=word if ":" in word else "")
            await connection.say(answer if ":" in word else answer.replace(b"HTTP/1.1", b"HTTP/1.0"))

    async with serve(says) as peer:
        await ask(client, peer.url())
        await ask(client, peer.url())
        assert peer.connections == 2


async def test_a_kept_connection_that_was_closed_meanwhile_is_replaced(client: QuickClient) -> None:
    async def once(connection: Connection) -> None:
        await connection.request()
        await connection.say(ok())

    async with serve(once) as peer:
        for _ in range(3):
            await ask(client, peer.url())
            await _until_closed(client)
        assert len(peer.requests) == peer.connections == 3


async def test_an_answer_without_a_length_ends_with_the_connection(client: QuickClient) -> None:
    async def says(connection: Connection) -> None:
        await connection.request()
        await connection.say(b"HTTP/1.1 200 OK\r\n\r\nall of ")
        await connection.say(b"it")

    async with serve(says) as peer:
        assert (await ask(client, peer.url())).body == b"all of it"


async def test_an_interim_answer_is_not_the_answer(client: QuickClient) -> None:
    async def says(connection: Connection) -> None:
        while await connection.request():
            await connection.say(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok(b"real"))

    async with serve(says) as peer:
        for _ in range(2):
            answer = await ask(client, peer.url())
            assert (answer.status, answer.body) == (200, b"real")
            assert answer.headers == [(b"Content-Length", b"4")]
        assert peer.connections == 1


async def test_a_change_of_protocol_is_no_answer(client: QuickClient) -> None:
    async def says(connection: Connection) -> None:
        await connection.request()
        await connection.say(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")
        await connection.hold()

    async with serve(says) as peer:
        with pytest.raises(MaybeSent, match="not HTTP"):
            await ask(client, peer.url(), limit=3.0)


async def test_a_second_answer_is_never_taken_for_the_next_request_s(client: QuickClient) -> None:
    first = asyncio.Event()

    async def says(connection: Connection) -> None:
        await connection.request()
        await connection.say(ok(b"mine") + ok(b"too much") * (not first.is_set()))
        first.set()
        await connection.hold()

    async with serve(says) as peer:
        assert (await ask(client, peer.url())).body == b"mine"
        assert (await ask(client, peer.url())).body == b"mine"
        assert peer.connections == 2


async def test_a_late_unasked_answer_ends_the_connection(client: QuickClient) -> None:
    more = asyncio.Event()

    async def says(connection: Connection) -> None:
        await connection.request()
        await connection.say(ok(b"mine"))
        await more.wait()
        await connection.say(ok(b"unasked"))
        await connection.hold()

    async with serve(says) as peer:
        assert (await ask(client, peer.url())).body == b"mine"
        more.set()
        await _until_closed(client)
        assert (await ask(client, peer.url())).body == b"mine"
        assert peer.connections == 2


async def test_endless_headers_are_refused(client: QuickClient) -> None:
    async def says(connection: Connection) -> None:
        await connection.request()
        await connection.say(b"HTTP/1.1 200 OK\r\n")
        while not connection.writer.transport.is_closing():
            await connection.say(b"x-more: " + b"y" * 1000 + b"\r\n")

    async with serve(says) as peer:
        with pytest.raises(MaybeSent, match="not HTTP"):
            await ask(client, peer.url())


async def test_a_body_larger_than_the_limit_is_refused(client: QuickClient) -> None:
    async def says(connection: Connection) -> None:
        await connection.request()
        await connection.say(ok(b"y" * 10_001))
        await connection.hold()

    async with serve(says) as peer:
        with pytest.raises(AnswerTooLarge, match=f"127.0.0.1:{peer.port} is larger than 10000 bytes"):
            await ask(client, peer.url())


async def test_closing_ends_who_waits_and_the_client_may_be_used_again(client: QuickClient) -> None:
    async def first_silent(connection: Connection) -> None:
        await connection.request()
        if connection.peer.connections > 1:
            await connection.say(ok(b"again"))
        await connection.hold()

    async with serve(first_silent) as peer:
        waiting = asyncio.create_task(ask(client, peer.url()))
        await peer.arrived.wait()
        await client.close()
        with pytest.raises(MaybeSent):
            await waiting
        assert (await ask(client, peer.url())).body == b"again"


async def test_a_cancelled_request_leaves_no_connection_behind(client: QuickClient) -> None:
    async def slow_once(connection: Connection) -> None:
        await connection.request()
        if connection.peer.connections > 1:
            await connection.say(ok(b"fresh"))
        await connection.hold()

    async with serve(slow_once) as peer:
        task = asyncio.create_task(ask(client, peer.url()))
        await peer.arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await ask(client, peer.url())).body == b"fresh"
        assert peer.connections == 2


@pytest.mark.parametrize("bad", [b"a\r\nb", b"a\nb", b"a\0b"])
def test_a_header_that_would_be_two_is_refused(bad: bytes) -> None:
    address = Address.of("http://localhost/x")
    with pytest.raises(ValueError, match="header"):
        head_of("POST", address, [(b"x", bad)])
    with pytest.raises(ValueError, match="header"):
        head_of("POST", address, [(bad, b"x")])


@pytest.mark.parametrize(
    "url", ["ftp://a/b", "http://", "http://a b/", "http://u:p@a/", "http://a/\r\n", "a"]
)
def test_an_address_that_cannot_be_used_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        Address.of(url)


async def _again_and_again(connection: Connection) -> None:
    while await connection.request():
        await connection.say(ok())


async def _until_closed(client: QuickClient) -> None:
    """Until the client has noticed that nobody is there any more."""
    async with asyncio.timeout(10):
        while client._open:  # noqa: ASYNC110 - nothing tells when
            await asyncio.sleep(0.001)
