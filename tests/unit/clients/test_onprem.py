"""The On-Premises client: login, every documented shape of an answer, and no secret in what can be seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.unit.clients.fakes import META, answer, assert_clean, onprem_client, refusal, token
from wamigrate.clients.calls import Call
from wamigrate.clients.onprem import Node, OnPremClient, metric
from wamigrate.core.secret import Secret
from wamigrate.errors import MaybeSent, OnPremError

pytestmark = pytest.mark.anyio

EMPTY = [b"", b"null", b"{}", b'{"meta": {"api_status": "stable", "version": "2.49.3"}}']


@pytest.mark.parametrize("body", [b"<html>", b"[1]", b'"ok"', b"true"])
async def test_a_reading_success_that_is_no_object_is_an_error(body: bytes) -> None:
    onprem, _ = onprem_client(token(), answer(body))
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
    onprem, _ = onprem_client(token(), answer(body))
    await change(onprem)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(("status", "body"), [(200, b"<html>"), (200, b"\xff"), (502, b"<html>"), (504, b"")])
async def test_a_change_answered_by_something_else_may_have_been_made(
    change: Callable[[OnPremClient], Awaitable[None]], status: int, body: bytes
) -> None:
    onprem, script = onprem_client(token(), answer(body, status))
    with pytest.raises(MaybeSent) as caught:
        await change(onprem)
    assert f"HTTP {status}" in caught.value.message
    assert len(script.requests) == 2


@pytest.mark.parametrize("change", CHANGES)
async def test_a_change_whose_answer_is_lost_is_not_repeated(
    change: Callable[[OnPremClient], Awaitable[None]],
) -> None:
    onprem, script = onprem_client(token(), MaybeSent("lost"))
    with pytest.raises(MaybeSent):
        await change(onprem)
    assert len(script.requests) == 2


async def test_settings_are_read_and_patched() -> None:
    onprem, script = onprem_client(
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
    onprem, _ = onprem_client(token(), answer({"health": health, "meta": META}))
    assert await onprem.health() == nodes


@pytest.mark.parametrize("document", [{}, {"health": "connected"}, {"health": []}])
async def test_health_in_another_shape_is_an_error(document: dict[str, Any]) -> None:
    onprem, _ = onprem_client(token(), answer(document))
    with pytest.raises(OnPremError, match="no usable health"):
        await onprem.health()


@pytest.mark.parametrize("shards", [2, "2"])
async def test_shards_may_be_a_number_or_text(shards: object) -> None:
    onprem, script = onprem_client(token(), answer({"account": {"shards": shards}}))
    assert await onprem.shards() == 2
    assert script.paths[-1] == "GET /v1/account/shards"


async def test_shards_of_another_kind_are_an_error() -> None:
    onprem, _ = onprem_client(token(), answer({"account": {"shards": None}}))
    with pytest.raises(OnPremError, match=r"account\.shards"):
        await onprem.shards()


async def test_a_backup_is_taken_with_its_password() -> None:
    onprem, script = onprem_client(token(), answer({"settings": {"data": "V0FCS0RBVEE="}}))
    backup = await onprem.backup(Secret("SECRET-backup"))
    assert backup.reveal() == "V0FCS0RBVEE="
    assert script.paths[-1] == "POST /v1/settings/backup"
    assert script.body() == {"password": "SECRET-backup"}


@pytest.mark.parametrize("data", ["", "V0FC S0", "V0FC\n", None, 5])
async def test_a_backup_that_cannot_be_right_is_an_error(data: object) -> None:
    onprem, _ = onprem_client(token(), answer({"settings": {"data": data}}))
    with pytest.raises(OnPremError, match=r"settings\.data"):
        await onprem.backup(Secret("SECRET-backup"))


async def test_an_unreadable_backup_leaves_nothing_in_doubt() -> None:
    onprem, _ = onprem_client(token(), answer(b'{"settings": {"data": "SECRET'))
    with pytest.raises(OnPremError) as caught:
        await onprem.backup(Secret("SECRET-backup"))
    assert_clean(caught.value)


async def test_two_step_is_deleted_and_set() -> None:
    onprem, script = onprem_client(token(), answer(b"null"), answer({}))
    await onprem.delete_two_step()
    await onprem.set_two_step(Secret("123456"))
    path = "/v1/settings/account/two-step"
    assert script.paths[1:] == [f"DELETE {path}", f"POST {path}"]
    assert script.body() == {"pin": "123456"}


async def test_profile_and_about_may_be_unset() -> None:
    onprem, _ = onprem_client(
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
    onprem, script = onprem_client(token(), answer(b"\xff\xd8", headers={"content-type": "image/jpeg"}))
    got = await onprem.download_media("a/../b", pieces.append)
    assert (pieces, got.headers["content-type"]) == ([b"\xff\xd8"], "image/jpeg")
    assert script.paths[-1] == "GET /v1/media/a%2F..%2Fb"
    assert script.requests[-1].limit == 300.0


async def test_unknown_media_is_an_error_and_writes_nothing() -> None:
    pieces: list[bytes] = []
    onprem, _ = onprem_client(token(), answer(b"", 404))
    with pytest.raises(OnPremError, match="not found"):
        await onprem.download_media("x", pieces.append)
    assert pieces == []


async def test_media_is_fetched_again_after_a_new_login() -> None:
    pieces: list[bytes] = []
    onprem, _ = onprem_client(token("a"), answer(b"", 401), token("b"), answer(b"file"))
    await onprem.download_media("x", pieces.append)
    assert pieces == [b"file"]


async def test_closing_closes_the_transport() -> None:
    onprem, script = onprem_client()
    await onprem.close()
    assert script.closed


async def test_secrets_that_the_api_quotes_are_hidden() -> None:
    quoted = refusal(1009, "bad pin SECRET-pin", "token SECRET-token pw SECRET-password")
    calls: list[Call] = []
    onprem, script = onprem_client(token(), quoted, calls=calls)
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
    onprem, script = onprem_client(token(), answer({"stats": {"app": STATS}}))
    assert await onprem.stats() == STATS
    assert script.paths[-1] == "GET /v1/stats/app"
