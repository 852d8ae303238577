"""What else a deployment tells its webhook endpoint, and how often: statuses, results, errors, repeats."""

from __future__ import annotations

import pytest

from tests.contract.sim.examples import ANY_NUMBER, ANY_TEXT, Like
from tests.contract.sim.http import OnPrem, Receiver, eventually
from wamigrate.sim.testing import Simulator, running_simulator

ADA = "16505551234"
HREF = "https://developers.facebook.com/docs/whatsapp/api/errors/"


def test_media_that_are_not_wanted_are_left_where_they_are(
    sim: Simulator, onprem: OnPrem, told: Receiver
) -> None:
    onprem("PATCH", "/v1/settings/application", {"media": {"auto_download": ["audio"]}})
    sim.control.customer_says(ADA, "main", type="image", image={})
    image = told.wait_for(1)[0]["messages"][0]["image"]
    assert image == {"mime_type": "image/jpeg", "sha256": ANY_TEXT, "status": "undownloaded"}


def test_media_that_cannot_be_fetched_come_with_an_error(sim: Simulator, told: Receiver) -> None:
    sim.control.fault("media_download_fails", number="main", count=1)
    sim.control.customer_says(ADA, "main", type="image", image={})
    message = told.wait_for(1)[0]["messages"][0]
    assert "id" not in message["image"]
    assert [(e["code"], e["title"]) for e in message["errors"]] == [(400, "Media download error")]


def test_an_error_can_come_alone(sim: Simulator, told: Receiver) -> None:
    sim.control.fault("callback_error", 400, number="main")
    details = "Failed to download the media from the sender."
    error = {"code": 400, "title": "Media download error", "details": details, "href": HREF}
    assert told.wait_for(1) == [{"errors": [error]}]


def test_a_changed_number_is_told_as_a_system_message(sim: Simulator, told: Receiver) -> None:
    sim.control.customer_says(ADA, "main")
    told.wait_for(1)
    sim.control.call("POST", f"/customers/{ADA}/number", {"phone": "+16505559999"})
    body = told.wait_for(2)[1]
    system = {"type": "user_changed_number", "body": ANY_TEXT, "new_wa_id": "16505559999"}
    message = {"from": ADA, "id": Like("ABGG.+"), "timestamp": ANY_TEXT, "type": "system", "system": system}
    assert {"messages": [message]} == body


def test_nobody_is_told_of_a_changed_number_who_does_not_want_it(
    sim: Simulator, onprem: OnPrem, told: Receiver
) -> None:
    onprem("PATCH", "/v1/settings/application", {"notify_user_change_number": False})
    sim.control.customer_says(ADA, "main")
    sim.control.call("POST", f"/customers/{ADA}/number", {"phone": "+16505559999"})
    sim.control.customer_says("16505559999", "main", "it is me")
    assert [b["messages"][0]["type"] for b in told.wait_for(2)] == ["text", "text"]


def test_new_keys_of_a_customer_hold_up_sends_until_they_are_acknowledged(
    sim: Simulator, onprem: OnPrem, told: Receiver
) -> None:
    onprem("PATCH", "/v1/settings/application", {"show_security_notifications": True})
    sim.control.customer_says(ADA, "main")
    first = told.wait_for(1)[0]["messages"][0]["identity"]
    assert first == {"acknowledged": True, "created_timestamp": ANY_NUMBER, "hash": ANY_TEXT}
    sim.control.call("POST", f"/customers/{ADA}/identity")
    system = told.wait_for(2)[1]["messages"][0]["system"]
    fresh = {"type": "user_identity_changed", "identity": ANY_TEXT, "user": ADA}
    assert fresh == system
    message = {"to": ADA, "text": {"body": "hi"}}
    assert onprem("POST", "/v1/messages", message).json["errors"][0]["code"] == 1028
    onprem("PUT", f"/v1/contacts/{ADA}/identity", {"hash": system["identity"]})
    assert onprem("POST", "/v1/messages", message).status == 201


def test_a_customer_takes_a_message_back(sim: Simulator, told: Receiver) -> None:
    said = sim.control.customer_says(ADA, "main")
    told.wait_for(1)
    sim.control.call("POST", f"/customers/{ADA}/delete", {"id": said["id"]})
    status = {
        "id": said["id"],
        "message": {"recipient_id": ADA},
        "recipient_id": ADA,
        "status": "deleted",
        "timestamp": ANY_TEXT,
        "type": "message",
    }
    assert {"statuses": [status]} == told.wait_for(2)[1]


def test_a_sent_message_starts_a_conversation_and_a_failed_one_says_why(
    sim: Simulator, onprem: OnPrem, told: Receiver
) -> None:
    onprem("PATCH", "/v1/settings/application", {"webhooks": {"message": {"sent": True, "read": False}}})
    sim.control.customer_says(ADA, "main")
    onprem("POST", "/v1/messages", {"to": ADA, "text": {"body": "hi"}})
    onprem("POST", "/v1/messages", {"to": "16505550177", "text": {"body": "hi"}})
    found = {s["status"]: s for b in told.wait_for(4) for s in b.get("statuses", [])}
    conversation = {"id": Like("[0-9a-f]{32}"), "origin": {"type": "service"}}
    assert {**conversation, "expiration_timestamp": ANY_NUMBER} == found["sent"]["conversation"]
    assert conversation == found["delivered"]["conversation"]
    assert found["sent"]["pricing"] == {"billable": True, "category": "service", "pricing_model": "CBP"}
    assert "conversation" not in found["failed"]
    assert [{"code": 470, "title": Like("Message failed to send because.+"), "href": HREF}] == found[
        "failed"
    ]["errors"]


def test_a_link_that_cannot_be_fetched_stands_in_the_title(
    sim: Simulator, onprem: OnPrem, told: Receiver
) -> None:
    sim.control.fault("media_link_fails", 302, number="main", count=1)
    image = {"to": ADA, "type": "image", "image": {"link": "https://x.example/a.png"}}
    assert onprem("POST", "/v1/messages", image).status == 201
    (error,) = told.wait_for(1)[0]["statuses"][0]["errors"]
    title = "Request for url https://x.example/a.png failed with error: 302 (Found)"
    assert {"code": 1014, "title": title, "href": HREF} == error


def test_a_missing_product_is_warned_of(sim: Simulator, onprem: OnPrem, told: Receiver) -> None:
    sim.control.fault("product_unavailable", number="main", count=1)
    sim.control.customer_says(ADA, "main")
    action = {"catalog_id": "1", "product_retailer_id": "a"}
    product = {"to": ADA, "type": "interactive", "interactive": {"type": "product", "action": action}}
    onprem("POST", "/v1/messages", product)
    statuses = [s["status"] for b in told.wait_for(4) for s in b.get("statuses", [])]
    assert "warning" in statuses


@pytest.mark.parametrize(
    ("service", "counter"), [("message", "messages_deleted"), ("media", "items_deleted")]
)
def test_a_garbage_collection_tells_how_it_ended(
    service: str, counter: str, sim: Simulator, onprem: OnPrem, told: Receiver
) -> None:
    sim.control.customer_says(ADA, "main", type="image", image={})
    told.wait_for(1)
    sim.control.advance(31 * 86400)
    onprem.token = None
    assert onprem("PUT", f"/v1/services/{service}/gc").status == 200
    assert told.wait_for(2)[1] == {"services": [{service: {"gc": {counter: 1, "status": "complete"}}}]}


def test_in_multiconnect_every_coreapp_collects_and_tells(sim: Simulator, hook: Receiver) -> None:
    sharded = OnPrem(sim, "sharded")
    sharded("PATCH", "/v1/settings/application", {"webhooks": {"url": hook.url}})
    started = sharded("PUT", "/v1/services/message/gc").json["services"]["message"]["gc"]
    assert [node.partition(":")[0] for node in started] == ["wacore1", "wacore2", "wacore3"]
    assert all(status == {"status": "processing"} for status in started.values())
    told = [body["services"][0] for body in hook.wait_for(3)]
    assert {service["node"] for service in told} == started.keys()
    assert all(service["message"]["gc"]["status"] == "complete" for service in told)


def test_a_garbage_collection_can_fail(sim: Simulator, onprem: OnPrem, told: Receiver) -> None:
    sim.control.fault("collection_fails", number="main", count=1)
    onprem("PUT", "/v1/services/message/gc")
    result = told.wait_for(1)[0]["services"][0]["message"]["gc"]
    assert (result["status"], result["errors"][0]["code"]) == ("failed", 1014)


def test_a_callback_is_repeated_more_and_more_slowly_up_to_the_limit(
    sim: Simulator, onprem: OnPrem, hook: Receiver
) -> None:
    delays = {"callback_backoff_delay_ms": "3000", "max_callback_backoff_delay_ms": "7000"}
    onprem("PATCH", "/v1/settings/application", {"webhooks": {"url": hook.url}, **delays})
    hook.statuses = [500, 302, 204, 404]
    sim.control.customer_says(ADA, "main")
    for attempt, pause in enumerate((3, 6, 7, 7), 1):
        eventually(lambda: len(sim.control.deliveries()) >= attempt)  # noqa: B023 - called at once
        sim.control.advance(pause - 1)
        assert len(hook.got) == attempt
        sim.control.advance(1.1)
        hook.wait_for(attempt + 1)
    eventually(lambda: sim.control.number("main")["callbacks_waiting"] == 0)


def test_callbacks_that_are_not_kept_on_disk_are_lost_in_a_restart(
    sim: Simulator, onprem: OnPrem, hook: Receiver
) -> None:
    settings = {"webhooks": {"url": hook.url}, "callback_persist": False}
    onprem("PATCH", "/v1/settings/application", settings)
    hook.statuses = [500]
    sim.control.customer_says(ADA, "main")
    eventually(lambda: sim.control.deliveries())
    sim.control.fault("restart", 1, number="main")
    assert sim.control.number("main")["callbacks_waiting"] == 0


def test_callbacks_that_are_kept_on_disk_come_after_a_restart(
    sim: Simulator, onprem: OnPrem, told: Receiver
) -> None:
    told.statuses = [500]
    sim.control.customer_says(ADA, "main")
    eventually(lambda: sim.control.deliveries())
    sim.control.fault("restart", 30, number="main")
    refused = onprem("POST", "/v1/messages", {"to": ADA, "text": {"body": "x"}})
    assert refused.json["errors"][0]["code"] == 1011
    sim.control.advance(31)
    assert told.wait_for(2)[0] == told.wait_for(2)[1]


def test_contacts_that_nobody_waits_for_come_by_webhook(hook: Receiver) -> None:
    world = (
        '[options]\nwithout_whatsapp = ["16505559999"]\n[onprem]\ncontacts = "truthful"\n'
        '[[number]]\nname = "main"\nphone = "+16505550100"\n'
    )
    with running_simulator(world) as sim:
        onprem = OnPrem(sim)
        onprem("PATCH", "/v1/settings/application", {"webhooks": {"url": hook.url}})
        asked = ["+1 650 555 0111", "6505550114", "+16505559999", "+165"]
        answer = onprem("POST", "/v1/contacts", {"contacts": asked}).json["contacts"]
        assert answer == [{"input": a, "status": "processing"} for a in asked]
        found = [b["contacts"][0] for b in hook.wait_for(4)]
        assert sorted(found, key=lambda c: asked.index(c["input"])) == [
            {"input": asked[0], "status": "valid", "wa_id": "16505550111"},
            {"input": asked[1], "status": "invalid"},
            {"input": asked[2], "status": "invalid"},
            {"input": asked[3], "status": "failed"},
        ]
        again = onprem("POST", "/v1/contacts", {"contacts": asked[:1]}).json["contacts"]
        assert again[0]["status"] == "valid"
        assert onprem("POST", "/v1/messages", {"to": "16505559999", "text": {"body": "x"}}).status == 400
