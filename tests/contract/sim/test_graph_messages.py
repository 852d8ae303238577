"""Messages through Cloud API: what is accepted, and what is refused with which words."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest

from tests.contract.sim.http import Graph, eventually
from wamigrate.sim.testing import Simulator

CUSTOMER = "16505551234"
TEXT = {"type": "text", "text": {"body": "hello"}}
HELLO = {"name": "hello_world", "language": {"code": "en_US"}}


def interactive(**change: Any) -> dict[str, Any]:
    reply = {"id": "1", "title": "Yes"}
    whole = {
        "type": "button",
        "body": {"text": "Well?"},
        "action": {"buttons": [{"type": "reply", "reply": reply}]},
    }
    return {"type": "interactive", "interactive": {**whole, **change}}


def a_list(*rows: dict[str, str], button: str = "Choose", **section: str) -> dict[str, Any]:
    action = {"button": button, "sections": [{"rows": list(rows), **section}]}
    return interactive(type="list", action=action)


def template(*components: dict[str, Any], name: str = "order_ready") -> dict[str, Any]:
    language = {"code": "en_US", "policy": "deterministic"}
    return {
        "type": "template",
        "template": {"name": name, "language": language, "components": list(components)},
    }


def texts(*values: str) -> list[dict[str, str]]:
    return [{"type": "text", "text": v} for v in values]


BODY = {"type": "body", "parameters": texts("Ann", "17")}
LINK = {"type": "button", "sub_type": "url", "index": "1", "parameters": texts("17")}


def test_a_text_gets_an_id_in_the_known_layout_and_reaches_the_customer(sim: Simulator, graph: Graph) -> None:
    sim.control.customer_says(CUSTOMER, "cloud")
    answer = graph.send("cloud", TEXT, to="+1 (650) 555-1234")
    assert answer.status == 200
    assert answer.json["contacts"] == [{"input": "+1 (650) 555-1234", "wa_id": CUSTOMER}]
    (message,) = answer.json["messages"]
    assert set(message) == {"id"}
    record = base64.b64decode(message["id"].removeprefix("wamid."))
    assert record.startswith(b"\x1c\x18\x0b" + CUSTOMER.encode() + b"\x15\x02\x00\x11\x18\x12")
    (received,) = eventually(lambda: sim.control.inbox(CUSTOMER))
    assert (received["from"], received["id"], received["text"]) == (
        "16505550106",
        message["id"],
        {"body": "hello"},
    )


def test_only_templates_say_that_they_were_accepted(sim: Simulator, graph: Graph) -> None:
    message = {"type": "template", "template": HELLO}
    assert graph.send("cloud", message).json["messages"][0]["message_status"] == "accepted"
    sim.control.fault("held_template", number="cloud", count=1)
    assert graph.send("cloud", message).json["messages"][0]["message_status"] == "held_for_quality_assessment"


def test_a_number_that_is_not_on_cloud_sends_nothing(graph: Graph) -> None:
    answer = graph.send("main", TEXT)
    assert (answer.status, answer.error["code"]) == (400, 133010)
    assert answer.error["message"] == "(#133010) Account not registered"


ACCEPTED: list[dict[str, Any]] = [
    {"text": {"body": "type is left out", "preview_url": True}},
    {**TEXT, "recipient_type": "individual", "biz_opaque_callback_data": "x" * 512},
    {**TEXT, "context": {"message_id": "wamid.x"}},
    {"type": "image", "image": {"link": "https://example.com/a.jpg", "caption": "a"}},
    {"type": "document", "document": {"link": "https://example.com/a.pdf", "filename": "a.pdf"}},
    {"type": "location", "location": {"latitude": "37.4", "longitude": -122.1}},
    {"type": "contacts", "contacts": [{"name": {"formatted_name": "Ann B", "first_name": "Ann"}}]},
    {"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": ""}},
    interactive(),
    a_list({"id": "1", "title": "One"}),
    template(BODY, LINK),
    template(BODY, {**LINK, "index": 1}, {**LINK, "index": 0, "sub_type": "QUICK_REPLY", "parameters": []}),
    template(
        {"type": "header", "parameters": [{"type": "image", "image": {"link": "https://example.com/a.jpg"}}]},
        {
            "type": "body",
            "parameters": [
                {"type": "currency", "currency": {"fallback_value": "$1", "code": "USD", "amount_1000": 1000}}
            ],
        },
        name="appointment",
    ),
]


@pytest.mark.parametrize("message", ACCEPTED, ids=range(len(ACCEPTED)))
def test_what_is_accepted(graph: Graph, message: dict[str, Any]) -> None:
    answer = graph.send("cloud", message)
    assert (answer.status, answer.body) == (200, answer.body)


REFUSED_BY_WORDS: list[tuple[dict[str, Any], str]] = [
    ({**TEXT, "ttl": "P1D"}, 'Unexpected key "ttl" on param "message".'),
    ({**TEXT, "preview_url": True}, 'Unexpected key "preview_url" on param "message".'),
    ({"type": "text", "text": {"body": "x", "foo": 1}}, 'Unexpected key "foo" on param "text".'),
    (
        {"type": "template", "template": {**HELLO, "namespace": "n"}},
        'Unexpected key "namespace" on param "template".',
    ),
    (
        {"type": "template", "template": {**HELLO, "language": {"code": "en_US", "policystring": "x"}}},
        'Unexpected key "policystring" on param "template[\'language\']".',
    ),
    (
        {"type": "image", "image": {"link": "https://e.com/a", "provider": {"name": "p"}}},
        'Unexpected key "provider" on param "image".',
    ),
    (
        interactive(action={"buttons": [{"type": "reply", "reply": {"id": "1", "title": "x", "y": 1}}]}),
        "Unexpected key \"y\" on param \"interactive['action']['buttons'][0]['reply']\".",
    ),
    ({"type": "jpeg", "jpeg": {}}, "Param type must be one of {AUDIO, CONTACTS, DOCUMENT, GIF, IMAGE"),
    ({"type": "hsm", "hsm": {}}, "Param type must be one of {AUDIO"),
    ({"type": "text", "text": "hello"}, "Param text must be a JSON object."),
    ({"type": "text"}, "The parameter text is required."),
    ({"type": "text", "text": {}}, "The parameter text['body'] is required."),
    ({**TEXT, "recipient_type": "crowd"}, "Param recipient_type must be one of {GROUP, INDIVIDUAL}"),
    (
        {"type": "template", "template": {**HELLO, "language": {"code": "en_US", "policy": "fallback"}}},
        "Param template['language']['policy'] must be one of {DETERMINISTIC}",
    ),
    (
        template(BODY, {k: v for k, v in LINK.items() if k != "index"}),
        "The parameter template['components'][1]['index'] is required.",
    ),
    (
        {"type": "image", "image": {"id": "f043afd0-f0ae-4b9c-ab3d-696fb4c8cd68"}},
        "Param image['id'] is not a valid whatsapp business account media attachment ID",
    ),
]


@pytest.mark.parametrize(("message", "words"), REFUSED_BY_WORDS, ids=range(len(REFUSED_BY_WORDS)))
def test_what_is_refused_with_code_100_and_which_words(
    graph: Graph, message: dict[str, Any], words: str
) -> None:
    answer = graph.send("cloud", message)
    assert (answer.status, answer.error["code"], answer.error["type"]) == (400, 100, "OAuthException")
    assert answer.error["message"].startswith("(#100) " + words)


REFUSED_BY_DETAILS: list[tuple[dict[str, Any], int, str]] = [
    (a_list({"id": "1", "title": "x" * 25}), 131009, "Row title is too long. Max length is 24"),
    (
        a_list(*({"id": str(n), "title": str(n)} for n in range(11))),
        131009,
        "Total row count exceed max allowed count: 10",
    ),
    (
        interactive(action={"buttons": []}),
        131009,
        "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3",
    ),
    (
        a_list({"id": "1", "title": "One"}, button=" Choose"),
        131009,
        "Button label must not start or end with blanks",
    ),
    (
        interactive(action={"buttons": [{"type": "reply", "reply": {"id": "1", "title": "Yes "}}]}),
        131009,
        "Button title must not start or end with blanks",
    ),
    (a_list({"id": "1", "title": "  "}), 131009, "Row title must not start or end with blanks"),
    (
        {"type": "location", "location": {"latitude": 91, "longitude": 0}},
        131009,
        "location: latitude is not valid",
    ),
    (template(name="no_such"), 132001, "template name (no_such) does not exist in en_US"),
    (
        template({"type": "body", "parameters": texts("Ann")}, LINK),
        132000,
        "body: number of localizable_params (1) does not match the expected number of params (2)",
    ),
    (template(BODY), 131008, "buttons: Button at index 1 of type Url requires a parameter"),
    (
        template({"type": "body", "parameters": texts("x")}, name="appointment"),
        132012,
        "header: Format mismatch, expected IMAGE, received UNKNOWN",
    ),
]


@pytest.mark.parametrize(
    ("message", "code", "details"), REFUSED_BY_DETAILS, ids=range(len(REFUSED_BY_DETAILS))
)
def test_what_is_refused_with_details(graph: Graph, message: dict[str, Any], code: int, details: str) -> None:
    answer = graph.send("cloud", message)
    assert (answer.status, answer.error["code"]) == (404 if code == 132001 else 400, code)
    assert answer.error["error_data"] == {"messaging_product": "whatsapp", "details": details}


def test_a_paused_template_and_oneself_are_refused(graph: Graph) -> None:
    assert graph.send("cloud", template(name="spring_sale")).error["code"] == 132015
    assert graph.send("cloud", TEXT, to="16505550106").error["code"] == 131021


def test_an_inbound_message_is_marked_as_read(sim: Simulator, graph: Graph) -> None:
    said = sim.control.customer_says(CUSTOMER, "cloud")
    path = f"/v23.0/{graph.id('cloud')}/messages"
    read = {"messaging_product": "whatsapp", "status": "read", "message_id": said["id"]}
    assert re.match(r"wamid\.HBgL", said["id"])
    assert graph("POST", path, read).json == {"success": True}
    assert graph("POST", path, {**read, "typing_indicator": {"type": "text"}}).json == {"success": True}
    unknown = graph("POST", path, {**read, "message_id": "wamid.unknown"})
    assert unknown.error["error_data"]["details"] == "Please check the message ID you have provided."
    sent = graph.send("cloud", TEXT).json["messages"][0]["id"]
    assert "outgoing" in graph("POST", path, {**read, "message_id": sent}).error["error_data"]["details"]


def test_the_number_can_be_locked_or_in_maintenance(sim: Simulator, graph: Graph) -> None:
    sim.control.fault("maintenance", 60, number="cloud")
    assert graph.send("cloud", TEXT).error["code"] == 131057
    sim.control.advance(61)
    assert graph.send("cloud", TEXT).status == 200
    sim.control.fault("account_locked", number="cloud", count=1)
    assert graph.send("cloud", TEXT).error["code"] == 131031


def test_throttles_can_be_switched_on() -> None:
    from wamigrate.sim.testing import running_simulator

    world = """
    [options]
    pair_limit = true
    throughput_limit = true
    [[number]]
    name = "cloud"
    phone = "+16505550106"
    side = "cloud"
    """
    with running_simulator(world) as sim:
        graph = Graph(sim)
        pair = [graph.send("cloud", TEXT) for _ in range(46)]
        assert [a.status for a in pair] == [200] * 45 + [400]
        assert pair[45].error["code"] == 131056
        sim.control.advance(7)
        assert graph.send("cloud", TEXT).status == 200
