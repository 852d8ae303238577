"""Cloud webhooks: who is told, where, signed how, and how often."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest

from tests.contract.sim.http import Graph, Receiver, receiver
from wamigrate.sim.testing import Simulator

CUSTOMER = "16505551234"


def point_app(graph: Graph, hook: Receiver, fields: str = "messages,security") -> None:
    given = {"object": "whatsapp_business_account", "callback_url": hook.url, "fields": fields}
    path = f"/v23.0/{graph.app_id}/subscriptions"
    answer = graph("POST", path, {**given, "verify_token": hook.verify_token}, token=graph.app_token)
    assert answer.json == {"success": True}


def subscribe(graph: Graph, hook: Receiver | None = None) -> None:
    body = {"override_callback_uri": hook.url, "verify_token": hook.verify_token} if hook else None
    assert graph("POST", f"/v23.0/{graph.waba()}/subscribed_apps", body).json == {"success": True}


def value(body: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = body["entry"][0]["changes"][0]["value"]
    return found


def test_an_inbound_message_comes_in_metas_envelope_signed_over_its_bytes(
    sim: Simulator, graph: Graph, hook: Receiver
) -> None:
    point_app(graph, hook)
    subscribe(graph)
    said = sim.control.customer_says(CUSTOMER, "cloud", "grüß / 花")
    (body,) = hook.wait_for(1)
    assert body["object"] == "whatsapp_business_account"
    assert (body["entry"][0]["id"], body["entry"][0]["changes"][0]["field"]) == (graph.waba(), "messages")
    assert "time" not in body["entry"][0]
    assert value(body)["metadata"] == {
        "display_phone_number": "16505550106",
        "phone_number_id": graph.id("cloud"),
    }
    message = value(body)["messages"][0]
    assert (message["id"], message["from"], message["text"]["body"]) == (said["id"], CUSTOMER, "grüß / 花")
    headers, raw = hook.got[0]
    signature = hmac.new(sim.graph["app_secret"].encode(), raw, hashlib.sha256).hexdigest()
    assert headers["x-hub-signature-256"] == f"sha256={signature}"
    assert b"gr\\u00fc\\u00df \\/ \\u82b1" in raw


def test_nothing_comes_without_a_subscription_or_without_the_field(
    sim: Simulator, graph: Graph, hook: Receiver
) -> None:
    point_app(graph, hook)
    sim.control.customer_says(CUSTOMER, "cloud")
    assert sim.control.number("cloud")["unheard"] == 1
    point_app(graph, hook, fields="security")
    subscribe(graph)
    sim.control.customer_says(CUSTOMER, "cloud")
    assert sim.control.number("cloud")["unheard"] == 2
    assert hook.got == []


def test_statuses_tell_sent_delivered_read_and_carry_the_tag(
    sim: Simulator, graph: Graph, hook: Receiver
) -> None:
    point_app(graph, hook)
    subscribe(graph)
    sim.control.customer_says(CUSTOMER, "cloud")
    message = {"type": "text", "text": {"body": "x"}, "biz_opaque_callback_data": "tag-1"}
    message_id = graph.send("cloud", message).json["messages"][0]["id"]
    found = [s for b in hook.wait_for(4) for s in value(b).get("statuses", [])]
    assert sorted(s["status"] for s in found) == ["delivered", "read", "sent"]
    assert {(s["id"], s["recipient_id"], s["biz_opaque_callback_data"]) for s in found} == {
        (message_id, CUSTOMER, "tag-1")
    }
    sent = next(s for s in found if s["status"] == "sent")
    assert isinstance(sent["conversation"]["expiration_timestamp"], str)
    assert sent["pricing"]["category"] == "service"


def test_a_send_outside_the_window_is_accepted_and_fails_by_webhook(
    sim: Simulator, graph: Graph, hook: Receiver
) -> None:
    point_app(graph, hook)
    subscribe(graph)
    assert graph.send("cloud", {"type": "text", "text": {"body": "x"}}).status == 200
    (status,) = value(hook.wait_for(1)[0])["statuses"]
    assert (status["status"], status["errors"][0]["code"]) == ("failed", 131047)
    assert status["errors"][0]["title"] == status["errors"][0]["message"] == "Re-engagement message"
    assert "24 hours" in status["errors"][0]["error_data"]["details"]
    assert sim.control.inbox(CUSTOMER) == []


def test_media_from_a_blocked_host_fail_by_webhook(sim: Simulator, graph: Graph, hook: Receiver) -> None:
    point_app(graph, hook)
    subscribe(graph)
    image = {"type": "image", "image": {"link": "https://blocked.example.com/a.jpg"}}
    assert graph.send("cloud", image).status == 200
    assert value(hook.wait_for(1)[0])["statuses"][0]["errors"][0]["code"] == 131053


def test_a_voice_note_stays_audio_and_its_hash_is_base64(
    sim: Simulator, graph: Graph, hook: Receiver
) -> None:
    point_app(graph, hook)
    subscribe(graph)
    sim.control.customer_says(CUSTOMER, "cloud", type="voice", voice={"data_base64": "T2dnUw=="})
    message = value(hook.wait_for(1)[0])["messages"][0]
    audio = message["audio"]
    assert (message["type"], audio["voice"], audio["mime_type"]) == ("audio", True, "audio/ogg; codecs=opus")
    assert len(audio["sha256"]) == 44
    assert graph("GET", f"/v23.0/{audio['id']}").json["file_size"] == 4


def test_an_override_needs_a_subscription_and_a_handshake(graph: Graph, hook: Receiver) -> None:
    path = f"/v23.0/{graph.waba()}/subscribed_apps"
    wanted = {"override_callback_uri": hook.url, "verify_token": hook.verify_token}
    early = graph("POST", path, wanted)
    assert early.error["code"] == 100
    assert early.error["error_data"]["details"].startswith("Before override the current callback uri")
    subscribe(graph)
    assert graph("POST", path, {**wanted, "verify_token": "wrong"}).error["code"] == 2200
    assert graph("POST", path, wanted).json == {"success": True}
    (shown,) = graph("GET", path).json["data"]
    assert shown["override_callback_uri"] == hook.url
    assert shown["whatsapp_business_api_data"]["id"] == graph.app_id


def test_a_plain_subscription_wipes_the_override(graph: Graph, hook: Receiver) -> None:
    subscribe(graph)
    subscribe(graph, hook)
    subscribe(graph)
    (shown,) = graph("GET", f"/v23.0/{graph.waba()}/subscribed_apps").json["data"]
    assert "override_callback_uri" not in shown
    assert graph("DELETE", f"/v23.0/{graph.waba()}/subscribed_apps").json == {"success": True}
    assert graph("GET", f"/v23.0/{graph.waba()}/subscribed_apps").json == {"data": []}


def test_the_number_s_override_goes_before_the_waba_s_before_the_app_s(
    sim: Simulator, graph: Graph, hook: Receiver
) -> None:
    with receiver() as waba_hook, receiver() as app_hook:
        point_app(graph, app_hook)
        subscribe(graph)
        sim.control.customer_says(CUSTOMER, "cloud")
        app_hook.wait_for(1)
        subscribe(graph, waba_hook)
        sim.control.customer_says(CUSTOMER, "cloud")
        waba_hook.wait_for(1)
        own = {"override_callback_uri": hook.url, "verify_token": hook.verify_token}
        graph("POST", f"/v23.0/{graph.id('cloud')}", {"webhook_configuration": own})
        assert graph.fields("cloud", "webhook_configuration")["webhook_configuration"] == {
            "phone_number": hook.url,
            "whatsapp_business_account": waba_hook.url,
            "application": app_hook.url,
        }
        sim.control.customer_says(CUSTOMER, "cloud")
        hook.wait_for(1)
        graph("POST", f"/v23.0/{graph.id('cloud')}", {"pin": "777888"})
        security = app_hook.wait_for(2)[1]["entry"][0]["changes"][0]
        assert (security["field"], security["value"]["event"]) == ("security", "PIN_CHANGED")


def test_anything_but_200_is_delivered_again(sim: Simulator, graph: Graph, hook: Receiver) -> None:
    point_app(graph, hook)
    subscribe(graph)
    hook.statuses = [500, 204]
    sim.control.customer_says(CUSTOMER, "cloud")
    bodies = hook.wait_for(3)
    assert bodies[0] == bodies[1] == bodies[2]
    attempts = [d for d in sim.control.deliveries() if d["url"] == hook.url]
    assert [(d["attempt"], d["status"]) for d in attempts][:2] == [(1, 500), (2, 204)]


@pytest.mark.parametrize("side", ["cloud", "main"])
def test_webhooks_can_be_lost_doubled_and_late(
    sim: Simulator, graph: Graph, hook: Receiver, side: str
) -> None:
    from tests.contract.sim.http import OnPrem

    point_app(graph, hook)
    subscribe(graph)
    OnPrem(sim)("PATCH", "/v1/settings/application", {"webhooks": {"url": hook.url}})
    sim.control.fault("webhook_drop", number=side, count=1)
    sim.control.customer_says(CUSTOMER, side, "lost")
    sim.control.fault("webhook_duplicate", number=side, count=1)
    sim.control.customer_says(CUSTOMER, side, "twice")
    hook.wait_for(2)
    sim.control.fault("webhook_delay", 60, number=side, count=1)
    sim.control.customer_says(CUSTOMER, side, "late")
    sim.control.customer_says(CUSTOMER, side, "at once")
    hook.wait_for(3)
    sim.control.advance(61)
    bodies = [str(b) for b in hook.wait_for(4)]
    order = [next(w for w in ("lost", "twice", "late", "at once") if w in b) for b in bodies]
    assert order == ["twice", "twice", "at once", "late"]


def test_a_signature_can_be_wrong(sim: Simulator, graph: Graph, hook: Receiver) -> None:
    point_app(graph, hook)
    subscribe(graph)
    sim.control.fault("webhook_bad_signature", number="cloud")
    sim.control.customer_says(CUSTOMER, "cloud")
    hook.wait_for(1)
    headers, raw = hook.got[0]
    good = hmac.new(sim.graph["app_secret"].encode(), raw, hashlib.sha256).hexdigest()
    assert headers["x-hub-signature-256"] != f"sha256={good}"


def test_messages_can_be_undeliverable(sim: Simulator, graph: Graph, hook: Receiver) -> None:
    point_app(graph, hook)
    subscribe(graph)
    sim.control.fault("undeliverable", number="cloud", count=1)
    graph.send(
        "cloud", {"type": "template", "template": {"name": "hello_world", "language": {"code": "en_US"}}}
    )
    assert value(hook.wait_for(1)[0])["statuses"][0]["errors"][0]["code"] == 131026


def test_an_offline_customer_gets_the_message_when_they_are_back(
    sim: Simulator, graph: Graph, hook: Receiver
) -> None:
    point_app(graph, hook)
    subscribe(graph)
    sim.control.call("PATCH", f"/customers/{CUSTOMER}", {"offline": True})
    graph.send(
        "cloud", {"type": "template", "template": {"name": "hello_world", "language": {"code": "en_US"}}}
    )
    assert [s["status"] for b in hook.wait_for(1) for s in value(b)["statuses"]] == ["sent"]
    assert sim.control.inbox(CUSTOMER) == []
    sim.control.call("PATCH", f"/customers/{CUSTOMER}", {"offline": False})
    assert [m["type"] for m in sim.control.inbox(CUSTOMER)] == ["template"]
    statuses = [s["status"] for b in hook.wait_for(3) for s in value(b)["statuses"]]
    assert sorted(statuses) == ["delivered", "read", "sent"]
