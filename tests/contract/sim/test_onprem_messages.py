"""Messages through a deployment, what comes back by webhook, media, contacts."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.contract.sim.http import Answer, Graph, OnPrem, Receiver, eventually
from wamigrate.sim.testing import Simulator

CUSTOMER = "16505551234"


def text(body: str = "hello", **more: Any) -> dict[str, Any]:
    return {"to": CUSTOMER, "type": "text", "text": {"body": body}, **more}


def template(**more: Any) -> dict[str, Any]:
    language = {"policy": "deterministic", "code": "en_US"}
    return {
        "to": CUSTOMER,
        "type": "template",
        "template": {"name": "hello_world", "language": language, **more},
    }


def code(answer: Answer) -> int:
    return int(answer.json["errors"][0]["code"])


def listen(onprem: OnPrem, hook: Receiver, **statuses: bool) -> None:
    webhooks: dict[str, Any] = {"url": hook.url}
    if statuses:
        webhooks["message"] = statuses
    onprem("PATCH", "/v1/settings/application", {"webhooks": webhooks, "callback_backoff_delay_ms": 10})


def test_a_message_is_answered_201_with_an_id_in_the_known_layout(sim: Simulator, onprem: OnPrem) -> None:
    sim.control.customer_says(CUSTOMER, "main")
    answer = onprem("POST", "/v1/messages/", text(to="+1 (650) 555-1234", ttl="P1D", unknown=1))
    assert answer.status == 201
    assert answer.json["contacts"] == [{"input": "+1 (650) 555-1234", "wa_id": CUSTOMER}]
    message_id = answer.json["messages"][0]["id"]
    assert re.fullmatch(r"gBGGFlBVUSNPAg[\w-]{13}", message_id)
    inbox = eventually(lambda: sim.control.inbox("+" + CUSTOMER))
    assert [(m["from"], m["id"], m["type"], m["text"]["body"]) for m in inbox] == [
        ("16505550100", message_id, "text", "hello")
    ]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ({"type": "text", "text": {"body": "x"}}, 1008),
        ({"to": CUSTOMER, "type": "text"}, 1008),
        ({"to": CUSTOMER, "text": {"body": "x" * 4097}}, 1001),
        ({"to": CUSTOMER, "recipient_type": "crowd", "text": {"body": "x"}}, 1002),
        ({"to": "12", "text": {"body": "x"}}, 1013),
        ({"to": "16505550100", "text": {"body": "x"}}, 1021),
        ({"to": CUSTOMER, "type": "reaction", "reaction": {}}, 1009),
        ({"to": CUSTOMER, "type": "image", "image": {"id": "no-such"}}, 1006),
        ({"to": CUSTOMER, "type": "image", "image": {}}, 1008),
        ({"to": CUSTOMER, "type": "location", "location": {"latitude": "1"}}, 1008),
    ],
)
def test_what_is_refused_at_once(onprem: OnPrem, message: dict[str, Any], expected: int) -> None:
    assert code(onprem("POST", "/v1/messages", message)) == expected


def test_type_is_text_when_it_is_left_out_and_blanks_in_buttons_are_fine(onprem: OnPrem) -> None:
    assert onprem("POST", "/v1/messages", {"to": CUSTOMER, "text": {"body": "x"}}).status == 201
    buttons = [{"type": "reply", "reply": {"id": " 1 ", "title": " Yes "}}]
    interactive = {"type": "button", "body": {"text": "Well?"}, "action": {"buttons": buttons}}
    assert (
        onprem(
            "POST", "/v1/messages", {"to": CUSTOMER, "type": "interactive", "interactive": interactive}
        ).status
        == 201
    )


def test_a_template_needs_the_deterministic_policy_and_fails_later_if_it_is_unknown(
    sim: Simulator, onprem: OnPrem, hook: Receiver
) -> None:
    listen(onprem, hook)
    assert onprem("POST", "/v1/messages", template(namespace="anything")).status == 201
    assert code(onprem("POST", "/v1/messages", template(language={"code": "en_US"}))) == 1008
    fallback = {"code": "en_US", "policy": "fallback"}
    assert code(onprem("POST", "/v1/messages", template(language=fallback))) == 1009
    unknown = onprem("POST", "/v1/messages", template(name="no_such"))
    assert unknown.status == 201
    failed = [s for s in statuses(hook.wait_for(3)) if s["status"] == "failed"]
    assert [(s["id"], s["errors"][0]["code"]) for s in failed] == [(unknown.json["messages"][0]["id"], 2001)]


def statuses(bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [s for body in bodies for s in body.get("statuses", [])]


def test_statuses_come_as_the_settings_want_them(sim: Simulator, onprem: OnPrem, hook: Receiver) -> None:
    listen(onprem, hook, sent=True, delivered=True, read=True)
    sim.control.customer_says(CUSTOMER, "main")
    message_id = onprem("POST", "/v1/messages", text()).json["messages"][0]["id"]
    found = statuses(hook.wait_for(4))
    assert sorted(s["status"] for s in found) == ["delivered", "read", "sent"]
    sent = next(s for s in found if s["status"] == "sent")
    assert (sent["id"], sent["recipient_id"], sent["message"]) == (
        message_id,
        CUSTOMER,
        {"recipient_id": CUSTOMER},
    )
    assert isinstance(sent["timestamp"], str)
    assert isinstance(sent["conversation"]["expiration_timestamp"], int)


def test_outside_the_customer_window_a_free_message_fails_by_webhook(
    sim: Simulator, onprem: OnPrem, hook: Receiver
) -> None:
    listen(onprem, hook)
    assert onprem("POST", "/v1/messages", text()).status == 201
    (failed,) = statuses(hook.wait_for(1))
    assert (failed["status"], failed["errors"][0]["code"]) == ("failed", 470)
    assert sim.control.inbox(CUSTOMER) == []
    sim.control.customer_says(CUSTOMER, "main")
    sim.control.advance(86401)
    onprem.token = None
    onprem("POST", "/v1/messages", text())
    assert sim.control.inbox(CUSTOMER) == []


def test_inbound_comes_bare_one_event_each_with_sorted_keys(
    sim: Simulator, onprem: OnPrem, hook: Receiver
) -> None:
    listen(onprem, hook)
    said = sim.control.customer_says(CUSTOMER, "main", "hello")
    (body,) = hook.wait_for(1)
    assert body["contacts"] == [{"profile": {"name": "Customer 1234"}, "wa_id": CUSTOMER}]
    message = body["messages"][0]
    assert message["id"] == said["id"]
    assert re.fullmatch(r"ABGG[\w-]{24}", message["id"])
    assert (message["from"], message["type"], message["text"]) == (CUSTOMER, "text", {"body": "hello"})
    headers, raw = hook.got[0]
    assert raw == json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    assert "x-hub-signature-256" not in headers


def test_a_voice_note_is_of_type_voice_and_its_bytes_can_be_fetched(
    sim: Simulator, onprem: OnPrem, hook: Receiver
) -> None:
    listen(onprem, hook)
    sim.control.customer_says(
        CUSTOMER, "main", type="audio", audio={"voice": True, "data_base64": "T2dnUw=="}
    )
    message = hook.wait_for(1)[0]["messages"][0]
    assert message["type"] == "voice"
    answer = onprem("GET", f"/v1/media/{message['voice']['id']}")
    assert (answer.headers["content-type"], answer.body) == ("audio/ogg; codecs=opus", b"OggS")


def test_what_on_premises_does_not_know_arrives_as_unknown(
    sim: Simulator, onprem: OnPrem, hook: Receiver
) -> None:
    listen(onprem, hook)
    sim.control.customer_says(CUSTOMER, "main", type="reaction", reaction={"emoji": "👍"})
    message = hook.wait_for(1)[0]["messages"][0]
    assert (message["type"], message["errors"][0]["code"]) == ("unknown", 501)


def test_only_a_plain_200_acknowledges_a_callback(sim: Simulator, onprem: OnPrem, hook: Receiver) -> None:
    listen(onprem, hook)
    hook.statuses = [500, 201]
    sim.control.customer_says(CUSTOMER, "main")
    bodies = hook.wait_for(3)
    assert bodies[0] == bodies[1] == bodies[2]


def test_a_callback_waits_longer_after_each_failure_and_is_counted(
    sim: Simulator, onprem: OnPrem, hook: Receiver
) -> None:
    onprem("PATCH", "/v1/settings/application", {"webhooks": {"url": hook.url}})
    hook.statuses = [503] * 2
    sim.control.customer_says(CUSTOMER, "main")
    hook.wait_for(1)
    waiting = sim.control.number("main")["callbacks_waiting"]
    assert waiting == 1
    for failures in (1, 2):
        eventually(lambda: len(sim.control.deliveries()) >= failures)  # noqa: B023 - called at once
        sim.control.advance(3 * failures + 0.1)
        hook.wait_for(failures + 1)
    eventually(lambda: sim.control.number("main")["callbacks_waiting"] == 0)


def test_an_inbound_message_is_marked_as_read_once_it_is_known(
    sim: Simulator, onprem: OnPrem, hook: Receiver
) -> None:
    said = sim.control.customer_says(CUSTOMER, "main")
    assert onprem("PUT", f"/v1/messages/{said['id']}", {"status": "read"}).status == 200
    assert onprem("PUT", "/v1/messages/ABGGunknown", {"status": "read"}).status == 404


def test_everybody_is_a_valid_contact(onprem: OnPrem) -> None:
    body = {"blocking": "wait", "contacts": ["16505550111", "+1 (650) 555-0112"]}
    contacts = onprem("POST", "/v1/contacts/", body).json["contacts"]
    assert contacts == [
        {"input": "16505550111", "status": "valid", "wa_id": "16505550111"},
        {"input": "+1 (650) 555-0112", "status": "valid", "wa_id": "16505550112"},
    ]


def test_media_go_in_raw_and_come_out_under_a_uuid(onprem: OnPrem) -> None:
    uploaded = onprem("POST", "/v1/media", b"%PDF", content_type="application/pdf; charset=binary")
    media_id = uploaded.json["media"][0]["id"]
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", media_id)
    assert onprem("GET", f"/v1/media/{media_id}").body == b"%PDF"
    document = {"to": CUSTOMER, "type": "document", "document": {"id": media_id, "caption": "a"}}
    assert onprem("POST", "/v1/messages", document).status == 201
    assert onprem("DELETE", f"/v1/media/{media_id}").status == 200
    gone = onprem("GET", f"/v1/media/{media_id}")
    assert (gone.status, gone.body) == (404, b"")


def test_after_the_move_sends_are_accepted_and_never_go_out(
    sim: Simulator, onprem: OnPrem, graph: Graph
) -> None:
    sim.control.customer_says(CUSTOMER, "main")
    assert graph.register("main", backup=onprem.backup()).json == {"success": True}
    assert onprem("POST", "/v1/messages", text()).status == 201
    assert sim.control.inbox(CUSTOMER) == []
    assert sim.control.number("main")["pending"] == 1
    sim.control.fault("sends_refused", number="main")
    assert code(onprem("POST", "/v1/messages", text())) == 1011
