"""What nobody should send: refused in good time, and the bridge goes on."""

from __future__ import annotations

import json

import pytest

from tests.bridge.places import Application, Bridge, open_bridge, receiving
from tests.harness import wait_for
from wamigrate.core.payload import JsonObject
from wamigrate.sim.testing import Simulator


def post(number: str, token: str, body: bytes, *, length: int | None = None) -> bytes:
    head = (
        f"POST /{number}/v1/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body) if length is None else length}\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body


@pytest.fixture(autouse=True)
def still_there(bridge: Bridge) -> object:
    """After each of these tests the bridge answers as before."""
    yield
    assert bridge.call("GET", "/bridge/ready").body == b"ready\n"


def test_a_body_that_is_declared_too_large_is_refused_before_it_is_sent(bridge: Bridge) -> None:
    got = bridge.raw(post("moved", bridge.token("moved"), b"", length=50_000_000))
    assert got.startswith(b"HTTP/1.1 413 ")


def test_a_body_that_turns_out_too_large_is_refused(bridge: Bridge) -> None:
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    head = (
        f"POST /moved/v1/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {bridge.token('moved')}\r\n"
        "Transfer-Encoding: chunked\r\n\r\n"
    )
    assert bridge.raw(head.encode() + chunk * 20).startswith(b"HTTP/1.1 413 ")


def upload(number: str, token: str, size: int, *, chunked: bool = False) -> bytes:
    length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {size}"
    head = (
        f"POST /{number}/v1/media HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: image/png\r\n{length}\r\n\r\n"
    )
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    return head.encode() + (chunk * (size // 0x10000) + b"0\r\n\r\n" if chunked else b"x" * size)


def test_whoever_sends_too_much_still_reads_why(
    tmp_path_factory: pytest.TempPathFactory, sim: Simulator, bridge: Bridge
) -> None:
    folder = tmp_path_factory.mktemp("small") / "site"
    with (
        receiving() as application,
        open_bridge(
            folder, sim, "main", "other", application=application, lines="media_limit = 1_000_000"
        ) as small,
    ):
        for number in ("main", "other"):
            token = small.token(number)
            for chunked in (False, True):
                got = small.raw(upload(number, token, 20_000_000, chunked=chunked))
                assert got.startswith(b"HTTP/1.1 413 "), (number, chunked, got)
                assert got.endswith(b"}")
        assert small.raw(upload("other", "outdated", 20_000_000)).startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize(
    "body",
    [b"{", b"{}}", b"\xff\xfe", b'{"to": "\xed\xa0\x80"}', b"[" * 500_000, b'{"a":' * 20_000, b"[]", b'"x"'],
)
@pytest.mark.parametrize("number", ["main", "moved"])
def test_what_is_no_message_is_an_invalid_request(bridge: Bridge, number: str, body: bytes) -> None:
    got = bridge.raw(post(number, bridge.token(number), body))
    assert got.split(b"\r\n")[0] == b"HTTP/1.1 400 Bad Request"
    assert json.loads(got.split(b"\r\n\r\n", 1)[1])["errors"][0]["code"] == 1025


def test_deep_nesting_inside_a_message_is_refused_in_an_orderly_way(bridge: Bridge) -> None:
    nested: dict[str, object] = {"body": "x"}
    for _ in range(400):
        nested = {"body": nested}
    body = json.dumps({"to": "16505551234", "type": "text", "text": nested}).encode()
    assert bridge.raw(post("moved", bridge.token("moved"), body)).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("number", ["main", "moved"])
def test_settings_that_are_nested_as_deep_as_json_goes_spoil_none_that_come_later(
    bridge: Bridge, number: str
) -> None:
    path, token = f"/{number}/v1/settings/application", {"authorization": f"Bearer {bridge.token(number)}"}
    deep = b'{"a":' * 900 + b"1" + b"}" * 900
    for body in (deep, b'{"webhooks":{"max_concurrent_requests":12},"b":' + deep + b"}"):
        assert bridge.call("PATCH", path, body, token).status == 200
    got = bridge.call("GET", path, headers=token)
    assert got.json["settings"]["application"]["webhooks"]["max_concurrent_requests"] == 12


def test_a_flood_of_headers_is_refused(bridge: Bridge) -> None:
    head = b"GET /v1/health HTTP/1.1\r\nHost: x\r\n" + b"X-A: " + b"a" * 1000 + b"\r\n"
    flood = head + (b"X-A: " + b"a" * 1000 + b"\r\n") * 60
    assert bridge.raw(flood).startswith(b"HTTP/1.1 431 ")


def test_an_endless_address_is_refused(bridge: Bridge) -> None:
    assert bridge.raw(b"GET /v1/" + b"a" * 100_000).startswith(b"HTTP/1.1 431 ")


def test_slow_clients_are_sent_away(tmp_path_factory: pytest.TempPathFactory, sim: Simulator) -> None:
    folder = tmp_path_factory.mktemp("slow") / "site"
    with (
        receiving() as application,
        open_bridge(folder, sim, "other", application=application, lines="idle_limit = 0.5") as bridge,
    ):
        assert bridge.raw(b"").startswith(b"HTTP/1.1 408 ")
        assert bridge.raw(b"GET /v1/he").startswith(b"HTTP/1.1 408 ")
        stalled = post("other", bridge.token("other"), b"{", length=100)
        assert bridge.raw(stalled).startswith(b"HTTP/1.1 408 ")
        callback = b"POST /other/webhooks/onprem HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{"
        assert bridge.raw(callback).startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize(
    "path",
    [
        "/moved/../other/v1/health",
        "/moved/v1/%2e%2e/%2e%2e/other/v1/health",
        "/moved/v1/media/..%2f..%2fsettings%2fapplication",
        "/moved//v1/health",
        "/moved/v1/media/%00",
        "/moved/v1/media/%252e%252e%252fx",
        "/moved\\..\\other/v1/health",
        "/nobody/v1/health",
        "/etc/passwd",
    ],
)
def test_a_path_that_means_something_else_is_unknown(bridge: Bridge, path: str) -> None:
    request = f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {bridge.token('moved')}\r\n"
    got = bridge.raw((request + "Connection: close\r\n\r\n").encode())
    assert got.split(b" ")[1] == b"404"


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer x", "Basic x", "Basic " + "A" * 5000, "Apikey k"]
)
def test_nobody_is_let_in_without_credentials(bridge: Bridge, authorization: str) -> None:
    headers = {"authorization": authorization} if authorization else {}
    got = bridge.call("GET", "/moved/v1/health", None, headers)
    assert (got.status, got.code) == (401, 1005)


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1:1/x.png",
        "http://[::1]/x.png",
        "http://[::ffff:10.0.0.1]/x.png",
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/x.png",
        "http://0x7f000001/x.png",
        "http://2130706433/x.png",
        "file:///etc/passwd",
        "gopher://127.0.0.1/x",
    ],
)
def test_a_link_into_the_own_network_is_not_fetched(
    bridge: Bridge, application: Application, customer: str, link: str
) -> None:
    provider = {"name": "inside", "type": "www", "config": {"bearer": "b"}}
    path = "/v1/settings/application/media/providers"
    assert bridge.ask("moved", "POST", path, [provider]).status == 200
    message = {"to": customer, "type": "image", "image": {"link": link, "provider": {"name": "inside"}}}
    sent = bridge.ask("moved", "POST", "/v1/messages", message).json["messages"][0]["id"]

    def told() -> list[JsonObject]:
        return [s for s in application.about("statuses") if s["id"] == sent]

    wait_for(told, "the status")
    assert (told()[0]["status"], told()[0]["errors"][0]["code"]) == ("failed", 1014)
    assert bridge.sim.control.inbox(customer) == []


def test_only_a_post_is_a_callback(bridge: Bridge, application: Application) -> None:
    before = len(application.raw)
    assert bridge.call("PUT", "/main/webhooks/onprem", {}).status == 405
    assert bridge.raw(
        b"POST /main/webhooks/onprem HTTP/1.1\r\nHost: x\r\nContent-Length: 50000000\r\n\r\n"
    ).startswith(b"HTTP/1.1 413 ")
    assert len(application.raw) == before


def test_a_head_request_is_answered_without_a_body(bridge: Bridge) -> None:
    got = bridge.ask("moved", "HEAD", "/v1/health")
    assert (got.status, got.body) == (200, b"")
