"""The On-Premises client: login, every documented shape of an answer, and no secret in what can be seen."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.unit.clients.fakes import Script, answer, assert_clean
from wamigrate.clients.calls import Call
from wamigrate.clients.onprem import Node, OnPremClient, metric
from wamigrate.clients.transport import Answer
from wamigrate.core.clock import ManualClock
from wamigrate.core.secret import Secret
from wamigrate.errors import ConfigError, MaybeSent, NotSent, OnPremError

pytestmark = pytest.mark.anyio

META = {"api_status": "stable", "version": "v2.45.1"}
EMPTY = [b"", b"null", b"{}", b'{"meta": {"api_status": "stable", "version": "2.49.3"}}']


def token(value: str = "SECRET-token") -> Answer:
    users = [{"token": value, "expires_after": "2026-01-12 09:00:00+00:00"}]
    return answer({"users": users, "meta": META})


def client(*replies: Any, calls: list[Call] | None = None, url: str = "https://wa.example:9090") -> Any:
    script = Script(*replies)
    made = OnPremClient(
        script,
        url=url,
        username="admin",
        password=Secret("SECRET-password"),
        clock=ManualClock(),
        on_call=(calls if calls is not None else []).append,
    )
    return made, script


def error(code: int, title: str, details: str | None = None, status: int = 400) -> Answer:
    row = {"code": code, "title": title} | ({"details": details} if details else {})
    return answer({"meta": META, "errors": [row]}, status)


async def test_login_is_basic_once_and_then_the_token_is_used() -> None:
    onprem, script = client(token(), answer({"health": {}}), answer({"support": {}}))
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
    onprem, script = client(token("a"), answer(b"", 401), token("b"), answer({"support": {"x": 1}}))
    assert await onprem.support() == {"x": 1}
    assert script.requests[-1].headers["Authorization"] == "Bearer b"


@pytest.mark.parametrize(
    "refusal", [answer(b"", 401), error(1005, "Access denied", "Invalid credentials.", 401)]
)
async def test_a_second_refusal_of_the_token_ends_it(refusal: Answer) -> None:
    onprem, script = client(token("a"), refusal, token("b"), refusal)
    with pytest.raises(OnPremError) as caught:
        await onprem.support()
    assert caught.value.status == 401
    assert len(script.requests) == 4


async def test_a_refused_login_is_not_tried_again() -> None:
    onprem, script = client(answer(b"", 401))
    with pytest.raises(OnPremError) as caught:
        await onprem.support()
    assert caught.value.message == "On-Premises API: the credentials are refused (HTTP 401)."
    assert caught.value.hint == "Check onprem.username and onprem.password."
    assert len(script.requests) == 1


async def test_login_logs_in_anew_each_time() -> None:
    onprem, script = client(token("a"), token("b"), answer({"support": {}}))
    await onprem.login()
    await onprem.login()
    await onprem.support()
    assert script.requests[-1].headers["Authorization"] == "Bearer b"


@pytest.mark.parametrize(
    "document",
    [{}, {"users": []}, {"users": [{}]}, {"users": [{"token": "a\nb"}]}, {"users": [{"token": ""}]}],
)
async def test_a_login_without_a_usable_token_is_an_error(document: dict[str, Any]) -> None:
    onprem, _ = client(answer(document))
    with pytest.raises(OnPremError, match=r"users\[0\]\.token"):
        await onprem.login()


async def test_a_login_that_was_not_sent_says_so() -> None:
    onprem, _ = client(NotSent("refused"))
    with pytest.raises(NotSent):
        await onprem.support()


async def test_a_forbidden_call_does_not_log_in_again() -> None:
    onprem, script = client(token(), error(1005, "Access denied", status=403))
    with pytest.raises(OnPremError) as caught:
        await onprem.application_settings()
    assert (caught.value.status, caught.value.code) == (403, 1005)
    assert "admin" in str(caught.value.hint)
    assert len(script.requests) == 2


async def test_an_error_has_the_api_s_words_its_code_and_our_hint() -> None:
    onprem, _ = client(token(), error(1014, "Internal error", "Connection timed out.", 500))
    with pytest.raises(OnPremError) as caught:
        await onprem.stats()
    assert caught.value.message == "On-Premises API: Internal error: Connection timed out (code 1014)."
    assert caught.value.details == "Connection timed out."
    assert "Coreapp" in str(caught.value.hint)
    assert not caught.value.transient


async def test_an_error_inside_a_success_is_an_error() -> None:
    onprem, _ = client(token(), error(1016, "System overloaded", status=200))
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
    onprem, _ = client(token(), answer({"errors": [row]}, 503))
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
    onprem, _ = client(token(), answer(body, status))
    with pytest.raises(OnPremError, match=words) as caught:
        await onprem.support()
    assert (caught.value.status, caught.value.transient) == (status, status == 502)
    assert_clean(caught.value)


@pytest.mark.parametrize("body", [b"<html>", b"[1]", b'"ok"', b"true"])
async def test_a_reading_success_that_is_no_object_is_an_error(body: bytes) -> None:
    onprem, _ = client(token(), answer(body))
    with pytest.raises(OnPremError):
        await onprem.support()


CHANGES: list[Callable[[OnPremClient], Awaitable[None]]] = [
    lambda c: c.update_application_settings({"webhooks": {"url": ""}}),
    lambda c: c.delete_two_step(),
    lambda c: c.set_two_step(Secret("SECRET-pin")),
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("body", EMPTY)
async def test_an_empty_answer_to_a_change_is_success(
    change: Callable[[OnPremClient], Awaitable[None]], body: bytes
) -> None:
    onprem, _ = client(token(), answer(body))
    await change(onprem)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(("status", "body"), [(200, b"<html>"), (200, b"\xff"), (502, b"<html>"), (504, b"")])
async def test_a_change_answered_by_something_else_may_have_been_made(
    change: Callable[[OnPremClient], Awaitable[None]], status: int, body: bytes
) -> None:
    onprem, script = client(token(), answer(body, status))
    with pytest.raises(MaybeSent) as caught:
        await change(onprem)
    assert f"HTTP {status}" in caught.value.message
    assert len(script.requests) == 2


@pytest.mark.parametrize("change", CHANGES)
async def test_a_change_whose_answer_is_lost_is_not_repeated(
    change: Callable[[OnPremClient], Awaitable[None]],
) -> None:
    onprem, script = client(token(), MaybeSent("lost"))
    with pytest.raises(MaybeSent):
        await change(onprem)
    assert len(script.requests) == 2


async def test_settings_are_read_and_patched() -> None:
    onprem, script = client(
        token(),
        answer({"settings": {"application": {"wa_id": "1650"}}, "meta": META}),
        answer({"meta": META}),
    )
    assert await onprem.application_settings() == {"wa_id": "1650"}
    await onprem.update_application_settings({"webhooks": {"url": "https://x"}})
    assert script.paths[1:] == ["GET /v1/settings/application", "PATCH /v1/settings/application"]
    assert script.body() == {"webhooks": {"url": "https://x"}}
    assert script.requests[-1].headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("health", "nodes"),
    [
        ({"gateway_status": "connected"}, [Node("", "connected", None)]),
        (
            {
                "master1:6f": {"gateway_status": "disconnected", "role": "primary_master"},
                "wacore1:9d": {"gateway_status": "connected", "role": "coreapp"},
                "wacore2:7a": {"errors": [{"code": 1014}]},
            },
            [
                Node("master1:6f", "disconnected", "primary_master"),
                Node("wacore1:9d", "connected", "coreapp"),
                Node("wacore2:7a", "unreachable", None),
            ],
        ),
        ({}, []),
    ],
)
async def test_health_is_a_list_of_nodes(health: dict[str, Any], nodes: list[Node]) -> None:
    onprem, _ = client(token(), answer({"health": health, "meta": META}))
    assert await onprem.health() == nodes


@pytest.mark.parametrize("document", [{}, {"health": "connected"}, {"health": []}])
async def test_health_in_another_shape_is_an_error(document: dict[str, Any]) -> None:
    onprem, _ = client(token(), answer(document))
    with pytest.raises(OnPremError, match="no usable health"):
        await onprem.health()


@pytest.mark.parametrize("shards", [2, "2"])
async def test_shards_may_be_a_number_or_text(shards: object) -> None:
    onprem, script = client(token(), answer({"account": {"shards": shards}}))
    assert await onprem.shards() == 2
    assert script.paths[-1] == "GET /v1/account/shards"


async def test_shards_of_another_kind_are_an_error() -> None:
    onprem, _ = client(token(), answer({"account": {"shards": None}}))
    with pytest.raises(OnPremError, match=r"account\.shards"):
        await onprem.shards()


async def test_a_backup_is_taken_with_its_password() -> None:
    onprem, script = client(token(), answer({"settings": {"data": "V0FCS0RBVEE="}}))
    backup = await onprem.backup(Secret("SECRET-backup"))
    assert backup.reveal() == "V0FCS0RBVEE="
    assert script.paths[-1] == "POST /v1/settings/backup"
    assert script.body() == {"password": "SECRET-backup"}


@pytest.mark.parametrize("data", ["", "V0FC S0", "V0FC\n", None, 5])
async def test_a_backup_that_cannot_be_right_is_an_error(data: object) -> None:
    onprem, _ = client(token(), answer({"settings": {"data": data}}))
    with pytest.raises(OnPremError, match=r"settings\.data"):
        await onprem.backup(Secret("SECRET-backup"))


async def test_an_unreadable_backup_leaves_nothing_in_doubt() -> None:
    onprem, _ = client(token(), answer(b'{"settings": {"data": "SECRET'))
    with pytest.raises(OnPremError) as caught:
        await onprem.backup(Secret("SECRET-backup"))
    assert_clean(caught.value)


async def test_two_step_is_deleted_and_set() -> None:
    onprem, script = client(token(), answer(b"null"), answer({}))
    await onprem.delete_two_step()
    await onprem.set_two_step(Secret("123456"))
    path = "/v1/settings/account/two-step"
    assert script.paths[1:] == [f"DELETE {path}", f"POST {path}"]
    assert script.body() == {"pin": "123456"}


async def test_profile_and_about_may_be_unset() -> None:
    onprem, _ = client(
        token(),
        answer({"settings": {"business": {"profile": {"email": "a@b"}}}}),
        answer({"meta": META}),
        answer({"settings": {"profile": {"about": {"text": "Hi"}}}}),
        answer({"settings": {"profile": {"about": {}}}}),
    )
    assert await onprem.business_profile() == {"email": "a@b"}
    assert await onprem.business_profile() == {}
    assert await onprem.about() == "Hi"
    assert await onprem.about() is None


async def test_media_is_handed_on_and_its_id_stays_one_segment() -> None:
    pieces: list[bytes] = []
    onprem, script = client(token(), answer(b"\xff\xd8", headers={"content-type": "image/jpeg"}))
    got = await onprem.download_media("a/../b", pieces.append)
    assert (pieces, got.headers["content-type"]) == ([b"\xff\xd8"], "image/jpeg")
    assert script.paths[-1] == "GET /v1/media/a%2F..%2Fb"
    assert script.requests[-1].limit == 300.0


async def test_unknown_media_is_an_error_and_writes_nothing() -> None:
    pieces: list[bytes] = []
    onprem, _ = client(token(), answer(b"", 404))
    with pytest.raises(OnPremError, match="not found"):
        await onprem.download_media("x", pieces.append)
    assert pieces == []


async def test_media_is_fetched_again_after_a_new_login() -> None:
    pieces: list[bytes] = []
    onprem, _ = client(token("a"), answer(b"", 401), token("b"), answer(b"file"))
    await onprem.download_media("x", pieces.append)
    assert pieces == [b"file"]


@pytest.mark.parametrize("url", ["https://host:9090", "https://host:9090/", "https://host:9090/v1"])
async def test_the_address_may_end_in_the_version(url: str) -> None:
    onprem, script = client(token(), url=url)
    await onprem.login()
    assert script.requests[0].url == "https://host:9090/v1/users/login"


async def test_a_number_of_many_behind_one_address_keeps_its_path() -> None:
    onprem, script = client(token(), url="https://host:9090/main")
    await onprem.login()
    assert script.requests[0].path == "/main/v1/users/login"


async def test_credentials_are_not_sent_unencrypted() -> None:
    with pytest.raises(ConfigError):
        client(url="http://wa.example:9090")


async def test_closing_closes_the_transport() -> None:
    onprem, script = client()
    await onprem.close()
    assert script.closed


async def test_secrets_that_the_api_quotes_are_hidden() -> None:
    quoted = error(1009, "bad pin SECRET-pin", "token SECRET-token pw SECRET-password")
    calls: list[Call] = []
    onprem, script = client(token(), quoted, calls=calls)
    with pytest.raises(OnPremError) as caught:
        await onprem.set_two_step(Secret("SECRET-pin"))
    assert_clean(caught.value, calls, script.requests)
    assert caught.value.details == "token … pw …"
    assert [(call.path, call.status, call.code) for call in calls] == [
        ("/v1/users/login", 200, None),
        ("/v1/settings/account/two-step", 400, 1009),
    ]


STATS = {
    "callback_queue_size": {"type": "gauge", "data": [{"labels": {}, "value": 3}, {"value": 1.5}]},
    "empty": {"type": "gauge", "data": []},
    "odd": {"data": [{"value": "x"}, {"value": True}, None]},
    "broken": {"data": None},
}


@pytest.mark.parametrize(
    ("name", "value"),
    [("callback_queue_size", 4.5), ("empty", 0), ("odd", 0), ("broken", 0), ("missing", None)],
)
async def test_a_metric_adds_up_its_values(name: str, value: float | None) -> None:
    assert metric(STATS, name) == value


async def test_a_metric_adds_up_nodes() -> None:
    stats = {"wacore1:a": {"q": {"data": [{"value": 1}]}}, "wacore2:b": {"q": {"data": [{"value": 2}]}}}
    assert metric(stats, "q") == 3
    assert metric(stats, "missing") is None


async def test_stats_are_the_application_s() -> None:
    onprem, script = client(token(), answer({"stats": {"app": STATS}}))
    assert await onprem.stats() == STATS
    assert script.paths[-1] == "GET /v1/stats/app"
