"""The short way to Graph: direct, or through a proxy, with the same request either way."""

from __future__ import annotations

import pytest

from tests.contract.transport.peers import Connection, ok, serve
from wamigrate.clients.sender import Endpoint, Sent, open_sender
from wamigrate.clients.transport import USER_AGENT
from wamigrate.errors import MaybeSent, NotSent

pytestmark = pytest.mark.anyio
HEADERS = {"authorization": "Bearer SECRET", "content-type": "application/json"}


async def _says(connection: Connection) -> None:
    while await connection.request():
        await connection.say(ok(b'{"ok":1}', status="202 Accepted"))


@pytest.mark.parametrize("proxied", [False, True])
async def test_a_message_is_posted_with_its_headers(proxied: bool) -> None:
    async with serve(_says) as peer:
        place = f"127.0.0.1:{peer.port}"
        proxy = f"http://{place}" if proxied else None
        url = "http://graph.test/v1/messages" if proxied else f"http://{place}/v1/messages"
        sender = open_sender(ca=None, proxy=proxy)
        try:
            for _ in range(2):
                assert await sender.post(Endpoint(url, HEADERS), b"{}") == Sent(202, b'{"ok":1}')
        finally:
            await sender.close()
        assert peer.connections == 1
    head = peer.requests[1].lower()
    assert head.startswith(f"post {url if proxied else '/v1/messages'} http/1.1\r\n".encode())
    assert b"authorization: bearer secret\r\n" in head
    assert b"content-type: application/json\r\n" in head
    assert f"user-agent: {USER_AGENT}\r\n".encode() in head
    assert head.endswith(b"\r\n\r\n{}")


async def test_a_proxy_that_is_away_is_not_sent() -> None:
    sender = open_sender(ca=None, proxy="http://127.0.0.1:1")
    try:
        with pytest.raises(NotSent, match="through the proxy"):
            await sender.post(Endpoint("http://graph.test/x", HEADERS), b"{}")
    finally:
        await sender.close()


@pytest.mark.parametrize("proxied", [False, True])
async def test_no_answer_in_time_is_maybe_sent(proxied: bool) -> None:
    async def silent(connection: Connection) -> None:
        await connection.request()
        await connection.hold()

    async with serve(silent) as peer:
        place = f"http://127.0.0.1:{peer.port}"
        sender = open_sender(ca=None, proxy=place if proxied else None, limit=0.2)
        try:
            with pytest.raises(MaybeSent):
                await sender.post(Endpoint("http://graph.test/x" if proxied else place, HEADERS), b"{}")
        finally:
            await sender.close()


def test_an_endpoint_never_shows_its_token() -> None:
    assert "SECRET" not in repr(Endpoint("http://localhost/x", HEADERS))
