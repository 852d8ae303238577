"""Who gets a message: spellings of numbers, groups, user ids, identity keys, blocked users, read receipts."""

from __future__ import annotations

import pytest

from tests.contract.sim.http import Answer, Graph, Receiver, eventually
from tests.contract.sim.messages import CUSTOMER, HELLO, TEXT, refused
from wamigrate.core.payload import JsonObject
from wamigrate.sim.testing import Simulator


def subscribe(graph: Graph, hook: Receiver) -> None:
    body = {"override_callback_uri": hook.url, "verify_token": hook.verify_token}
    path = f"/v23.0/{graph.waba()}/subscribed_apps"
    assert graph("POST", path).status == 200
    assert graph("POST", path, body).status == 200


def statuses(hook: Receiver) -> list[JsonObject]:
    values = [b["entry"][0]["changes"][0]["value"] for b in hook.wait_for(1)]
    return [status for value in values for status in value.get("statuses", [])]


@pytest.mark.parametrize(
    ("written", "wa_id"),
    [
        ("+1 (650) 555-1234", CUSTOMER),
        ("16505551234", CUSTOMER),
        ("+55 11 96123-4567", "5511961234567"),
        ("+55 41 99612-7300", "554196127300"),
        ("+52 55 1234 5678", "5215512345678"),
        ("54 11 2345-6789", "5491123456789"),
    ],
)
def test_the_answer_echoes_what_was_written_and_tells_whatsapps_spelling(
    graph: Graph, written: str, wa_id: str
) -> None:
    assert graph.send("cloud", TEXT, to=written).json["contacts"] == [{"input": written, "wa_id": wa_id}]


@pytest.mark.parametrize(
    "written", ["hello", "123", "0049301234567", "016505551234", "+1650555123456789", "1650x5551234"]
)
def test_a_malformed_number_is_refused(graph: Graph, written: str) -> None:
    answer = graph.send("cloud", TEXT, to=written)
    assert refused(answer.error) == (131009, "The phone number is malformed")


def test_one_cannot_write_to_oneself(graph: Graph) -> None:
    assert graph.send("cloud", TEXT, to="+1 650-555-0106").error["code"] == 131021


def test_a_group_is_written_to_by_its_id(graph: Graph) -> None:
    answer = graph.send("cloud", {**TEXT, "recipient_type": "group"}, to="Y2FwaV9ncm91cDox")
    assert answer.status == 200
    assert answer.json["contacts"] == [{"input": "Y2FwaV9ncm91cDox", "wa_id": "Y2FwaV9ncm91cDox"}]
    assert answer.json["messages"][0]["group_id"] == "Y2FwaV9ncm91cDox"


def test_a_user_id_stands_for_a_number(graph: Graph) -> None:
    path = f"/v23.0/{graph.id('cloud')}/messages"
    body = {"messaging_product": "whatsapp", "recipient": "US.13491208655302741918", **TEXT}
    assert graph("POST", path, body).json["contacts"] == [
        {"input": "US.13491208655302741918", "user_id": "US.13491208655302741918"}
    ]
    wrong = graph("POST", path, {**body, "recipient": "13491208655302741918"})
    assert refused(wrong.error) == (131009, "The recipient is malformed")


def test_a_key_that_changed_fails_the_message_afterwards(
    sim: Simulator, graph: Graph, hook: Receiver
) -> None:
    subscribe(graph, hook)
    sim.control.customer_says(CUSTOMER, "cloud")
    answer = graph.send("cloud", {**TEXT, "recipient_identity_key_hash": "no such key"})
    assert answer.status == 200
    (failed,) = eventually(lambda: statuses(hook))
    assert (failed["id"], failed["status"]) == (answer.json["messages"][0]["id"], "failed")
    assert failed["errors"][0]["code"] == 137000


def test_a_key_that_is_current_lets_the_message_through(sim: Simulator, graph: Graph) -> None:
    sim.control.customer_says(CUSTOMER, "cloud")
    (customer,) = sim.control.call("GET", "/customers")
    first = customer["identity"]
    second = sim.control.call("POST", f"/customers/{CUSTOMER}/identity")["identity"]
    assert first != second
    sent = [
        graph.send("cloud", {**TEXT, "recipient_identity_key_hash": key}).json["messages"][0]["id"]
        for key in (first, second)
    ]
    assert [m["id"] for m in eventually(lambda: sim.control.inbox(CUSTOMER))] == sent[1:]


def test_outside_the_window_a_message_fails_afterwards(sim: Simulator, graph: Graph, hook: Receiver) -> None:
    subscribe(graph, hook)
    assert graph.send("cloud", {**TEXT, "biz_opaque_callback_data": "tag"}).status == 200
    (failed,) = eventually(lambda: statuses(hook))
    assert (failed["status"], failed["errors"][0]["code"]) == ("failed", 131047)
    assert failed["biz_opaque_callback_data"] == "tag"
    assert graph.send("cloud", {"type": "template", "template": HELLO}).status == 200
    # Webhooks may overtake each other.
    eventually(lambda: len(statuses(hook)) == 4)
    assert {s["status"] for s in statuses(hook)[1:]} == {"sent", "delivered", "read"}


@pytest.mark.parametrize("code", [131026, 131049, 130472, 131042])
def test_a_code_of_ones_choice_fails_an_accepted_message(
    sim: Simulator, graph: Graph, hook: Receiver, code: int
) -> None:
    subscribe(graph, hook)
    sim.control.fault("undeliverable", code, number="cloud", count=1)
    assert graph.send("cloud", {"type": "template", "template": HELLO}).status == 200
    (failed,) = eventually(lambda: statuses(hook))
    assert (failed["status"], failed["errors"][0]["code"]) == ("failed", code)


def read(graph: Graph, message_id: object, **more: object) -> Answer:
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": message_id, **more}
    return graph("POST", f"/v23.0/{graph.id('cloud')}/messages", body)


def test_a_message_is_marked_as_read(sim: Simulator, graph: Graph) -> None:
    said = sim.control.customer_says(CUSTOMER, "cloud")["id"]
    assert read(graph, said).json == {"success": True}
    typing = {"typing_indicator": {"type": "text"}, "recipient_type": "individual"}
    assert read(graph, said, **typing).json == {"success": True}
    assert read(graph, said, typing_indicator={"type": "audio"}).error["code"] == 100
    assert read(graph, said, foo=1).error["message"] == '(#100) Unexpected key "foo" on param "message".'


def test_what_cannot_be_marked_as_read_is_told(graph: Graph) -> None:
    unknown = read(graph, "12345")
    assert (unknown.status, unknown.error["message"]) == (400, "(#100) Invalid parameter")
    assert refused(unknown.error) == (100, "Please check the message ID you have provided.")
    sent = graph.send("cloud", TEXT).json["messages"][0]["id"]
    text = f"Message supplied to mark message as read API with message ID: {sent} is outgoing. "
    assert refused(read(graph, sent).error) == (100, text + "Please use an incoming message ID.")
    assert refused(read(graph, None).error) == (100, "The parameter message_id is required.")


def users(graph: Graph, method: str, *numbers: str) -> Answer:
    body = {"messaging_product": "whatsapp", "block_users": [{"user": n} for n in numbers]}
    return graph(method, f"/v23.0/{graph.id('cloud')}/block_users", body)


def test_users_are_blocked_listed_and_let_in_again(sim: Simulator, graph: Graph) -> None:
    sim.control.customer_says(CUSTOMER, "cloud")
    blocked = {"input": f"+{CUSTOMER}", "wa_id": CUSTOMER}
    added = users(graph, "POST", f"+{CUSTOMER}")
    assert (added.status, added.json["block_users"]) == (200, {"added_users": [blocked]})
    listed = graph("GET", f"/v23.0/{graph.id('cloud')}/block_users").json
    assert listed["data"] == [{"messaging_product": "whatsapp", "wa_id": CUSTOMER, "input": CUSTOMER}]
    assert set(listed["paging"]["cursors"]) == {"before", "after"}
    assert graph.send("cloud", TEXT).error["code"] == 130403
    removed = users(graph, "DELETE", f"+{CUSTOMER}")
    assert removed.json["block_users"] == {"removed_users": [blocked]}
    assert graph("GET", f"/v23.0/{graph.id('cloud')}/block_users").json == {"data": []}
    assert graph.send("cloud", TEXT).status == 200


def test_what_a_blocked_user_writes_is_dropped(sim: Simulator, graph: Graph) -> None:
    sim.control.customer_says(CUSTOMER, "cloud")
    users(graph, "POST", CUSTOMER)
    assert sim.control.customer_says(CUSTOMER, "cloud")["dropped"]


def test_a_result_in_part_has_both_lists_and_an_error(sim: Simulator, graph: Graph) -> None:
    sim.control.customer_says(CUSTOMER, "cloud")
    answer = users(graph, "POST", CUSTOMER, "16505559999", "16505550106")
    assert (answer.status, answer.error["code"]) == (400, 139100)
    found = answer.json["block_users"]
    assert found["added_users"] == [{"input": CUSTOMER, "wa_id": CUSTOMER}]
    assert [f["errors"][0]["code"] for f in found["failed_users"]] == [131047, 131021]


def marketing(graph: Graph, message: JsonObject) -> Answer:
    body = {"messaging_product": "whatsapp", "to": CUSTOMER, **message}
    return graph("POST", f"/v23.0/{graph.id('cloud')}/marketing_messages", body)


def test_the_marketing_edge_takes_marketing_templates_only(graph: Graph) -> None:
    policy = {"product_policy": "CLOUD_API_FALLBACK", "message_activity_sharing": True}
    hello = marketing(graph, {"type": "template", "template": HELLO, **policy})
    assert (hello.status, hello.error["code"]) == (400, 134100)
    paused = marketing(graph, {"type": "template", "template": {**HELLO, "name": "spring_sale"}})
    assert paused.error["code"] == 132015
    assert refused(marketing(graph, TEXT).error) == (
        100,
        'Param type must be one of {TEMPLATE} - got "text".',
    )
    loud = marketing(graph, {"type": "template", "template": HELLO, "product_policy": "LOUD"})
    assert loud.error["message"].startswith(
        "(#100) Param product_policy must be one of {CLOUD_API_FALLBACK, STRICT}"
    )
