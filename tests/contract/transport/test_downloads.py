"""Downloads: bodies handed on in pieces, refusals kept out of the file."""

from __future__ import annotations

import pytest

from tests.contract.transport.conftest import Open
from tests.contract.transport.exchange import post
from tests.contract.transport.peers import Connection, ok, serve
from wamigrate.errors import AnswerTooLarge

pytestmark = pytest.mark.anyio

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


async def many(connection: Connection) -> None:
    await connection.request()
    await connection.say(ok(b"".join(b"%05d" % n for n in range(40_000))))


async def test_a_download_hands_on_the_body_in_pieces(opened_whole: Open) -> None:
    pieces: list[bytes] = []
    async with serve(many) as peer:
        got = await opened_whole().download(post(peer.url("/x"), method="GET"), pieces.append)
    assert (got.status, got.body) == (200, b"")
    assert b"".join(pieces) == b"".join(b"%05d" % n for n in range(40_000))


async def test_a_refused_download_writes_nothing_and_keeps_the_explanation(opened_whole: Open) -> None:
    async def refuse(connection: Connection) -> None:
        await connection.request()
        await connection.say(ok(b'{"errors":[]}', status="404 Not Found"))

    pieces: list[bytes] = []
    async with serve(refuse) as peer:
        got = await opened_whole().download(post(peer.url("/x"), method="GET"), pieces.append)
    assert (got.status, got.body, pieces) == (404, b'{"errors":[]}', [])


async def test_a_download_larger_than_the_limit_is_refused(opened_whole: Open) -> None:
    pieces: list[bytes] = []
    async with serve(many) as peer:
        request = post(peer.url("/x"), method="GET", max_bytes=100_000)
        with pytest.raises(AnswerTooLarge):
            await opened_whole().download(request, pieces.append)
    assert sum(map(len, pieces)) <= 100_000


async def test_the_writer_s_own_error_comes_through_as_it_is(opened_whole: Open) -> None:
    def full(piece: bytes) -> None:
        raise OSError(28, "No space left on device")

    async with serve(many) as peer:
        with pytest.raises(OSError, match="No space left"):
            await opened_whole().download(post(peer.url("/x"), method="GET"), full)
