"""A number on Cloud API: an application that speaks On-Premises does not notice."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

import pytest

from tests.bridge.places import PASSWORD, Application, Bridge, Got, set_route
from tests.harness import wait_for
from wamigrate.core.payload import dig
from wamigrate.store.routes import RouteState

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40


def send(bridge: Bridge, customer: str, **message: object) -> str:
    return bridge.sent("moved", {"to": customer, **message})


def test_a_message_with_old_habits_reaches_the_customer(bridge: Bridge, customer: str) -> None:
    bridge.meet(customer, "moved")
    got = bridge.ask(
        "moved",
        "POST",
        "/v1/messages",
        {"to": f"+{customer}", "text": {"body": "see https://x.example"}, "preview_url": True, "tag": "a"},
    )
    assert got.status == 201
    assert got.json["contacts"] == [{"input": f"+{customer}", "wa_id": customer}]
    assert got.json["meta"] == {"api_status": "stable", "version": "v2.53.4"}
    received = bridge.customer_got(customer, 1)[0]
    assert (received["via"], received["text"]["body"]) == ("cloud", "see https://x.example")


@pytest.mark.parametrize("host", ["wa-moved.example", "WA-moved.example:8443"])
def test_a_number_has_the_root_under_a_name_of_its_own(bridge: Bridge, host: str) -> None:
    token = {"authorization": f"Bearer {bridge.token('moved')}"}
    assert bridge.call("GET", "/v1/settings/application", None, {"host": host, **token}).status == 200
    assert bridge.call("GET", "/main/v1/settings/application", None, {"host": host, **token}).status == 401
    assert bridge.call("GET", "/v1/settings/application", None, token).status == 401


def test_every_answer_says_when_it_was_given(bridge: Bridge) -> None:
    for got in (bridge.ask("moved", "GET", "/v1/health"), bridge.ask("moved", "POST", "/v1/messages", {})):
        assert abs(parsedate_to_datetime(got.headers["date"]).timestamp() - time.time()) < 30


def test_a_slash_at_the_end_of_a_path_means_nothing(bridge: Bridge, customer: str) -> None:
    body = {"to": customer, "text": {"body": "hi"}}
    assert bridge.ask("moved", "POST", "/v1/messages/", body).status == 201


@pytest.mark.parametrize(
    ("message", "status", "code"),
    [
        ({"text": {"body": "hi"}}, 400, 1008),
        ({"to": "16505551234", "type": "text", "text": {}}, 400, 1008),
        ({"to": "16505551234", "recipient_type": "group", "text": {"body": "hi"}}, 404, 1012),
    ],
)
def test_a_refusal_has_the_code_that_on_premises_gave(
    bridge: Bridge, message: object, status: int, code: int
) -> None:
    got = bridge.ask("moved", "POST", "/v1/messages", message)
    assert (got.status, got.code) == (status, code), got
    assert "fbtrace_id" not in got.body.decode()


@pytest.mark.parametrize("error", [{"code": 190}, {"code": 10}, {"code": 0}, {"code": 190, "status": 401}])
def test_trouble_with_our_token_never_reaches_the_application_as_its_own(
    bridge: Bridge, customer: str, error: object
) -> None:
    fault = bridge.sim.control.fault("error", error, api="graph", number="moved", path="/messages")
    try:
        got = bridge.ask("moved", "POST", "/v1/messages", {"to": customer, "text": {"body": "hi"}})
    finally:
        bridge.sim.control.call("DELETE", f"/faults/{fault}")
    assert (got.status, got.code) == (503, 1011), got


def test_what_on_premises_told_by_webhook_is_told_by_webhook(
    bridge: Bridge, application: Application, customer: str
) -> None:
    fault = bridge.sim.control.fault("error", {"code": 131047}, api="graph", number="moved", path="/messages")
    try:
        message_id = send(bridge, customer, text={"body": "late"})
    finally:
        bridge.sim.control.call("DELETE", f"/faults/{fault}")
    failed = wait_for(
        lambda: [s for s in application.about("statuses") if s["id"] == message_id], "the failed status"
    )[0]
    assert (failed["status"], failed["errors"][0]["code"]) == ("failed", 470)
    assert failed["message"]["recipient_id"] == customer


def test_a_customer_is_answered_and_their_message_marked_as_read(
    bridge: Bridge, application: Application, customer: str
) -> None:
    bridge.sim.control.customer_says(customer, "moved", "hello")
    message = wait_for(
        lambda: [m for m in application.about("messages") if m["from"] == customer], "the message"
    )[0]
    assert message["text"] == {"body": "hello"}
    path = f"/v1/messages/{message['id'].replace('=', '%3D').replace('/', '%2F').replace('+', '%2B')}"
    assert bridge.ask("moved", "PUT", path, {"status": "read"}).status == 200
    assert bridge.ask("moved", "PUT", path, {"status": "seen"}).code == 1009


def test_media_go_up_are_sent_come_back_in_part_and_are_deleted(bridge: Bridge, customer: str) -> None:
    up = bridge.ask("moved", "POST", "/v1/media", PNG, {"content-type": "image/png"})
    media_id = up.json["media"][0]["id"]
    bridge.meet(customer, "moved")
    send(bridge, customer, type="image", image={"id": media_id, "caption": "a"})
    assert bridge.customer_got(customer, 1)[0]["type"] == "image"
    down = bridge.ask("moved", "GET", f"/v1/media/{media_id}")
    assert (down.status, down.headers["content-type"], down.body) == (200, "image/png", PNG)
    part = bridge.ask("moved", "GET", f"/v1/media/{media_id}", headers={"range": "bytes=10-19"})
    assert (part.status, part.body) == (206, PNG[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(PNG)}"
    assert bridge.ask("moved", "DELETE", f"/v1/media/{media_id}").status == 200
    gone = bridge.ask("moved", "GET", f"/v1/media/{media_id}")
    assert (gone.status, gone.body) == (404, b"")


def test_an_upload_without_a_type_is_looked_at(bridge: Bridge) -> None:
    up = bridge.ask("moved", "POST", "/v1/media", PNG, {"content-type": "application/octet-stream"})
    assert up.status == 200
    media_id = up.json["media"][0]["id"]
    assert bridge.ask("moved", "GET", f"/v1/media/{media_id}").headers["content-type"] == "image/png"
    odd = bridge.ask("moved", "POST", "/v1/media", b"who knows", {"content-type": "application/octet-stream"})
    assert (odd.status, odd.code) == (400, 1009)


def test_a_customers_picture_is_here_before_the_application_hears_of_it(
    bridge: Bridge, application: Application, customer: str
) -> None:
    bridge.sim.control.customer_says(customer, "moved", type="audio", audio={"voice": True})
    message = wait_for(
        lambda: [m for m in application.about("messages") if m["from"] == customer], "the message"
    )[0]
    assert message["type"] == "voice"
    assert len(message["voice"]["sha256"]) == 64
    calls = len(bridge.sim.control.requests("graph"))
    assert bridge.ask("moved", "GET", f"/v1/media/{message['voice']['id']}").status == 200
    assert len(bridge.sim.control.requests("graph")) == calls


def test_every_number_that_could_be_one_is_valid(bridge: Bridge) -> None:
    contacts = ["+1 (650) 555-0100", "nobody", "16505550101", 16505550102, None, True, "US.123"]
    body = {"blocking": None, "contacts": contacts}
    assert bridge.ask("moved", "POST", "/v1/contacts", body).json["contacts"] == [
        {"input": "+1 (650) 555-0100", "status": "valid", "wa_id": "16505550100"},
        {"input": "nobody", "status": "invalid"},
        {"input": "16505550101", "status": "valid", "wa_id": "16505550101"},
        {"input": 16505550102, "status": "valid", "wa_id": "16505550102"},
        {"input": None, "status": "invalid"},
        {"input": True, "status": "invalid"},
        {"input": "US.123", "status": "valid", "wa_id": "US.123"},
    ]


def test_logins_last_seven_days_and_end_with_a_logout(bridge: Bridge) -> None:
    got = bridge.login("moved", "admin", PASSWORD)
    user = got.json["users"][0]
    assert user["expires_after"][10] == " "
    assert user["expires_after"].endswith("+00:00")
    assert user["token"].count(".") == 2
    header = {"authorization": f"Bearer {user['token']}"}
    assert bridge.call("POST", "/moved/v1/users/logout", {}, header).status == 200
    assert bridge.call("GET", "/moved/v1/health", None, header).status == 401


def test_users_are_the_bridges_own(bridge: Bridge) -> None:
    body = {"username": "agent7", "password": "Agent-pass-7"}
    assert bridge.ask("moved", "POST", "/v1/users", body).status == 201
    assert bridge.ask("moved", "POST", "/v1/users", body).code == 1014
    shown = bridge.ask("moved", "GET", "/v1/users/agent7").json["users"]
    assert shown == [{"username": "agent7", "ROLES": "ROLE_USER"}]
    token = bridge.login("moved", "agent7", "Agent-pass-7").json["users"][0]["token"]
    denied = bridge.call("GET", "/moved/v1/settings/application", None, {"authorization": f"Bearer {token}"})
    assert (denied.status, denied.code) == (403, 1005)
    assert bridge.ask("moved", "DELETE", "/v1/users/agent7").status == 200
    assert bridge.login("moved", "agent7", "Agent-pass-7").status == 401


def test_the_token_of_another_number_opens_nothing(bridge: Bridge, customer: str) -> None:
    header = {"authorization": f"Bearer {bridge.token('other')}"}
    body = {"to": customer, "text": {"body": "hi"}}
    got = bridge.call("POST", "/moved/v1/messages", body, header)
    assert (got.status, got.code) == (401, 1005)


def test_settings_keep_what_no_api_knows(bridge: Bridge) -> None:
    patch = {"messaging_api_rate_limit": ["15", "54600", "1000000"], "webhooks": {"url": ""}}
    assert bridge.ask("other", "PATCH", "/v1/settings/application", patch).status == 200
    shown = bridge.ask("other", "GET", "/v1/settings/application").json["settings"]["application"]
    assert shown["messaging_api_rate_limit"] == ["15", "54600", "1000000"]
    assert shown["max_callback_backoff_delay_ms"] == 900000
    wrong = {"webhooks": {"url": "http://elsewhere.example"}}
    assert bridge.ask("other", "PATCH", "/v1/settings/application", wrong).code == 1009
    assert bridge.ask("other", "DELETE", "/v1/settings/application").status == 200
    reset = bridge.ask("other", "GET", "/v1/settings/application").json["settings"]["application"]
    assert "messaging_api_rate_limit" not in reset


def test_the_profile_is_read_and_written_in_on_premises_words(bridge: Bridge) -> None:
    change = {"description": "Flowers", "vertical": "Education", "websites": ["https://f.example/"]}
    assert bridge.ask("moved", "POST", "/v1/settings/business/profile", change).status == 200
    shown = bridge.ask("moved", "GET", "/v1/settings/business/profile").json["settings"]["business"][
        "profile"
    ]
    assert {key: shown[key] for key in change} == change
    assert bridge.ask("moved", "PATCH", "/v1/settings/profile/about", {"text": "Hi"}).status == 200
    about = bridge.ask("moved", "GET", "/v1/settings/profile/about").json["settings"]["profile"]["about"]
    assert about == {"text": "Hi"}


def test_the_number_itself_is_shown_among_the_settings_and_not_set(bridge: Bridge) -> None:
    path = "/v1/settings/application"
    assert bridge.ask("other", "PATCH", path, {"wa_id": "1", "own": True}).status == 200
    shown = bridge.ask("other", "GET", path).json["settings"]["application"]
    assert (shown.get("wa_id"), shown["own"]) == (None, True)
    bridge.ask("other", "DELETE", path)


def test_what_indian_law_wants_is_changed_in_parts_as_before(bridge: Bridge) -> None:
    path = "/v1/settings/business/compliance_info"
    reached = {"email": "care@shop.example", "mobile_number": "+911234567890"}
    whole = {
        "entity_name": "ACME",
        "entity_type": "PARTNERSHIP",
        "is_registered": True,
        "customer_care_details": reached,
        "grievance_officer_details": {"name": "Bob", **reached},
    }
    assert bridge.ask("moved", "GET", path).json["settings"]["business"]["compliance_info"] == {}
    assert bridge.ask("moved", "POST", path, {"entity_name": "ACME"}).code == 1008
    assert bridge.ask("moved", "POST", path, whole).status == 200
    assert bridge.ask("moved", "POST", path, {"entity_name": "ACME 2"}).status == 200
    shown = bridge.ask("moved", "GET", path).json["settings"]["business"]["compliance_info"]
    assert shown == {**whole, "entity_name": "ACME 2"}


def test_a_collection_of_garbage_comes_to_its_end(bridge: Bridge, application: Application) -> None:
    for service in ("message", "media"):
        answer = bridge.ask("moved", "PUT", f"/v1/services/{service}/gc").json
        assert answer["services"] == {service: {"gc": {"status": "processing"}}}
    told = wait_for(lambda: len(found := application.about("services")) == 2 and found, "both ends")
    assert told == [
        {"message": {"gc": {"messages_deleted": 0, "status": "complete"}}},
        {"media": {"gc": {"items_deleted": 0, "status": "complete"}}},
    ]


def test_diagnosis_reads_the_number_from_the_support_page(bridge: Bridge) -> None:
    assert bridge.ask("moved", "GET", "/v1/support").json["support"]["debug_info"] == "16505550101"


def test_providers_keep_their_credentials_for_the_bridge(bridge: Bridge) -> None:
    provider = {"name": "cdn", "type": "www", "config": {"bearer": "very-secret"}}
    path = "/v1/settings/application/media/providers"
    assert bridge.ask("moved", "POST", path, [provider]).status == 200
    shown = bridge.ask("moved", "GET", path).json["settings"]["application"]["media"]["providers"]
    assert shown == [provider]
    assert bridge.ask("moved", "POST", path, [{"name": "x", "type": "ftp"}]).code == 1009
    assert bridge.ask("moved", "DELETE", f"{path}/cdn").status == 200


def test_stickerpacks_live_in_the_bridges_own_store(bridge: Bridge) -> None:
    made = bridge.ask("moved", "POST", "/v1/stickerpacks", {"publisher": "P", "name": "Cats"})
    pack = made.json["stickerpacks"][0]["id"]
    body = {"image_data_id": "1234", "emojis": ["x"]}
    added = bridge.ask("moved", "POST", f"/v1/stickerpacks/{pack}/stickers", body)
    assert added.json["stickers"] == [{"index": "0"}]
    shown = bridge.ask("moved", "GET", f"/v1/stickerpacks/{pack}/stickers/0").json["stickers"][0]
    assert shown == {"id": "1234", **body}
    assert bridge.ask("moved", "DELETE", f"/v1/stickerpacks/{pack}").status == 200
    assert bridge.ask("moved", "GET", f"/v1/stickerpacks/{pack}").code == 1006


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "/v1/settings/backup", {"password": "x"}, 503, 1011),
        ("POST", "/v1/settings/restore", {"password": "x", "data": "y"}, 503, 1011),
        ("DELETE", "/v1/settings/account/two-step", None, 500, 1014),
        ("POST", "/v1/groups", {"subject": "x"}, 404, 1012),
        ("GET", "/v1/nothing", None, 404, 1006),
        ("GET", "/v1/certificates/webhooks/ca", None, 404, None),
    ],
)
def test_what_cloud_api_has_not_is_refused_with_a_known_code(
    bridge: Bridge, method: str, path: str, body: object, status: int, code: int | None
) -> None:
    got = bridge.ask("moved", method, path, body)
    assert got.status == status
    assert (got.code if got.body else None) == code


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/v1/health", None, 200),
        ("GET", "/v1/support", None, 200),
        ("GET", "/v1/stats/app", None, 200),
        ("GET", "/v1/stats/db", None, 200),
        ("GET", "/metrics", None, 200),
        ("GET", "/v1/stats/app?format=prometheus", None, 200),
        ("GET", "/v1/groups", None, 200),
        ("GET", "/v1/stickerpacks?namespace=whatsapp", None, 200),
        ("GET", "/v1/account/shards", None, 200),
        ("POST", "/v1/account", {"cc": "1"}, 201),
        ("POST", "/v1/account/shards", {"shards": "2"}, 201),
        ("POST", "/v1/settings/account/two-step", {"pin": "123456"}, 200),
        ("PUT", "/v1/services/message/gc", None, 200),
        ("PUT", "/v1/services/media/gc", None, 200),
        ("DELETE", "/v1/messages/gBEG123", None, 200),
        ("POST", "/v1/configs/webhook", {"url": "https://hooks.example/x"}, 200),
    ],
)
def test_what_set_up_and_monitoring_ask_for_is_answered(
    bridge: Bridge, method: str, path: str, body: object, status: int
) -> None:
    assert bridge.ask("other", method, path, body).status == status
    bridge.ask("other", "DELETE", "/v1/settings/application")


def test_an_application_that_sends_too_fast_is_told_so_before_meta_is(bridge: Bridge, customer: str) -> None:
    answers = [
        bridge.ask("moved", "POST", "/v1/messages", {"to": customer, "text": {"body": str(n)}})
        for n in range(47)
    ]
    assert [got.status for got in answers[:45]] == [201] * 45
    assert (answers[46].status, answers[46].code) == (429, 1015)


def test_metrics_say_what_was_answered_and_which_differences_were_applied(
    bridge: Bridge, customer: str
) -> None:
    send(bridge, customer, text={"body": "hi"}, made_up=1)
    text = bridge.call("GET", "/bridge/metrics").body.decode()
    assert 'wamigrate_bridge_requests_total{number="moved",route="POST /v1/messages",state="cloud"' in text
    assert 'difference="unknown-property",direction="to_cloud"' in text
    assert customer not in text
    forwarded = bridge.call("GET", "/bridge/metrics", headers={"x-forwarded-for": "203.0.113.9"})
    assert forwarded.status == 403


@pytest.mark.parametrize("path", ["/v1/settings/backup", "/v1/settings/restore"])
def test_while_traffic_is_held_nothing_says_that_the_number_has_moved(bridge: Bridge, path: str) -> None:
    place = str(bridge.sim.number("other")["phone_number_id"])
    set_route(bridge.site, place, RouteState.HOLD)
    try:
        held = wait_for(lambda: in_words(bridge, path, "is being moved"), "the bridge to hold")
    finally:
        set_route(bridge.site, place, RouteState.CLOUD)
        wait_for(lambda: in_words(bridge, path, "has moved"), "the bridge to be open again")
    assert held is not None
    assert held.code == 1011


def in_words(bridge: Bridge, path: str, words: str) -> Got | None:
    """The answer, if these words are in it."""
    got = bridge.ask("other", "POST", path, {"password": "x", "data": "y"})
    return got if words in got.body.decode() else None


@pytest.mark.parametrize(
    ("path", "wrapper"),
    [("/v1/stats/app", ("stats", "app")), ("/v1/stats/db", ("stats", "db")), ("/metrics", ("metrics",))],
)
def test_figures_have_the_shape_that_they_had_on_on_premises(
    bridge: Bridge, path: str, wrapper: tuple[str, ...]
) -> None:
    before, after = (dig(bridge.ask(name, "GET", path).json, *wrapper) for name in ("main", "moved"))
    assert after.keys() <= before.keys()
    for name, figure in after.items():
        assert (figure.keys(), figure["data"][0].keys()) == (before[name].keys(), {"labels", "value"})
