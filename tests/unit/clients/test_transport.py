"""The seam itself: requests that cannot be built, what is shown of them, addresses that are safe to use."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyreqwest.exceptions import (
    BuilderError,
    CauseErrorDetails,
    ConnectError,
    ConnectTimeoutError,
    PoolTimeoutError,
    ReadError,
)

from wamigrate.clients import pyreqwest_transport
from wamigrate.clients.transport import (
    Answer,
    Intake,
    Request,
    Trouble,
    base_url,
    check_proxy,
    failure,
    open_transport,
    read_ca,
)
from wamigrate.errors import AnswerTooLarge, ConfigError, MaybeSent, NotSent


@pytest.mark.parametrize(
    "url",
    [
        "host/x",
        "ftp://host/x",
        "http:///x",
        "https://host:99999/x",
        "https://host:0/x",
        "https://user:pw@host/x",
        "https://host/a b\n",
        "https://hööst/x",
    ],
)
def test_an_address_that_cannot_be_used_is_our_own_mistake(url: str) -> None:
    with pytest.raises(ValueError):
        Request("GET", url)


@pytest.mark.parametrize(
    "header", [("na me", "x"), ("", "x"), ("x", "a\r\nb: c"), ("x", "é"), ("x", "\x00"), ("näme", "x")]
)
def test_a_header_that_cannot_be_sent_is_our_own_mistake_and_is_not_shown(header: tuple[str, str]) -> None:
    with pytest.raises(ValueError) as caught:
        Request("GET", "https://host/x", {header[0]: f"SECRET{header[1]}" if header[0] == "x" else header[1]})
    assert "SECRET" not in str(caught.value)


def test_a_method_is_one_word() -> None:
    with pytest.raises(ValueError):
        Request("GE T", "https://host/x")


def test_a_request_shows_neither_query_nor_credentials_nor_body() -> None:
    request = Request(
        "POST", "https://host/x?t=SECRET", {"Authorization": "SECRET", "Accept": "a"}, b"SECRET"
    )
    assert repr(request) == (
        "Request(POST host:443/x, headers={'Authorization': '…', 'Accept': 'a'}, body=6 bytes)"
    )


def test_an_answer_shows_neither_values_nor_body() -> None:
    shown = repr(Answer(200, {"set-cookie": "SECRET"}, b"SECRET"))
    assert shown == "Answer(200, headers=['set-cookie'], body=6 bytes)"


@pytest.mark.parametrize(
    ("url", "place", "path"),
    [
        ("https://graph.facebook.com/v23.0/me?x=1", "graph.facebook.com:443", "/v23.0/me"),
        ("http://127.0.0.1:8080", "127.0.0.1:8080", "/"),
        ("https://[::1]:9090/v1/health", "::1:9090", "/v1/health"),
    ],
)
def test_place_and_path_are_what_messages_name(url: str, place: str, path: str) -> None:
    request = Request("GET", url)
    assert (request.place, request.path) == (place, path)


@pytest.mark.parametrize("url", ["https://wa.example:9090/", "https://wa.example:9090//"])
def test_a_base_address_loses_its_last_slash(url: str) -> None:
    assert base_url(url, key="onprem.url") == "https://wa.example:9090"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:1", "http://127.8.0.1"]
)
def test_plain_http_is_taken_on_this_machine(url: str) -> None:
    assert base_url(url, key="graph.url") == url


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("wa.example:9090", "graph.url is not an address"),
        ("https://", "graph.url is not an address"),
        ("https://host:port", "graph.url is not an address"),
        ("https://host:0", "graph.url is not an address"),
        ("https://host?x=1", "graph.url is not an address"),
        ("https://host/#x", "graph.url is not an address"),
        ("https://ho st", "graph.url is not an address"),
        ("https://[::1", "graph.url is not an address"),
        ("https://user:SECRET@host", "user name or password"),
        ("http://wa.example", "unencrypted"),
        ("http://10.0.0.1", "unencrypted"),
    ],
)
def test_an_address_that_is_not_safe_to_use_is_refused(url: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        base_url(url, key="graph.url")
    assert "SECRET" not in f"{caught.value} {caught.value.hint}"
    assert caught.value.hint


def test_a_ca_file_is_read_and_checked(tmp_path: Path) -> None:
    assert read_ca(None) is None
    broken = tmp_path / "ca.pem"
    broken.write_bytes(b"not a certificate")
    for path in (tmp_path / "missing.pem", broken, tmp_path):
        with pytest.raises(ConfigError, match=str(path)) as caught:
            read_ca(path)
        assert caught.value.hint


def test_a_ca_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    der = tmp_path / "ca.der"
    der.write_bytes(b"\x30\x82\xff\xfe")
    with pytest.raises(ConfigError, match="not a PEM file"):
        read_ca(der)


@pytest.mark.parametrize(
    "proxy", ["", "proxy:3128", "ftp://proxy", "http://", "http://pr oxy", "http://[::1"]
)
def test_a_proxy_that_is_no_address_is_refused(proxy: str) -> None:
    with pytest.raises(ConfigError, match="proxy"):
        check_proxy(proxy)


def test_a_proxy_may_have_credentials() -> None:
    assert check_proxy("http://user:pw@proxy:3128") == "http://user:pw@proxy:3128"
    assert check_proxy(None) is None


def test_opening_a_transport_connects_to_nothing() -> None:
    assert open_transport(proxy="http://proxy.invalid:3128", connect_limit=1.0)


REQUEST = Request("POST", "https://host/x", max_bytes=10)


@pytest.mark.parametrize("trouble", Trouble)
def test_each_trouble_says_what_to_do_or_that_the_outcome_is_open(trouble: Trouble) -> None:
    error = failure(trouble, REQUEST, OSError("SECRET"), proxy=None)
    assert type(error) is (MaybeSent if trouble.sent else NotSent)
    assert "host" in error.message
    assert "{" not in f"{error.message} {error.hint}"
    assert error.hint or trouble.sent
    assert "SECRET" not in f"{error.__cause__!r}"


def test_a_failure_through_a_proxy_names_it_without_its_password() -> None:
    error = failure(Trouble.REFUSED, REQUEST, OSError(), proxy="http://user:SECRET@proxy:3128")
    assert error.message == "host:443 refuses connections (through the proxy proxy)."


def test_an_intake_keeps_up_to_the_limit() -> None:
    intake = Intake(REQUEST)
    intake.begin(200)
    intake.take(b"12345")
    intake.take(b"67890")
    assert intake.body() == b"1234567890"
    with pytest.raises(AnswerTooLarge):
        intake.take(b"1")


CONNECT: CauseErrorDetails = {
    "causes": [{"message": "client error (Connect)"}, {"message": "tcp connect error"}]
}
SENT: CauseErrorDetails = {"causes": [{"message": "client error (SendRequest)"}]}


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ConnectError("x", CONNECT), True),
        (ConnectTimeoutError("x", CONNECT), True),
        (PoolTimeoutError("x", {"causes": None}), True),
        (BuilderError("x", {"causes": None}), True),
        (ConnectError("x", SENT), False),
        (ConnectError("x", {"causes": None}), False),
        (ConnectTimeoutError("x", {"causes": [{"message": "operation timed out"}]}), False),
        (ReadError("x", CONNECT), False),
        (TimeoutError(), False),
        (RuntimeError("client error (Connect)"), False),
    ],
)
def test_only_what_is_proven_counts_as_not_sent(error: Exception, expected: bool) -> None:
    assert pyreqwest_transport.not_sent(error) is expected
    assert pyreqwest_transport.trouble(error).sent is not expected
