"""What customers do with their phones, and what each API tells of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.sim.http import Graph, OnPrem, call, eventually
from wamigrate.core.payload import JsonObject
from wamigrate.sim.testing import Simulator

ADA = "16505551234"


def do(sim: Simulator, verb: str, body: JsonObject | None = None, phone: str = ADA) -> Any:
    return sim.control.call("POST", f"/customers/{phone}/{verb}", body)


def cloud_webhooks(sim: Simulator, kind: str) -> list[JsonObject]:
    sent = [d["body"] for d in sim.control.deliveries() if d["api"] == "graph"]
    values = [body["entry"][0]["changes"][0]["value"] for body in sent]
    return [item for value in values for item in value.get(kind, [])]


def onprem_webhooks(sim: Simulator, kind: str) -> list[JsonObject]:
    sent = [d["body"] for d in sim.control.deliveries() if d["api"] == "onprem"]
    return [item for body in sent for item in body.get(kind, [])]


def ready(sim: Simulator, graph: Graph) -> None:
    """The app hears of the number on Cloud, and Ada has written to it."""
    graph("POST", f"/v23.0/{graph.waba()}/subscribed_apps")
    sim.control.customer_says(ADA, "cloud")


def statuses(sim: Simulator) -> list[str]:
    return [s["status"] for s in cloud_webhooks(sim, "statuses")]


def test_a_customer_reads_by_hand_what_they_were_told_not_to_read_by_themselves(
    sim: Simulator, graph: Graph
) -> None:
    ready(sim, graph)
    sim.control.call("PATCH", f"/customers/{ADA}", {"reads": False})
    sent = graph.send("cloud", {"type": "text", "text": {"body": "x"}}).json["messages"][0]["id"]
    eventually(lambda: statuses(sim) == ["sent", "delivered"])
    assert do(sim, "read", {"from": "main"}) == {"read": []}
    assert do(sim, "read", {"from": "cloud"}) == {"read": [sent]}
    assert do(sim, "read", {"id": sent}) == {"read": [sent]}
    eventually(lambda: statuses(sim) == ["sent", "delivered", "read"])


def test_a_voice_message_that_is_played_is_told_by_cloud_api(sim: Simulator, graph: Graph) -> None:
    ready(sim, graph)
    link = {"link": "https://example.com/a.ogg"}
    sent = graph.send("cloud", {"type": "audio", "audio": link}).json["messages"][0]["id"]
    eventually(lambda: sim.control.inbox(ADA))
    do(sim, "play", {"id": sent})
    eventually(lambda: statuses(sim)[-1] == "played")
    assert set(statuses(sim)) == {"sent", "delivered", "read", "played"}


def test_an_edited_and_a_deleted_message_have_their_own_types_on_cloud(sim: Simulator, graph: Graph) -> None:
    ready(sim, graph)
    written = sim.control.customer_says(ADA, "cloud", "hallo")["id"]
    do(sim, "edit", {"id": written, "type": "text", "text": {"body": "hello"}})
    do(sim, "delete", {"id": written})
    edit, revoke = eventually(lambda: cloud_webhooks(sim, "messages")[2:4])
    assert edit["edit"] == {
        "original_message_id": written,
        "message": {"type": "text", "text": {"body": "hello"}},
    }
    assert (revoke["type"], revoke["revoke"]) == ("revoke", {"original_message_id": written})
    assert revoke["from"] == ADA
    answer = call(sim.ready["control"]["url"], "POST", f"/customers/{ADA}/delete", {"id": written})
    assert answer.status == 404


def test_on_premises_hears_of_a_deletion_by_a_status_of_the_message(sim: Simulator) -> None:
    written = sim.control.customer_says(ADA, "main")["id"]
    do(sim, "edit", {"id": written, "type": "text", "text": {"body": "hello"}})
    assert eventually(lambda: onprem_webhooks(sim, "messages")[1:])[0]["type"] == "unknown"
    do(sim, "delete", {"id": written})
    (status,) = eventually(lambda: onprem_webhooks(sim, "statuses"))
    assert (status["id"], status["status"], status["recipient_id"]) == (written, "deleted", ADA)
    assert "conversation" not in status


def test_a_customer_who_changes_their_number_is_followed_by_both_apis(sim: Simulator, graph: Graph) -> None:
    ready(sim, graph)
    sim.control.customer_says(ADA, "main")
    answer = do(sim, "number", {"phone": "+16505559999"})
    assert (answer["phone"], len(answer["told"])) == ("+16505559999", 2)
    cloud = eventually(lambda: [m for m in cloud_webhooks(sim, "messages") if m["type"] == "system"])
    assert (cloud[0]["from"], cloud[0]["system"]["wa_id"]) == (ADA, "16505559999")
    assert cloud[0]["system"]["type"] == "user_changed_number"
    onprem = eventually(lambda: [m for m in onprem_webhooks(sim, "messages") if m["type"] == "system"])
    assert (onprem[0]["from"], onprem[0]["system"]["new_wa_id"]) == (ADA, "16505559999")


def test_the_window_goes_along_and_the_old_number_is_dead(sim: Simulator, graph: Graph) -> None:
    ready(sim, graph)
    do(sim, "number", {"phone": "16505559999"})
    graph.send("cloud", {"type": "text", "text": {"body": "old"}}, to=ADA)
    graph.send("cloud", {"type": "text", "text": {"body": "new"}}, to="16505559999")
    assert eventually(lambda: sim.control.inbox("16505559999"))[0]["text"] == {"body": "new"}
    (failed,) = eventually(lambda: [s for s in cloud_webhooks(sim, "statuses") if s["status"] == "failed"])
    assert (failed["recipient_id"], failed["errors"][0]["code"]) == (ADA, 131026)


def test_a_new_identity_key_is_told_to_whoever_asked(sim: Simulator, graph: Graph, onprem: OnPrem) -> None:
    ready(sim, graph)
    sim.control.customer_says(ADA, "main")
    assert do(sim, "identity")["told"] == []
    setting = {"user_identity_change": {"enable_identity_key_check": True}}
    graph("POST", f"/v23.0/{graph.id('cloud')}/settings", setting)
    onprem("PATCH", "/v1/settings/application", {"show_security_notifications": True})
    sim.control.customer_says(ADA, "cloud")
    sim.control.customer_says(ADA, "main")
    answer = do(sim, "identity")
    assert len(answer["told"]) == 2
    told = eventually(lambda: [m for m in cloud_webhooks(sim, "messages") if m["type"] == "system"])
    assert told[0]["system"]["type"] == "customer_identity_changed"
    assert (told[0]["identity"]["hash"], told[0]["identity"]["acknowledged"]) == (answer["identity"], False)
    seen = eventually(lambda: [m for m in onprem_webhooks(sim, "messages") if m["type"] == "system"])
    assert (seen[0]["system"]["type"], seen[0]["system"]["user"]) == ("user_identity_changed", ADA)


def test_a_blocked_number_reaches_nobody_and_hears_nothing(sim: Simulator, graph: Graph) -> None:
    ready(sim, graph)
    assert do(sim, "block", {"number": "cloud"})["blocked"] == ["cloud"]
    graph.send("cloud", {"type": "text", "text": {"body": "x"}})
    eventually(lambda: statuses(sim) == ["sent"])
    assert sim.control.inbox(ADA) == []
    url = sim.ready["control"]["url"]
    refused = call(url, "POST", f"/customers/{ADA}/messages", {"to": "cloud", "text": {"body": "x"}})
    assert (refused.status, "blocks 'cloud'" in refused.json["error"]) == (409, True)
    assert do(sim, "block", {"number": "cloud", "blocked": False})["blocked"] == []
    graph.send("cloud", {"type": "text", "text": {"body": "again"}})
    assert eventually(lambda: sim.control.inbox(ADA))[0]["text"] == {"body": "again"}


def test_a_customer_is_found_under_either_spelling(sim: Simulator, graph: Graph) -> None:
    sim.control.customer_says("+55-31-98765-4321", "cloud")
    assert [c["phone"] for c in sim.control.call("GET", "/customers")] == ["+553187654321"]
    graph.send("cloud", {"type": "text", "text": {"body": "oi"}}, to="5531987654321")
    assert eventually(lambda: sim.control.inbox("553187654321"))[0]["text"] == {"body": "oi"}


def test_both_apis_call_a_customer_by_the_spelling_of_whatsapp(
    sim: Simulator, graph: Graph, onprem: OnPrem
) -> None:
    typed, known = "525512345678", "5215512345678"
    graph("POST", f"/v23.0/{graph.waba()}/subscribed_apps")
    for name in ("main", "cloud"):
        sim.control.customer_says(typed, name)
    text = {"type": "text", "text": {"body": "hola"}}
    sent = [graph.send("cloud", text, to=typed), onprem("POST", "/v1/messages", {"to": typed, **text})]
    assert [a.json["contacts"] for a in sent] == [[{"input": typed, "wa_id": known}]] * 2
    looked_up = onprem("POST", "/v1/contacts", {"contacts": ["+52 55 1234 5678"], "blocking": "wait"})
    assert looked_up.json["contacts"][0]["wa_id"] == known
    eventually(lambda: cloud_webhooks(sim, "statuses") and onprem_webhooks(sim, "statuses"))
    for hooks in (cloud_webhooks, onprem_webhooks):
        assert {m["from"] for m in hooks(sim, "messages")} == {known}
        assert {s["recipient_id"] for s in hooks(sim, "statuses")} == {known}


def test_a_reply_may_be_written_as_a_business_would(sim: Simulator, graph: Graph) -> None:
    graph("POST", f"/v23.0/{graph.waba()}/subscribed_apps")
    sent = graph.send("cloud", {"type": "text", "text": {"body": "Yes?"}}).json["messages"][0]["id"]
    reply = {"to": "cloud", "text": {"body": "Yes"}, "context": {"message_id": sent}}
    call(sim.ready["control"]["url"], "POST", f"/customers/{ADA}/messages", reply)
    context = eventually(lambda: cloud_webhooks(sim, "messages"))[0]["context"]
    assert context == {"from": sim.number("cloud")["phone"].lstrip("+"), "id": sent}


@pytest.mark.parametrize(
    ("verb", "body", "status", "text"),
    [
        ("read", {"id": "wamid.x"}, 404, "has not received a message"),
        ("read", {"form": "main"}, 400, "Did you mean 'from'?"),
        ("play", {}, 400, "'id' is missing"),
        ("edit", {"id": "x", "text": {"body": "y"}}, 404, "has not written a message"),
        ("number", {"phone": "12"}, 400, "5 to 15 digits"),
        ("number", {"phone": 12}, 400, "wrong type"),
        ("block", {"number": "nobody"}, 404, "no number"),
        ("dance", {}, 404, "Known:"),
        ("messages", {"to": "main", "type": "location", "location": {"latitude": 1}}, 400, "longitude"),
        ("messages", {"to": "main", "type": "text", "txt": {}}, 400, "Did you mean 'text'?"),
        ("messages", {"to": "main", "type": "image", "image": {"data_base64": "?"}}, 400, "not base64"),
        (
            "messages",
            {"to": "main", "text": {"body": "x"}, "context": "m1"},
            400,
            "context must be an object",
        ),
    ],
)
def test_what_a_customer_cannot_do_says_why(
    sim: Simulator, verb: str, body: JsonObject, status: int, text: str
) -> None:
    answer = call(sim.ready["control"]["url"], "POST", f"/customers/{ADA}/{verb}", body)
    assert answer.status == status
    assert text in answer.json["error"]
