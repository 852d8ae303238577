"""Sending through Cloud API: the answer, the id, and the states in which a number sends nothing."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest

from tests.contract.sim.http import Graph, eventually
from tests.contract.sim.messages import CUSTOMER, HELLO, TEXT, template
from tests.contract.sim.test_graph_messages_documented import BODY, TRACK
from wamigrate.sim.testing import Simulator, running_simulator

LIMITED = """
[options]
pair_limit = true
throughput_limit = true
throttle_status = 429
hello_world_anywhere = false
window_refused_at_once = true

[[number]]
name = "cloud"
phone = "+16505550106"
side = "cloud"

[[number]]
name = "test"
phone = "+16505550108"
side = "cloud"
account_mode = "SANDBOX"
allowed_recipients = ["+5511961234567", "+16505551234"]

[[number]]
name = "high"
phone = "+16505550107"
side = "cloud"
shards = 2
"""


@pytest.fixture(scope="module")
def limited() -> Iterator[Simulator]:
    with running_simulator(LIMITED) as running:
        yield running


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


def test_an_answer_and_a_refusal_have_the_headers_of_messaging(graph: Graph) -> None:
    sent, refused = graph.send("cloud", TEXT), graph.send("cloud", {"type": "text"})
    for answer in (sent, refused):
        assert answer.headers["content-type"] == "application/json; charset=UTF-8"
        assert f'"{graph.waba()}":[{{"type":"whatsapp"' in answer.headers["x-business-use-case-usage"]
    assert refused.headers["x-fb-request-id"] == refused.error["fbtrace_id"]
    words = 'OAuth "Facebook Platform" "invalid_request" "(#100) The parameter text is required."'
    assert refused.headers["www-authenticate"] == words


def test_a_refusal_that_quotes_anything_is_still_an_answer(graph: Graph) -> None:
    answer = graph.send("cloud", {"type": "text", "text": {'\x00 "\u00fc\u2028': 1}})
    assert answer.error["message"] == '(#100) Unexpected key "\x00 "\u00fc\u2028" on param "text".'
    assert answer.headers["www-authenticate"].endswith("Unexpected key '? '??' on param 'text'.\"")


def test_only_templates_say_that_they_were_accepted(sim: Simulator, graph: Graph) -> None:
    message = {"type": "template", "template": HELLO}
    assert graph.send("cloud", message).json["messages"][0]["message_status"] == "accepted"
    sim.control.fault("held_template", number="cloud", count=1)
    assert graph.send("cloud", message).json["messages"][0]["message_status"] == "held_for_quality_assessment"


def test_a_number_that_is_not_on_cloud_sends_nothing(graph: Graph) -> None:
    answer = graph.send("main", TEXT)
    assert (answer.status, answer.error["code"]) == (400, 133010)
    assert answer.error["message"] == "(#133010) Account not registered"


def test_the_number_can_be_locked_or_in_maintenance(sim: Simulator, graph: Graph) -> None:
    sim.control.fault("maintenance", 60, number="cloud")
    answer = graph.send("cloud", TEXT)
    assert (answer.status, answer.error["code"]) == (500, 131057)
    sim.control.advance(61)
    assert graph.send("cloud", TEXT).status == 200
    sim.control.fault("account_locked", number="cloud", count=1)
    assert graph.send("cloud", TEXT).error["code"] == 131031


def test_forty_five_messages_to_one_customer_are_a_burst(limited: Simulator) -> None:
    graph = Graph(limited)
    message = template(BODY, TRACK)
    pair = [graph.send("cloud", message) for _ in range(46)]
    assert [a.status for a in pair] == [200] * 45 + [429]
    assert pair[45].error["code"] == 131056
    assert graph.send("cloud", message, to="16505551235").status == 200
    limited.control.advance(7)
    assert [graph.send("cloud", message).status for _ in range(2)] == [200, 429]


def test_outside_the_window_a_message_can_be_refused_at_once(limited: Simulator) -> None:
    graph = Graph(limited)
    answer = graph.send("high", TEXT)
    assert (answer.status, answer.error["code"]) == (400, 131047)
    limited.control.customer_says(CUSTOMER, "high")
    assert graph.send("high", TEXT).status == 200


def test_a_test_number_writes_to_its_recipients_and_says_hello(limited: Simulator) -> None:
    graph = Graph(limited)
    hello = {"type": "template", "template": HELLO}
    assert graph.send("test", hello).status == 200
    assert graph.send("test", hello, to="55 11 6123-4567").status == 200
    stranger = graph.send("test", hello, to="16505559999")
    assert (stranger.status, stranger.error["code"]) == (400, 131030)
    assert graph.send("cloud", hello, to="16505558888").error["code"] == 131058
