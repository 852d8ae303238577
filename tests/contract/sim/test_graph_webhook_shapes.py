"""The shapes of Cloud webhooks: each kind of inbound message, statuses, what options change about them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.contract.sim.http import Graph, Receiver, call, eventually, receiver
from wamigrate.core.payload import JsonObject
from wamigrate.sim.testing import Simulator, running_simulator

CUSTOMER = "16505551234"
NUMBER = '[[number]]\nname = "cloud"\nphone = "+16505550106"\npin = "123456"\nside = "cloud"\n'
QUICK = "send_delay = 0\ndelivered_delay = 0\nread_delay = 0\nwebhook_retry_first = 0.01\n"


def listen(graph: Graph, hook: Receiver, fields: str = "messages", waba: str = "cloud") -> None:
    given = {"object": "whatsapp_business_account", "callback_url": hook.url, "verify_token": "let-me-in"}
    path = f"/v23.0/{graph.app_id}/subscriptions"
    answer = graph("POST", path, {**given, "fields": fields}, token=graph.app_token)
    assert answer.json == {"success": True}, answer.json
    graph("POST", f"/v23.0/{graph.waba(waba)}/subscribed_apps")


def value(body: JsonObject) -> JsonObject:
    found: JsonObject = body["entry"][0]["changes"][0]["value"]
    return found


def say(sim: Simulator, message: JsonObject) -> JsonObject:
    said: JsonObject = sim.control.call("POST", f"/customers/{CUSTOMER}/messages", {"to": "cloud", **message})
    return said


UNKNOWN = {
    "code": 131051,
    "title": "Message type unknown",
    "message": "Message type unknown",
    "error_data": {"details": "Message type is currently not supported."},
}
NFM = {"type": "nfm_reply", "nfm_reply": {"name": "flow", "body": "Sent", "response_json": "{}"}}
ITEM = {"product_retailer_id": "p", "quantity": 1, "item_price": 2.5, "currency": "USD"}
ORDER = {"catalog_id": "1", "text": "", "product_items": [ITEM]}
ROWS: list[tuple[JsonObject, JsonObject]] = [
    ({"type": "text", "text": {"body": "hi"}}, {"text": {"body": "hi"}}),
    (
        {"type": "location", "location": {"latitude": 1.5, "longitude": 2}},
        {"location": {"latitude": 1.5, "longitude": 2}},
    ),
    (
        {"type": "contacts", "contacts": [{"name": {"formatted_name": "A"}}]},
        {"contacts": [{"name": {"formatted_name": "A"}}]},
    ),
    ({"type": "interactive", "interactive": NFM}, {"interactive": NFM}),
    ({"type": "order", "order": ORDER}, {"order": ORDER}),
    (
        {"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": ""}},
        {"reaction": {"message_id": "wamid.x", "emoji": ""}},
    ),
    (
        {"type": "button", "button": {"payload": "p", "text": "t"}, "context": {"id": "wamid.x"}},
        {
            "button": {"payload": "p", "text": "t"},
            "context": {"from": "16505550106", "id": "wamid.x"},
        },
    ),
    (
        {"type": "text", "text": {"body": "hi"}, "context": {"frequently_forwarded": True}},
        {"text": {"body": "hi"}, "context": {"frequently_forwarded": True}},
    ),
    (
        {"type": "text", "text": {"body": "hi"}, "referral": {"source_type": "ad", "source_id": "1"}},
        {"text": {"body": "hi"}, "referral": {"source_type": "ad", "source_id": "1"}},
    ),
    ({"type": "request_welcome"}, {}),
    ({"type": "unsupported"}, {"errors": [UNKNOWN]}),
    (
        {"type": "unsupported", "unsupported": {"type": "poll_creation"}},
        {"errors": [UNKNOWN], "unsupported": {"type": "poll_creation"}},
    ),
    (
        {
            "type": "unsupported",
            "errors": [{"code": 131060, "title": "This message is currently unavailable."}],
        },
        {"errors": [{"code": 131060, "title": "This message is currently unavailable."}]},
    ),
]


@pytest.mark.parametrize(("message", "content"), ROWS, ids=lambda v: str(v)[:50])
def test_each_kind_of_message_has_its_documented_shape(
    sim: Simulator, graph: Graph, hook: Receiver, message: JsonObject, content: JsonObject
) -> None:
    listen(graph, hook)
    said = say(sim, message)
    shown = value(hook.wait_for(1)[0])["messages"][0]
    common = {"from": CUSTOMER, "id": said["id"], "type": message["type"]}
    assert isinstance(shown.pop("timestamp"), str)
    assert shown.pop("from_user_id").startswith("US.")
    assert shown == {**common, **content}


MEDIA = [
    ("image", {"caption": "c"}, {"mime_type": "image/jpeg", "caption": "c"}),
    ("video", {}, {"mime_type": "video/mp4"}),
    ("document", {"filename": "a.pdf"}, {"mime_type": "application/pdf", "filename": "a.pdf"}),
    ("sticker", {}, {"mime_type": "image/webp", "animated": False}),
    ("audio", {}, {"mime_type": "audio/mpeg", "voice": False}),
    ("audio", {"voice": True}, {"mime_type": "audio/ogg; codecs=opus", "voice": True}),
]


@pytest.mark.parametrize(("kind", "content", "expected"), MEDIA)
def test_media_come_with_an_id_and_a_hash_in_base64(
    sim: Simulator, graph: Graph, hook: Receiver, kind: str, content: JsonObject, expected: JsonObject
) -> None:
    listen(graph, hook)
    say(sim, {"type": kind, kind: content})
    media = value(hook.wait_for(1)[0])["messages"][0][kind]
    assert {k: v for k, v in media.items() if k not in ("id", "sha256")} == expected
    assert len(media["sha256"]) == 44
    assert graph("GET", f"/v23.0/{media['id']}").json["id"] == media["id"]


def test_the_identity_check_shows_keys_and_their_change(sim: Simulator, graph: Graph, hook: Receiver) -> None:
    listen(graph, hook)
    switch = {"user_identity_change": {"enable_identity_key_check": True}}
    graph("POST", f"/v23.0/{graph.id('cloud')}/settings", switch)
    say(sim, {"type": "text", "text": {"body": "hi"}})
    key = value(hook.wait_for(1)[0])["contacts"][0]["identity_key_hash"]
    sim.control.call("POST", f"/customers/{CUSTOMER}/identity", {})
    changed = value(hook.wait_for(2)[1])
    assert "contacts" not in changed
    assert changed["messages"][0]["system"]["type"] == "customer_identity_changed"
    assert changed["messages"][0]["identity"]["hash"] != key


def test_a_change_of_number_comes_without_contacts(sim: Simulator, graph: Graph, hook: Receiver) -> None:
    listen(graph, hook)
    say(sim, {"type": "text", "text": {"body": "hi"}})
    sim.control.call("POST", f"/customers/{CUSTOMER}/number", {"phone": "16505554321"})
    moved = value(hook.wait_for(2)[1])
    assert "contacts" not in moved
    message = moved["messages"][0]
    assert (message["from"], message["system"]["wa_id"]) == (CUSTOMER, "16505554321")
    assert message["system"]["type"] == "user_changed_number"


def test_statuses_tell_what_a_message_costs(sim: Simulator, graph: Graph, hook: Receiver) -> None:
    listen(graph, hook)
    say(sim, {"type": "text", "text": {"body": "hi"}})
    graph.send("cloud", {"type": "text", "text": {"body": "x"}}, CUSTOMER)
    bodies = [b for b in hook.wait_for(4) if "statuses" in value(b)]
    found = {value(b)["statuses"][0]["status"]: value(b)["statuses"][0] for b in bodies}
    free = {
        "billable": False,
        "pricing_model": "PMP",
        "category": "service",
        "type": "free_customer_service",
    }
    assert found["sent"]["pricing"] == found["delivered"]["pricing"] == free
    assert "pricing" not in found["read"]
    assert "expiration_timestamp" not in found["delivered"]["conversation"]
    assert value(bodies[0])["contacts"][0]["wa_id"] == CUSTOMER


@contextmanager
def listening(options: str, fields: str = "messages") -> Iterator[tuple[Simulator, Graph, Receiver]]:
    with running_simulator(f"[options]\n{QUICK}{options}\n{NUMBER}") as sim, receiver() as hook:
        graph = Graph(sim)
        listen(graph, hook, fields)
        yield sim, graph, hook


def test_older_shapes_can_be_asked_for() -> None:
    older = "conversation_in_statuses = false\ncontacts_in_statuses = false\nuser_ids = false\n"
    older += 'pricing_model = "CBP"\nreaction_removal = "absent"\n'
    older += "media_url_in_webhooks = true\nwebhook_sha1 = true"
    with listening(older) as (sim, graph, hook):
        say(sim, {"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": ""}})
        first = value(hook.wait_for(1)[0])
        assert list(first["contacts"][0]) == ["profile", "wa_id"]
        assert "from_user_id" not in first["messages"][0]
        assert first["messages"][0]["reaction"] == {"message_id": "wamid.x"}
        headers, raw = hook.got[0]
        legacy = hmac.new(sim.graph["app_secret"].encode(), raw, hashlib.sha1).hexdigest()
        assert headers["x-hub-signature"] == f"sha1={legacy}"
        say(sim, {"type": "image", "image": {"data_base64": "T2dnUw=="}})
        url = value(hook.wait_for(2)[1])["messages"][0]["image"]["url"]
        assert "source=webhook" in url
        fetched = call(url, "GET", "?" + url.partition("?")[2], headers=bearer(graph))
        assert fetched.body == b"OggS"
        graph.send("cloud", {"type": "text", "text": {"body": "x"}}, CUSTOMER)
        sent = value(hook.wait_for(3)[2])
        assert "contacts" not in sent
        assert "conversation" not in sent["statuses"][0]
        assert sent["statuses"][0]["pricing"] == {
            "billable": True,
            "pricing_model": "CBP",
            "category": "service",
        }


def bearer(graph: Graph) -> dict[str, str]:
    return {"authorization": f"Bearer {graph.token}"}


def test_webhooks_of_a_short_while_come_in_one() -> None:
    with listening("webhook_batch_window = 3600\nwebhook_batch_size = 3") as (sim, _, hook):
        said = [say(sim, {"type": "text", "text": {"body": str(n)}})["id"] for n in range(4)]
        (batch,) = hook.wait_for(1)
        changes = batch["entry"][0]["changes"]
        assert [c["value"]["messages"][0]["id"] for c in changes] == said[:3]
        sim.control.advance(3600)
        assert value(hook.wait_for(2)[1])["messages"][0]["id"] == said[3]
        headers, raw = hook.got[0]
        signature = hmac.new(sim.graph["app_secret"].encode(), raw, hashlib.sha256).hexdigest()
        assert headers["x-hub-signature-256"] == f"sha256={signature}"


def test_a_webhook_is_tried_for_seven_days_ever_less_often(
    sim: Simulator, graph: Graph, hook: Receiver
) -> None:
    listen(graph, hook)
    hook.statuses = [500] * 400
    say(sim, {"type": "text", "text": {"body": "hi"}})

    def tried(count: int) -> None:
        """Wait until the simulator knows how so many attempts ended."""
        eventually(lambda: len([d for d in sim.control.deliveries() if d["url"] == hook.url]) >= count)

    for n in range(1, 11):
        tried(n)
        sim.control.advance(0.01 * 2 ** (n - 1))
    tried(11)
    sim.control.advance(7 * 86400)
    tried(12)
    sim.control.advance(86400)
    assert len(hook.got) == 12


def test_a_name_that_was_approved_is_told_and_comes_with_the_next_registration() -> None:
    with listening("name_review_delay = 60", "phone_number_name_update") as (sim, graph, hook):
        where = f"/v23.0/{graph.id('cloud')}"
        graph("POST", where, {"new_display_name": "Bigger Shop"})
        assert graph.fields("cloud", "new_name_status")["new_name_status"] == "PENDING_REVIEW"
        sim.control.advance(61)
        entry = hook.wait_for(1)[0]["entry"][0]
        assert entry["changes"][0]["field"] == "phone_number_name_update"
        assert entry["changes"][0]["value"]["decision"] == "APPROVED"
        assert graph.fields("cloud", "verified_name")["verified_name"] == "Sim Business"
        graph.register("cloud", "123456")
        found = graph.fields("cloud", "verified_name,new_name_status")
        assert (found["verified_name"], found["new_name_status"]) == ("Bigger Shop", "NONE")


REFUSED: list[tuple[JsonObject, int]] = [
    ({"fields": "messages,gossip"}, 100),
    ({"object": "page"}, 100),
    ({"callback_url": None}, 100),
    ({"verify_token": "wrong"}, 2200),
    ({"callback_url": "http://example.com/hook"}, 2200),
]


@pytest.mark.parametrize(("change", "code"), REFUSED, ids=str)
def test_an_app_is_pointed_only_at_endpoints_that_know_the_token(
    graph: Graph, hook: Receiver, change: JsonObject, code: int
) -> None:
    given: dict[str, Any] = {
        "object": "whatsapp_business_account",
        "callback_url": hook.url,
        "verify_token": "let-me-in",
        "fields": "messages",
        **change,
    }
    answer = graph("POST", f"/v23.0/{graph.app_id}/subscriptions", given, token=graph.app_token)
    assert (answer.status, answer.error["code"]) == (400, code)


def test_a_wrong_answer_to_the_challenge_is_told(graph: Graph, hook: Receiver) -> None:
    given = {"object": "whatsapp_business_account", "callback_url": hook.url, "verify_token": "wrong"}
    answer = graph("POST", f"/v23.0/{graph.app_id}/subscriptions", given, token=graph.app_token)
    text = "Callback verification failed with the following errors: HTTP Status Code = 403"
    assert text in answer.error["message"]


def test_any_other_field_can_be_told_through_the_control_api(
    sim: Simulator, graph: Graph, hook: Receiver
) -> None:
    listen(graph, hook, "messages,template_category_update")
    news = {"message_template_id": 1, "previous_category": "UTILITY", "new_category": "MARKETING"}
    path = "/numbers/cloud/webhooks"
    told = sim.control.call("POST", path, {"field": "template_category_update", "value": news})
    assert told == {"heard": True}
    entry = hook.wait_for(1)[0]["entry"][0]
    assert isinstance(entry["time"], int)
    assert entry["changes"] == [{"value": news, "field": "template_category_update"}]
    error = {"code": 130429, "title": "Rate limit hit", "message": "Rate limit hit"}
    sim.control.call("POST", path, {"field": "messages", "value": {"errors": [error]}})
    body = hook.wait_for(2)[1]
    assert "time" not in body["entry"][0]
    assert list(value(body)) == ["messaging_product", "metadata", "errors"]
    assert sim.control.call("POST", path, {"field": "security", "value": {}}) == {"heard": False}
    with pytest.raises(RuntimeError, match="Unknown field"):
        sim.control.call("POST", path, {"field": "gossip", "value": {}})
