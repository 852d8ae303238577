"""Failures after which the request has surely not arrived: they may be repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract.transport.certificates import Authority, self_signed
from tests.contract.transport.conftest import Open
from tests.contract.transport.exchange import fails, post
from tests.contract.transport.peers import Connection, crowded_port, free_port, ok, serve
from wamigrate.clients.aiohttp_transport import AiohttpTransport
from wamigrate.clients.pyreqwest_transport import PyreqwestTransport
from wamigrate.clients.transport import open_deployment_transport
from wamigrate.errors import NotSent

pytestmark = pytest.mark.anyio


async def test_a_refused_connection_is_not_sent(opened: Open) -> None:
    port = free_port()
    error = await fails(opened(), post(f"https://127.0.0.1:{port}/x"), NotSent)
    assert error.message == f"127.0.0.1:{port} refuses connections."
    assert error.hint == f"Check host and port, and that it runs: 127.0.0.1:{port}."


async def test_an_unknown_host_name_is_not_sent(opened: Open) -> None:
    error = await fails(opened(), post("https://no-such-host.invalid/x"), NotSent)
    assert error.message == "The host name no-such-host.invalid cannot be resolved."
    assert "no-such-host.invalid" in str(error.hint)


async def test_a_connection_that_is_never_accepted_is_not_sent(opened: Open) -> None:
    with crowded_port() as port:
        error = await fails(opened(connect_limit=0.4), post(f"http://127.0.0.1:{port}/x"), NotSent)
    assert "in time" in error.message


async def test_a_silent_port_under_https_is_not_sent(opened: Open) -> None:
    async with serve(Connection.hold) as peer:
        error = await fails(opened(connect_limit=0.4), post(f"https://127.0.0.1:{peer.port}/x"), NotSent)
    assert "in time" in error.message


async def test_a_tls_handshake_that_stalls_is_not_sent(opened: Open) -> None:
    async def stall(connection: Connection) -> None:
        await connection.reader.read(1)
        await connection.say(b"\x16\x03\x03\x00\x7a\x02\x00")  # the head of a server's first record
        await connection.hold()

    async with serve(stall) as peer:
        error = await fails(opened(connect_limit=0.4), post(f"https://127.0.0.1:{peer.port}/x"), NotSent)
    assert "in time" in error.message


@pytest.mark.parametrize("ending", ["close", "reset"])
async def test_a_peer_that_leaves_inside_the_tls_handshake_is_not_sent(opened: Open, ending: str) -> None:
    async def leave(connection: Connection) -> None:
        await connection.reader.read(1)
        if ending == "reset":
            connection.reset()

    async with serve(leave) as peer:
        error = await fails(opened(), post(f"https://127.0.0.1:{peer.port}/x"), NotSent)
    assert error.hint


async def test_a_peer_that_speaks_no_tls_is_not_sent(opened: Open) -> None:
    async def plain(connection: Connection) -> None:
        await connection.reader.read(1)
        await connection.say(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await connection.hold()

    async with serve(plain) as peer:
        error = await fails(opened(), post(f"https://127.0.0.1:{peer.port}/x"), NotSent)
    assert error.hint


async def test_an_unknown_authority_is_not_sent_and_the_hint_names_the_key(
    opened: Open, authority: Authority, folder: Path
) -> None:
    async with serve(answer, tls=authority.issue().server(folder)) as peer:
        error = await fails(opened(), post(peer.url("/x")), NotSent)
    assert "not trusted here" in error.message
    assert str(error.hint).startswith("Give the deployment's certificate authority as onprem.ca_file")
    assert peer.requests == []


async def test_a_certificate_for_another_name_is_not_sent(
    opened: Open, authority: Authority, folder: Path
) -> None:
    async with serve(answer, tls=authority.issue("elsewhere.example").server(folder)) as peer:
        error = await fails(opened(ca=authority.pem), post(peer.url("/x")), NotSent)
    assert "another name than 127.0.0.1" in error.message
    assert peer.requests == []


async def test_an_expired_certificate_is_not_sent(opened: Open, authority: Authority, folder: Path) -> None:
    async with serve(answer, tls=authority.issue(days=-1).server(folder)) as peer:
        error = await fails(opened(ca=authority.pem), post(peer.url("/x")), NotSent)
    assert "is not valid" in error.message
    assert "openssl s_client" in str(error.hint)


async def test_an_authority_is_trusted_only_by_the_transport_it_was_given_to(
    opened: Open, authority: Authority, folder: Path
) -> None:
    async with serve(answer, tls=authority.issue().server(folder)) as peer:
        trusting, other = opened(ca=authority.pem), opened(ca=Authority("Another").pem)
        assert (await trusting.send(post(peer.url("/x")))).status == 200
        await fails(other, post(peer.url("/x")), NotSent)
        await fails(opened(), post(peer.url("/x")), NotSent, fresh=True)
    assert len(peer.requests) == 1


async def test_every_authority_of_a_bundle_is_trusted(
    opened: Open, authority: Authority, folder: Path
) -> None:
    bundle = Authority("First").pem + authority.pem + Authority("Last").pem
    async with serve(answer, tls=authority.issue().server(folder)) as peer:
        assert (await opened(ca=bundle).send(post(peer.url("/x")))).status == 200


async def test_a_self_signed_server_certificate_may_be_its_own_authority(opened: Open, folder: Path) -> None:
    certificate = self_signed("127.0.0.1", authority=False)
    async with serve(answer, tls=certificate.server(folder)) as peer:
        assert (await opened(ca=certificate.pem).send(post(peer.url("/x")))).status == 200


async def test_an_authority_s_own_certificate_on_a_server_is_refused_by_rustls_with_a_hint(
    folder: Path,
) -> None:
    certificate = self_signed("127.0.0.1", authority=True)
    transport = PyreqwestTransport(ca=certificate.pem, proxy=None, connect_limit=5.0)
    async with serve(answer, tls=certificate.server(folder)) as peer:
        error = await fails(transport, post(peer.url("/x")), NotSent)
    await transport.close()
    assert "own certificate as its server certificate" in error.message
    assert str(error.hint).startswith("Issue a server certificate")


async def test_an_authority_s_own_certificate_on_a_server_is_taken_by_openssl(folder: Path) -> None:
    certificate = self_signed("127.0.0.1", authority=True)
    transport = AiohttpTransport(ca=certificate.pem, proxy=None, connect_limit=5.0)
    async with serve(answer, tls=certificate.server(folder)) as peer:
        assert (await transport.send(post(peer.url("/x")))).status == 200
    await transport.close()


async def answer(connection: Connection) -> None:
    while await connection.request():
        await connection.say(ok())


@pytest.mark.parametrize("signed", [False, True], ids=["self-signed", "by an authority that nobody has"])
async def test_a_deployment_s_certificate_may_stand_in_the_ca_file_itself(
    authority: Authority, folder: Path, *, signed: bool
) -> None:
    certificate = authority.issue() if signed else self_signed("127.0.0.1", authority=True)
    ca_file = folder / "deployment.pem"
    ca_file.write_bytes(certificate.pem)
    transport = open_deployment_transport(ca_file=ca_file)
    async with serve(answer, tls=certificate.server(folder)) as peer:
        assert (await transport.send(post(peer.url("/x")))).status == 200
    await transport.close()


async def test_a_deployment_without_its_ca_file_is_not_trusted(folder: Path) -> None:
    certificate = self_signed("127.0.0.1", authority=True)
    transport = open_deployment_transport()
    async with serve(answer, tls=certificate.server(folder)) as peer:
        await fails(transport, post(peer.url("/x")), NotSent)
    await transport.close()
