"""A number on On-Premises: what passes is not changed, and what passes is learned from."""

from __future__ import annotations

import asyncio
import base64
import http.client
import json
import ssl
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from tests.bridge.places import Application, Bridge
from tests.harness import wait_for
from wamigrate.core.payload import JsonObject
from wamigrate.store import bridge_callers
from wamigrate.store.hot import media
from wamigrate.store.hot.opening import open_hot
from wamigrate.store.hot.program import HotStore


def place(bridge: Bridge) -> str:
    return str(bridge.sim.number("main")["phone_number_id"])


def test_a_message_goes_to_on_premises_with_all_its_keys_and_its_answer_comes_back(
    bridge: Bridge, customer: str
) -> None:
    bridge.meet(customer, "main")
    got = bridge.ask("main", "POST", "/v1/messages", {"to": customer, "text": {"body": "hi"}, "own": 1})
    assert got.status == 201
    assert got.json["meta"]["version"] != "v2.53.4"  # the deployment's own
    assert bridge.customer_got(customer, 1)[0]["via"] == "onprem"


def test_a_refusal_of_on_premises_is_the_applications_to_read(bridge: Bridge) -> None:
    got = bridge.ask("main", "POST", "/v1/messages", {"text": {"body": "hi"}})
    assert (got.status, got.code) == (400, 1008)


def test_the_first_number_answers_at_the_root_too(bridge: Bridge) -> None:
    token = bridge.token("main")
    got = bridge.call("GET", "/v1/health", headers={"authorization": f"Bearer {token}"})
    assert got.json["health"]["gateway_status"] == "connected"


def test_a_login_that_on_premises_accepts_is_remembered_as_a_hash(bridge: Bridge) -> None:
    password = bridge.password("main")
    assert bridge.login("main", "admin", password).status == 200
    found = bridge.site.read(lambda conn: bridge_callers.user(conn, place(bridge), "admin"))
    assert found is not None
    assert (found.role, found.source) == (bridge_callers.ADMIN, "learned")
    assert password.encode() not in found.hash + found.salt


def test_a_login_that_on_premises_refuses_is_not_remembered(bridge: Bridge) -> None:
    assert bridge.login("main", "mallory", "Wrong-pass-1").status == 401
    assert bridge.site.read(lambda conn: bridge_callers.user(conn, place(bridge), "mallory")) is None


def test_somebody_elses_wrong_password_does_not_make_the_bridge_forget_the_right_one(bridge: Bridge) -> None:
    assert bridge.login("main", "admin", bridge.password("main")).status == 200
    assert bridge.login("main", "admin", "Wrong-pass-1").status == 401
    assert bridge.site.read(lambda conn: bridge_callers.user(conn, place(bridge), "admin")) is not None


def test_a_user_that_is_made_and_deleted_is_learned_and_forgotten(bridge: Bridge) -> None:
    made = bridge.ask("main", "POST", "/v1/users", {"username": "agent1", "password": "Agent-pass-1"})
    assert made.status == 201
    assert bridge.site.read(lambda conn: bridge_callers.user(conn, place(bridge), "agent1")) is not None
    assert bridge.ask("main", "DELETE", "/v1/users/agent1").status == 200
    assert bridge.site.read(lambda conn: bridge_callers.user(conn, place(bridge), "agent1")) is None


def test_a_caller_seen_only_by_its_token_is_named_until_somebody_accepts_it(bridge: Bridge) -> None:
    token = _deployments_own(bridge, "POST", "/v1/users/login")["users"][0]["token"]
    headers = {"authorization": f"Bearer {token}", "user-agent": "crm/2.1"}
    assert bridge.call("GET", "/main/v1/health", None, headers).status == 200
    told = bridge.site.run("bridge", "user", "list", "main")
    assert "crm/2.1" in told.out
    assert "wamigrate bridge user accept main" in told.err
    listed = bridge.site.run("bridge", "user", "list", "main", "--json").document
    assert listed["unknown"][0]["seen_as"].startswith("crm/2.1 from 127.0.0.1")
    accepted = bridge.site.run("bridge", "user", "accept", "main", listed["unknown"][0]["token"])
    assert accepted.code == 0
    assert bridge.site.run("bridge", "user", "list", "main", "--json").document["unknown"] == []


def test_an_api_key_is_listed_and_can_be_taken_away(bridge: Bridge) -> None:
    header = {"authorization": f"Apikey {bridge.sim.onprem('main')['api_key']}"}
    assert bridge.call("GET", "/main/v1/health", None, header).status == 200
    [key] = bridge.site.run("bridge", "user", "list", "main", "--json").document["api_keys"]
    assert f"key {key['key']}" in bridge.site.run("bridge", "user", "list", "main").out
    assert bridge.site.run("bridge", "user", "remove", "main", key["key"]).code == 0
    assert bridge.site.run("bridge", "user", "list", "main", "--json").document["api_keys"] == []
    assert bridge.site.run("bridge", "user", "remove", "main", key["key"]).code == 2


def test_a_relayed_upload_is_kept_under_the_deployments_id(bridge: Bridge) -> None:
    content = b"\xff\xd8\xff" + bytes(range(256)) * 3000
    got = bridge.ask("main", "POST", "/v1/media", content, {"content-type": "image/jpeg"})
    assert got.status == 200
    media_id = got.json["media"][0]["id"]
    assert bridge.ask("main", "GET", f"/v1/media/{media_id}").body == content

    async def look(hot: HotStore) -> media.Media | None:
        return await hot.read(media.find, place(bridge), media_id)

    known = _hot(bridge, look)
    assert (known.complete, known.size, known.mime_type) == (True, len(content), "image/jpeg")


def test_a_file_that_is_only_seen_in_a_send_is_fetched_while_it_can_be(bridge: Bridge, customer: str) -> None:
    content = b"\x89PNG\r\n\x1a\n" + bytes(range(200)) * 2000
    media_id = _deployments_own(bridge, "POST", "/v1/media", content)["media"][0]["id"]
    message = {"to": customer, "type": "image", "image": {"id": media_id}}
    assert bridge.ask("main", "POST", "/v1/messages", message).status == 201

    async def look(hot: HotStore) -> media.Media | None:
        return await hot.read(media.find, place(bridge), media_id)

    def is_kept() -> bool:
        found = _maybe(bridge, look)
        return found is not None and found.complete

    wait_for(is_kept, "the file to be fetched")
    assert _hot(bridge, look).size == len(content)


def test_what_cloud_api_would_refuse_is_counted_by_application(bridge: Bridge, customer: str) -> None:
    message = {"to": customer, "text": {"body": "hi"}, "made_up": True}
    sent = bridge.ask("main", "POST", "/v1/messages", message, {"user-agent": "campaigns/9 (x)"})
    assert sent.status == 201

    def found() -> list[tuple[str, str]]:
        document = bridge.site.run("shadow", "main", "--json").document
        return [(f["difference"], f["application"]) for f in document["findings"]]

    wait_for(lambda: ("unknown-property", "campaigns/9") in found(), "the finding to be counted")

    bridge.ask(
        "main", "POST", "/v1/messages", {"to": customer, "text": {"body": " "}}, {"user-agent": "bot/2"}
    )
    wait_for(lambda: ("blank-text", "bot/2") in found(), "the finding to be counted")
    ended = bridge.site.run("shadow", "main")
    assert ended.code == 1
    assert ended.out.index("refused  blank-text") < ended.out.index("repaired unknown-property")


def test_attach_puts_the_bridge_between_and_the_application_notices_nothing(
    bridge: Bridge, application: Application, customer: str
) -> None:
    bridge.ask("main", "PATCH", "/v1/settings/application", {"webhooks": {"url": application.url}})
    attached = bridge.site.run("bridge", "attach", "main")
    assert attached.code == 0, attached.err
    try:
        shown = bridge.ask("main", "GET", "/v1/settings/application").json["settings"]["application"]
        assert shown["webhooks"]["url"] == application.url
        assert f":{bridge.port}/main/webhooks/onprem" in _deployments_own_url(bridge)
        said = bridge.sim.control.customer_says(customer, "main", "hello")["id"].encode()
        wait_for(lambda: any(said in raw for raw in application.raw), "the callback")
        arrived = next(json.loads(raw) for raw in application.raw if said in raw)
        assert arrived in [d["body"] for d in bridge.sim.control.deliveries() if d["api"] == "onprem"]
    finally:
        detached = bridge.site.run("bridge", "detach", "main")
    assert detached.code == 0, detached.err
    assert _deployments_own_url(bridge) == application.url


def test_once_attached_only_the_deployment_knows_where_to_call(
    bridge: Bridge, application: Application, customer: str
) -> None:
    bridge.ask("main", "PATCH", "/v1/settings/application", {"webhooks": {"url": application.url}})
    forged = {"messages": [{"from": customer, "id": "forged", "type": "text", "text": {"body": "pay"}}]}
    path = "/main/webhooks/onprem"
    # Nobody has told the deployment another address, or it was taken back a moment ago.
    wait_for(lambda: bridge.call("POST", path, forged).status == 200, "the plain address to be taken")
    assert bridge.site.run("bridge", "attach", "main").code == 0
    try:
        wait_for(lambda: bridge.call("POST", path, forged).status == 404, "the key to be known")
        assert bridge.call("POST", f"{path}/guess", forged).status == 404
        assert bridge.call("POST", f"{path}x", forged).status == 404
        count = len(application.raw)
        key = _deployments_own_url(bridge).rpartition("/")[2]
        assert bridge.call("POST", f"{path}/{key}", forged).status == 200
        assert len(application.raw) == count + 1
    finally:
        assert bridge.site.run("bridge", "detach", "main").code == 0


def test_an_application_that_moves_its_webhook_stays_behind_the_bridge(
    bridge: Bridge, application: Application
) -> None:
    bridge.ask("main", "PATCH", "/v1/settings/application", {"webhooks": {"url": application.url}})
    assert bridge.site.run("bridge", "attach", "main").code == 0
    try:
        elsewhere = f"{application.url}/elsewhere"
        patch = {"webhooks": {"url": elsewhere, "max_concurrent_requests": 12}}
        wait_for(
            lambda: (
                bridge.ask("main", "PATCH", "/v1/settings/application", patch).status == 200
                and f":{bridge.port}/" in _deployments_own_url(bridge)
            ),
            "the bridge to know that it is attached",
        )
        shown = bridge.ask("main", "GET", "/v1/settings/application").json["settings"]["application"]
        assert shown["webhooks"]["url"] == elsewhere
    finally:
        bridge.site.run("bridge", "detach", "main")
    assert _deployments_own_url(bridge) == elsewhere


def test_whoever_gives_a_deployment_its_address_can_look_whose_callbacks_are_taken_there(
    bridge: Bridge, application: Application
) -> None:
    before = len(application.raw)
    got = bridge.call("GET", "/main/webhooks/onprem")
    assert (got.status, got.json) == (200, {"phone_number_id": bridge.sim.number("main")["phone_number_id"]})
    assert bridge.call("GET", "/nobody/webhooks/onprem").status == 404
    assert len(application.raw) == before


def test_an_answer_that_is_missing_is_passed_on_where_the_operator_wants_that(
    bridge: Bridge, customer: str
) -> None:
    fault = bridge.sim.control.fault("lost_before", api="onprem", path="/v1/messages", number="main")
    try:
        got = bridge.ask("main", "POST", "/v1/messages", {"to": customer, "text": {"body": "hi"}})
    finally:
        bridge.sim.control.call("DELETE", f"/faults/{fault}")
    assert (got.status, got.code) == (504, 1014)


def _deployments_own_url(bridge: Bridge) -> str:
    """Whom the deployment calls, without the bridge's words in between."""
    document = _deployments_own(bridge, "GET", "/v1/settings/application")
    return str(document["settings"]["application"]["webhooks"]["url"])


def _deployments_own(bridge: Bridge, method: str, path: str, body: bytes | None = None) -> JsonObject:
    """What the deployment itself answers."""
    given = bridge.sim.onprem("main")
    parts = urlsplit(given["url"])
    context = ssl.create_default_context(cafile=given["ca_file"])
    connection = http.client.HTTPSConnection(parts.hostname or "", parts.port, context=context)
    basic = base64.b64encode(f"{given['username']}:{given['password']}".encode()).decode()
    login = path.endswith("/login")
    headers = {"authorization": f"Basic {basic}" if login else f"Bearer {bridge.token('main')}"}
    if body is not None:
        headers["content-type"] = "image/png"
    connection.request(method, f"{parts.path}{path}", body, headers)
    document: JsonObject = json.loads(connection.getresponse().read())
    connection.close()
    return document


def _hot(bridge: Bridge, look: Callable[[HotStore], Awaitable[media.Media | None]]) -> media.Media:
    found = _maybe(bridge, look)
    assert found is not None
    return found


def _maybe(bridge: Bridge, look: Callable[[HotStore], Awaitable[media.Media | None]]) -> media.Media | None:
    async def work() -> media.Media | None:
        async with open_hot(bridge.site.store_url) as hot:
            return await look(hot)

    return asyncio.run(work())
