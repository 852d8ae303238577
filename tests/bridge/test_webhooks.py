"""What Meta posts: believed only if it is signed, stored before it is answered, delivered one by one."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests.bridge.places import VERIFY_TOKEN, Application, Bridge, open_bridge
from tests.harness import wait_for


def envelope(bridge: Bridge, *messages: dict[str, Any], number: str = "moved") -> dict[str, Any]:
    place = bridge.sim.number(number)["phone_number_id"]
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "16505550101", "phone_number_id": place},
        "contacts": [{"profile": {"name": "Ann"}, "wa_id": messages[0].get("from")}],
        "messages": list(messages),
    }
    change = {"field": "messages", "value": value}
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}


def text(customer: str, n: int) -> dict[str, Any]:
    return {
        "from": customer,
        "id": f"wamid.TEST{customer}{n}",
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": f"message {n}"},
    }


def bodies(application: Application, customer: str) -> list[str]:
    return [m["text"]["body"] for m in application.about("messages") if m["from"] == customer]


def test_meta_finds_the_endpoint_ours(bridge: Bridge) -> None:
    query = f"hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={VERIFY_TOKEN}"
    assert bridge.call("GET", f"/webhooks/cloud?{query}").body == b"1158201444"


def test_a_wrong_verify_token_gets_no_challenge(bridge: Bridge) -> None:
    query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=guess"
    got = bridge.call("GET", f"/webhooks/cloud?{query}")
    assert (got.status, got.body) == (403, b"")


def test_a_batch_becomes_one_callback_for_each_event_in_order(
    bridge: Bridge, application: Application, customer: str
) -> None:
    sent = envelope(bridge, *(text(customer, n) for n in range(20)))
    assert bridge.webhook(sent).status == 200
    wait_for(lambda: len(bodies(application, customer)) == 20, "all events")
    assert bodies(application, customer) == [f"message {n}" for n in range(20)]


def test_a_thousand_events_in_one_post_are_taken(
    bridge: Bridge, application: Application, customer: str
) -> None:
    # Of many customers: what one says is delivered one after the other, each with a commit of its own.
    said = [(f"{customer}{n % 40:02}", n) for n in range(1000)]
    assert bridge.webhook(envelope(bridge, *(text(who, n) for who, n in said))).status == 200
    for who in {who for who, _ in said}:
        wait_for(lambda who=who: len(bodies(application, who)) == 25, "all events")  # type: ignore[misc]
        assert bodies(application, who) == [f"message {n}" for other, n in said if other == who]


def test_a_repeated_webhook_is_delivered_once(
    bridge: Bridge, application: Application, customer: str
) -> None:
    for _ in range(3):
        assert bridge.webhook(envelope(bridge, text(customer, 1))).status == 200
    assert bridge.webhook(envelope(bridge, text(customer, 2))).status == 200
    wait_for(lambda: "message 2" in bodies(application, customer), "the last event")
    assert bodies(application, customer) == ["message 1", "message 2"]


@pytest.mark.parametrize("secret", ["", "wrong"])
def test_an_event_that_is_not_metas_is_refused(
    bridge: Bridge, application: Application, customer: str, secret: str
) -> None:
    assert bridge.webhook(envelope(bridge, text(customer, 1)), secret=secret).status == 403
    assert bridge.webhook(envelope(bridge, text(customer, 2))).status == 200
    wait_for(lambda: bodies(application, customer), "the signed event")
    assert bodies(application, customer) == ["message 2"]


def test_an_unsigned_event_is_refused(bridge: Bridge, customer: str) -> None:
    assert bridge.call("POST", "/webhooks/cloud", envelope(bridge, text(customer, 1))).status == 403


def test_the_signature_covers_the_bytes_as_they_came(
    bridge: Bridge, application: Application, customer: str
) -> None:
    body = (
        '{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":'
        '{"messaging_product":"whatsapp","metadata":{"display_phone_number":"1","phone_number_id":"'
        + str(bridge.sim.number("moved")["phone_number_id"])
        + '"},"messages":[{"from":"'
        + customer
        + '","id":"wamid.ESC","timestamp":"1","type":"text","text":{"body":"caf\\u00e9 \\/"}}]}}]}]}'
    )
    assert bridge.webhook(None, raw=body.encode()).status == 200
    wait_for(lambda: bodies(application, customer) == ["café /"], "the event")


def waiting(bridge: Bridge) -> list[str]:
    """What the bridge said of events that it could not deliver yet."""
    return [line for line in bridge.process.err.splitlines() if "waits for a person" in line]


def hidden(message: dict[str, Any], user_id: str) -> dict[str, Any]:
    """The same from a customer who hides their number."""
    return {k: v for k, v in message.items() if k != "from"} | {"from_user_id": user_id}


def test_a_customer_who_hides_their_number_keeps_the_one_that_was_known(
    bridge: Bridge, application: Application, customer: str
) -> None:
    user_id = f"US.{customer}"
    open_ = {**text(customer, 1), "from_user_id": user_id}
    assert bridge.webhook(envelope(bridge, open_)).status == 200
    assert bridge.webhook(envelope(bridge, hidden(text(customer, 2), user_id))).status == 200
    wait_for(lambda: len(bodies(application, customer)) == 2, "both messages")


def test_an_event_that_is_held_back_is_delivered_once_its_sender_is_known(
    bridge: Bridge, application: Application, customer: str
) -> None:
    user_id, told = f"DE.{customer}", len(waiting(bridge))
    assert bridge.webhook(envelope(bridge, hidden(text(customer, 1), user_id))).status == 200
    wait_for(lambda: len(waiting(bridge)) > told, "the first attempt")
    assert bridge.webhook(envelope(bridge, {**text(customer, 2), "from_user_id": user_id})).status == 200
    wait_for(lambda: len(bodies(application, customer)) == 2, "the next attempt")
    assert bodies(application, customer) == ["message 2", "message 1"]


def test_events_of_numbers_that_are_not_ours_are_taken_and_left(bridge: Bridge, customer: str) -> None:
    sent = envelope(bridge, text(customer, 1))
    sent["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = "999"
    assert bridge.webhook(sent).status == 200


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_webhook_does_no_harm(bridge: Bridge, raw: bytes) -> None:
    assert bridge.webhook(None, raw=raw).status in (200, 400)
    assert bridge.call("GET", "/bridge/ready").status == 200


def test_an_application_that_is_down_gets_its_events_later(
    bridge: Bridge, application: Application, customer: str
) -> None:
    application.status = 500
    try:
        assert bridge.webhook(envelope(bridge, text(customer, 1))).status == 200
        wait_for(lambda: any(customer.encode() in body for body in application.raw), "the first attempt")
    finally:
        application.status = 200
    wait_for(lambda: bodies(application, customer) == ["message 1"], "the second attempt")


def image(customer: str, n: int, media_id: str) -> dict[str, Any]:
    return text(customer, n) | {"type": "image", "image": {"id": media_id, "mime_type": "image/png"}}


def test_a_file_that_nobody_has_does_not_hold_up_the_customer(
    bridge: Bridge, application: Application, customer: str
) -> None:
    sent = envelope(bridge, image(customer, 1, "no-number"), image(customer, 2, "1"), text(customer, 3))
    assert bridge.webhook(sent).status == 200
    wait_for(lambda: len(of(application, customer)) == 3, "all events", limit=3)
    for message in of(application, customer)[:2]:
        assert "id" not in message["image"]
        assert message["errors"][0]["code"] == 400


def test_a_file_that_is_too_large_does_not_hold_up_the_customer(
    tmp_path: Path, bridge: Bridge, application: Application, customer: str
) -> None:
    picture = bridge.ask("other", "POST", "/v1/media", b"x" * 5000, {"content-type": "image/png"})
    lines = "media_limit = 4999"
    with open_bridge(tmp_path / "site", bridge.sim, "other", application=application, lines=lines) as small:
        sent = envelope(bridge, image(customer, 1, picture.json["media"][0]["id"]), number="other")
        assert small.webhook(sent).status == 200
        wait_for(lambda: of(application, customer), "the event", limit=3)
        assert of(application, customer)[0]["errors"][0]["code"] == 400


def of(application: Application, customer: str) -> list[dict[str, Any]]:
    return [m for m in application.about("messages") if m["from"] == customer]
