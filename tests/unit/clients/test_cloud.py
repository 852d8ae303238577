"""The Cloud client's calls: what is sent, what comes of it, and `register` sent exactly once."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.unit.clients.fakes import APP_SECRET, TOKEN, Script, answer, assert_clean, cloud_client
from wamigrate.clients.calls import Call
from wamigrate.clients.cloud import Backup, CloudClient
from wamigrate.core.clock import ManualClock
from wamigrate.core.secret import Secret
from wamigrate.errors import CloudError, ConfigError, MaybeSent

pytestmark = pytest.mark.anyio

BACKUP = Backup(Secret("SECRET-data"), Secret("SECRET-backup-password"))
YES = answer({"success": True})


PROOF = hmac.new(APP_SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()


async def test_a_read_names_version_fields_and_proof_and_carries_the_token_in_a_header() -> None:
    cloud, script = cloud_client(answer({"id": "1", "status": "CONNECTED"}))
    assert await cloud.phone_number("1", "status,throughput") == {"id": "1", "status": "CONNECTED"}
    assert script.paths == ["GET /v23.0/1"]
    assert script.query() == {"fields": "status,throughput", "appsecret_proof": PROOF}
    assert script.requests[0].headers["Authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in script.requests[0].url


async def test_without_the_app_s_secret_there_is_no_proof() -> None:
    cloud, script = cloud_client(answer({"id": "1"}), app_secret=None)
    await cloud.waba("2", "")
    assert script.requests[0].url == "https://graph.facebook.com/v23.0/2"


async def test_the_app_asks_about_the_token() -> None:
    calls: list[Call] = []
    cloud, script = cloud_client(answer({"data": {"is_valid": True}}), calls=calls)
    assert await cloud.debug_token() == {"is_valid": True}
    assert script.query() == {"input_token": TOKEN}
    assert script.requests[0].headers["Authorization"] == f"Bearer 77|{APP_SECRET}"
    assert calls[0].path == "/v23.0/debug_token"
    assert_clean(calls, script.requests)


async def test_without_the_app_s_secret_the_token_asks_about_itself() -> None:
    cloud, script = cloud_client(answer({"data": {"is_valid": True}}), app_secret=None)
    await cloud.debug_token()
    assert script.requests[0].headers["Authorization"] == f"Bearer {TOKEN}"


async def test_a_token_that_is_quoted_back_is_hidden() -> None:
    calls: list[Call] = []
    refusal = {"message": f"Malformed access token {TOKEN} of 77|{APP_SECRET}", "code": 190}
    cloud, _ = cloud_client(answer({"error": refusal}, 401), calls=calls)
    with pytest.raises(CloudError) as caught:
        await cloud.debug_token()
    assert caught.value.message == "Graph API: Malformed access token … of … (code 190)."
    assert_clean(caught.value, calls)


@pytest.mark.parametrize("document", [{}, {"data": []}, {"data": None}])
async def test_an_answer_about_the_token_in_another_shape_is_an_error(document: dict[str, Any]) -> None:
    cloud, _ = cloud_client(answer(document))
    with pytest.raises(CloudError, match="no usable data"):
        await cloud.debug_token()


async def test_the_app_asks_about_itself() -> None:
    cloud, script = cloud_client(
        answer({"id": "77"}), answer({"data": [{"object": "whatsapp_business_account"}]})
    )
    assert await cloud.app("name") == {"id": "77"}
    assert await cloud.app_subscriptions() == [{"object": "whatsapp_business_account"}]
    assert script.paths == ["GET /v23.0/77", "GET /v23.0/77/subscriptions"]
    assert {request.headers["Authorization"] for request in script.requests} == {f"Bearer 77|{APP_SECRET}"}


@pytest.mark.parametrize(("app_id", "app_secret"), [(None, "x"), ("77", None)])
async def test_what_only_the_app_can_ask_needs_its_secret(app_id: str | None, app_secret: str | None) -> None:
    cloud, script = cloud_client(app_id=app_id, app_secret=app_secret)
    for ask in (cloud.app("name"), cloud.app_subscriptions()):
        with pytest.raises(ConfigError) as caught:
            await ask
        assert "graph.app_secret" in str(caught.value.hint)
    assert script.requests == []


@pytest.mark.parametrize(("data", "profile"), [([{"about": "Hi"}], {"about": "Hi"}), ([], {}), (None, {})])
async def test_the_profile_is_the_first_item(data: Any, profile: dict[str, Any]) -> None:
    cloud, script = cloud_client(answer({"data": data}))
    assert await cloud.business_profile("1") == profile
    assert "vertical" in script.query()["fields"]


async def test_subscribing_without_an_override_has_no_body() -> None:
    cloud, script = cloud_client(YES)
    await cloud.subscribe_app("2", override_callback_uri=None, verify_token=None)
    assert (script.paths, script.requests[0].body) == (["POST /v23.0/2/subscribed_apps"], None)


async def test_subscribing_with_an_override_sends_both() -> None:
    cloud, script = cloud_client(YES)
    await cloud.subscribe_app("2", override_callback_uri="https://x", verify_token=Secret("SECRET-verify"))
    assert script.body() == {"override_callback_uri": "https://x", "verify_token": "SECRET-verify"}


Act = Callable[[CloudClient], Awaitable[object]]
CHANGES: dict[str, tuple[Act, str, Any]] = {
    "subscribe": (
        lambda c: c.subscribe_app("2", override_callback_uri=None, verify_token=None),
        "POST /v23.0/2/subscribed_apps",
        None,
    ),
    "request_code": (
        lambda c: c.request_code("1", code_method="SMS", language="en_US"),
        "POST /v23.0/1/request_code",
        {"code_method": "SMS", "language": "en_US"},
    ),
    "verify_code": (
        lambda c: c.verify_code("1", Secret("123-456")),
        "POST /v23.0/1/verify_code",
        {"code": "123456"},
    ),
    "set_pin": (lambda c: c.set_pin("1", Secret("123456")), "POST /v23.0/1", {"pin": "123456"}),
}


@pytest.mark.parametrize("name", CHANGES)
async def test_a_change_sends_what_meta_wants(name: str) -> None:
    act, path, body = CHANGES[name]
    cloud, script = cloud_client(YES)
    await act(cloud)
    assert (script.paths, script.body()) == ([path], body)


@pytest.mark.parametrize("name", CHANGES)
async def test_a_change_that_meta_does_not_confirm_is_an_error(name: str) -> None:
    cloud, _ = cloud_client(answer({"success": False}))
    with pytest.raises(CloudError, match="was not made"):
        await CHANGES[name][0](cloud)


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize(("status", "body"), [(200, b"{}"), (200, b"<html>"), (502, b"<html>"), (403, b"")])
async def test_a_change_answered_by_something_else_may_have_been_made(
    name: str, status: int, body: bytes
) -> None:
    cloud, script = cloud_client(answer(body, status))
    with pytest.raises(MaybeSent):
        await CHANGES[name][0](cloud)
    assert len(script.requests) == 1


async def test_settings_are_read() -> None:
    cloud, script = cloud_client(answer({"storage_configuration": {}}))
    assert await cloud.settings("1") == {"storage_configuration": {}}
    assert script.paths == ["GET /v23.0/1/settings"]


async def test_analytics_are_asked_in_meta_s_syntax() -> None:
    points = [{"start": 1, "end": 2, "sent": 3, "delivered": 3}]
    cloud, script = cloud_client(answer({"analytics": {"data_points": points}, "id": "2"}))
    got = await cloud.analytics("2", start=1, end=9, granularity="HALF_HOUR", phone_numbers=["1650"])
    assert got == points
    assert script.query()["fields"] == (
        'analytics.start(1).end(9).granularity(HALF_HOUR).phone_numbers(["1650"])'
    )


@pytest.mark.parametrize(
    "document", [{"id": "2"}, {"analytics": {"granularity": "DAY"}}, {"analytics": None}]
)
async def test_no_traffic_is_no_data_points(document: dict[str, Any]) -> None:
    cloud, script = cloud_client(answer(document))
    assert await cloud.analytics("2", start=1, end=9, granularity="DAY", phone_numbers=[]) == []
    assert "phone_numbers" not in script.query()["fields"]


async def test_a_message_is_sent_and_its_id_returned() -> None:
    cloud, script = cloud_client(answer({"messages": [{"id": "wamid.X"}]}))
    assert await cloud.send_message("1", {"to": "1650", "text": {"body": "ä"}}) == "wamid.X"
    assert script.body() == {"messaging_product": "whatsapp", "to": "1650", "text": {"body": "ä"}}
    assert script.paths == ["POST /v23.0/1/messages"]


@pytest.mark.parametrize("document", [{}, {"messages": []}, {"messages": [{"id": ""}]}, None])
async def test_a_message_without_an_id_may_have_been_sent(document: Any) -> None:
    cloud, _ = cloud_client(answer(document))
    with pytest.raises(MaybeSent):
        await cloud.send_message("1", {})


async def test_media_goes_up_as_a_form_with_the_bare_type() -> None:
    cloud, script = cloud_client(answer({"id": "55"}))
    content = b"\x00\xff\r\n--x"
    assert await cloud.upload_media("1", content, "audio/ogg; codecs=opus", 'a"\r\nb.ogg') == "55"
    request = script.requests[0]
    boundary = request.headers["Content-Type"].removeprefix("multipart/form-data; boundary=")
    parts = (request.body or b"").split(f"--{boundary}".encode())
    assert parts[1] == b'\r\nContent-Disposition: form-data; name="messaging_product"\r\n\r\nwhatsapp\r\n'
    assert parts[2] == b'\r\nContent-Disposition: form-data; name="type"\r\n\r\naudio/ogg\r\n'
    assert parts[3] == (
        b'\r\nContent-Disposition: form-data; name="file"; filename="a___b.ogg"\r\n'
        b"Content-Type: audio/ogg\r\n\r\n" + content + b"\r\n"
    )
    assert parts[4] == b"--\r\n"
    assert request.limit == 300.0


async def test_an_id_stays_one_segment_of_the_path() -> None:
    cloud, script = cloud_client(answer({}))
    await cloud.phone_number("1/../2?x#y", "id")
    assert script.requests[0].path == "/v23.0/1%2F..%2F2%3Fx%23y"


async def test_usage_and_version_are_taken_from_the_headers() -> None:
    usage = {"2": [{"type": "whatsapp", "call_count": 3}]}
    headers = {"x-business-use-case-usage": json.dumps(usage), "facebook-api-version": "v24.0"}
    cloud, _ = cloud_client(
        answer({"error": {"code": 4, "message": "x"}}, 400, headers),
        answer({}),
        answer({}, headers={"x-business-use-case-usage": "{broken"}),
        answer({}, headers={"x-business-use-case-usage": "\udcff"}),
    )
    assert (cloud.usage, cloud.effective_version) == ({}, None)
    with pytest.raises(CloudError):
        await cloud.waba("2", "id")
    for _ in range(3):
        await cloud.waba("2", "id")
        assert (cloud.usage, cloud.effective_version) == (usage, "v24.0")


@pytest.mark.parametrize("token", ["", "SECRET\n", "SECRET é"])
async def test_a_token_that_cannot_be_sent_is_a_mistake_of_the_configuration(token: str) -> None:
    with pytest.raises(ConfigError) as caught:
        CloudClient(
            Script(),
            url="https://graph.facebook.com",
            version="v23.0",
            token=Secret(token),
            app_id=None,
            app_secret=None,
            clock=ManualClock(),
        )
    assert_clean(caught.value)


async def test_the_token_is_not_sent_unencrypted() -> None:
    with pytest.raises(ConfigError, match="unencrypted"):
        cloud_client(url="http://graph.facebook.com")


async def test_closing_closes_the_transport() -> None:
    cloud, script = cloud_client()
    await cloud.close()
    assert script.closed
