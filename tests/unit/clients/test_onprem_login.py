"""The On-Premises client: addresses, login, and every documented shape of a refusal."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.unit.clients.fakes import answer, assert_clean, onprem_client, refusal, token
from wamigrate.clients.transport import Answer
from wamigrate.errors import ConfigError, NotSent, OnPremError

pytestmark = pytest.mark.anyio

EMPTY = [b"", b"null", b"{}", b'{"meta": {"api_status": "stable", "version": "2.49.3"}}']


async def test_login_is_basic_once_and_then_the_token_is_used() -> None:
    onprem, script = onprem_client(token(), answer({"health": {}}), answer({"support": {}}))
    await onprem.health()
    await onprem.support()
    assert script.paths == ["POST /v1/users/login", "GET /v1/health", "GET /v1/support"]
    basic = base64.b64encode(b"admin:SECRET-password").decode()
    assert [request.headers["Authorization"] for request in script.requests] == [
        f"Basic {basic}",
        "Bearer SECRET-token",
        "Bearer SECRET-token",
    ]
    assert onprem.version == "v2.45.1"


async def test_an_expired_token_is_renewed_once() -> None:
    onprem, script = onprem_client(token("a"), answer(b"", 401), token("b"), answer({"support": {"x": 1}}))
    assert await onprem.support() == {"x": 1}
    assert script.requests[-1].headers["Authorization"] == "Bearer b"


@pytest.mark.parametrize(
    "refusal", [answer(b"", 401), refusal(1005, "Access denied", "Invalid credentials.", 401)]
)
async def test_a_second_refusal_of_the_token_ends_it(refusal: Answer) -> None:
    onprem, script = onprem_client(token("a"), refusal, token("b"), refusal)
    with pytest.raises(OnPremError) as caught:
        await onprem.support()
    assert caught.value.status == 401
    assert len(script.requests) == 4


async def test_a_refused_login_is_not_tried_again() -> None:
    onprem, script = onprem_client(answer(b"", 401))
    with pytest.raises(OnPremError) as caught:
        await onprem.support()
    assert caught.value.message == "On-Premises API: the credentials are refused (HTTP 401)."
    assert caught.value.hint == "Check onprem.username and onprem.password."
    assert len(script.requests) == 1


async def test_login_logs_in_anew_each_time() -> None:
    onprem, script = onprem_client(token("a"), token("b"), answer({"support": {}}))
    await onprem.login()
    await onprem.login()
    await onprem.support()
    assert script.requests[-1].headers["Authorization"] == "Bearer b"


@pytest.mark.parametrize(
    "document",
    [{}, {"users": []}, {"users": [{}]}, {"users": [{"token": "a\nb"}]}, {"users": [{"token": ""}]}],
)
async def test_a_login_without_a_usable_token_is_an_error(document: dict[str, Any]) -> None:
    onprem, _ = onprem_client(answer(document))
    with pytest.raises(OnPremError, match=r"users\[0\]\.token"):
        await onprem.login()


async def test_a_login_that_was_not_sent_says_so() -> None:
    onprem, _ = onprem_client(NotSent("refused"))
    with pytest.raises(NotSent):
        await onprem.support()


async def test_a_forbidden_call_does_not_log_in_again() -> None:
    onprem, script = onprem_client(token(), refusal(1005, "Access denied", status=403))
    with pytest.raises(OnPremError) as caught:
        await onprem.application_settings()
    assert (caught.value.status, caught.value.code) == (403, 1005)
    assert "admin" in str(caught.value.hint)
    assert len(script.requests) == 2


async def test_an_error_has_the_api_s_words_its_code_and_our_hint() -> None:
    onprem, _ = onprem_client(token(), refusal(1014, "Internal error", "Connection timed out.", 500))
    with pytest.raises(OnPremError) as caught:
        await onprem.stats()
    assert caught.value.message == "On-Premises API: Internal error: Connection timed out (code 1014)."
    assert caught.value.details == "Connection timed out."
    assert "Coreapp" in str(caught.value.hint)
    assert not caught.value.transient


async def test_an_error_inside_a_success_is_an_error() -> None:
    onprem, _ = onprem_client(token(), refusal(1016, "System overloaded", status=200))
    with pytest.raises(OnPremError) as caught:
        await onprem.support()
    assert (caught.value.status, caught.value.code, caught.value.transient) == (200, 1016, True)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"code": "1011"}, "On-Premises API: Service not ready (code 1011)."),
        ({"code": 99999, "title": "Odd"}, "On-Premises API: Odd (code 99999)."),
        ({}, "On-Premises API: the call is refused (code None)."),
        ("text", "On-Premises API: the call is refused (code None)."),
    ],
)
async def test_incomplete_errors_are_understood(row: object, message: str) -> None:
    onprem, _ = onprem_client(token(), answer({"errors": [row]}, 503))
    with pytest.raises(OnPremError) as caught:
        await onprem.support()
    assert caught.value.message == message
    assert caught.value.transient


@pytest.mark.parametrize(
    ("status", "words"),
    [(404, "not found"), (302, "redirects"), (502, "no readable answer"), (403, "no readable answer")],
)
@pytest.mark.parametrize(
    "body", [b"", b"<html>502 Bad Gateway SECRET</html>", b"\xff\xfe", b"[]", b'{"meta": {}}']
)
async def test_an_answer_that_is_not_the_api_s_is_told_by_its_status(
    status: int, words: str, body: bytes
) -> None:
    onprem, _ = onprem_client(token(), answer(body, status))
    with pytest.raises(OnPremError, match=words) as caught:
        await onprem.support()
    assert (caught.value.status, caught.value.transient) == (status, status == 502)
    assert_clean(caught.value)


@pytest.mark.parametrize("url", ["https://host:9090", "https://host:9090/", "https://host:9090/v1"])
async def test_the_address_may_end_in_the_version(url: str) -> None:
    onprem, script = onprem_client(token(), url=url)
    await onprem.login()
    assert script.requests[0].url == "https://host:9090/v1/users/login"


async def test_a_number_of_many_behind_one_address_keeps_its_path() -> None:
    onprem, script = onprem_client(token(), url="https://host:9090/main")
    await onprem.login()
    assert script.requests[0].path == "/main/v1/users/login"


async def test_credentials_are_not_sent_unencrypted() -> None:
    with pytest.raises(ConfigError):
        onprem_client(url="http://wa.example:9090")
