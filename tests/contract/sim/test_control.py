"""The control API, as tests and outside checks use it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.sim.http import Graph, OnPrem, call
from wamigrate.core.payload import JsonObject
from wamigrate.sim.control.routes import ROUTES, Route
from wamigrate.sim.testing import Simulator

CUSTOMER = "16505551234"


def test_numbers_tell_where_each_one_is(sim: Simulator) -> None:
    numbers = sim.control.numbers()
    assert {n: v["side"] for n, v in numbers.items()} == {
        "main": "onprem",
        "sharded": "onprem",
        "official": "onprem",
        "pinless": "onprem",
        "open": "onprem",
        "gone": "none",
        "cloud": "cloud",
    }
    assert (numbers["main"]["phone"], numbers["sharded"]["shards"]) == ("+16505550100", 2)


def test_a_message_to_a_number_that_is_nowhere_is_dropped_and_counted(sim: Simulator) -> None:
    assert sim.control.customer_says(CUSTOMER, "gone") == {"id": None, "side": None, "dropped": True}
    assert sim.control.number("gone")["dropped"] == 1


def test_requests_are_kept_in_order_for_each_api(sim: Simulator, graph: Graph, onprem: OnPrem) -> None:
    onprem("GET", "/v1/health")
    graph.send("cloud", {"type": "text", "text": {"body": "x"}})
    graph("GET", "/v23.0/999999?fields=id&appsecret_proof=secret")
    found = sim.control.requests()
    assert [(r["api"], r["method"], r["status"], r["number"]) for r in found] == [
        ("onprem", "POST", 200, "main"),
        ("onprem", "GET", 200, "main"),
        ("graph", "POST", 200, "cloud"),
        ("graph", "GET", 400, None),
    ]
    assert found[3]["path"] == "/v23.0/999999"
    assert [r["path"] for r in sim.control.requests("graph")] == [r["path"] for r in found[2:]]


def test_a_customer_comes_into_being_on_first_use_with_or_without_plus(sim: Simulator) -> None:
    assert sim.control.inbox("+49-151-1") == []
    sim.control.customer_says("491511", "main")
    assert [c["phone"] for c in sim.control.call("GET", "/customers")] == ["+491511"]


def test_faults_are_listed_explained_and_removed(sim: Simulator) -> None:
    fault = sim.control.fault("latency", 0, api="graph", count=5)
    listed = sim.control.call("GET", "/faults")
    assert [f["id"] for f in listed["faults"]] == [fault]
    assert set(listed["kinds"]) >= {"latency", "error", "lost_before", "lost_after", "gateway", "stuck_queue"}
    assert all(isinstance(text, str) and text for text in listed["kinds"].values())
    sim.control.call("DELETE", f"/faults/{fault}")
    assert sim.control.call("GET", "/faults")["faults"] == []


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "text"),
    [
        ("POST", "/faults", {"kind": "latenzy"}, 400, "Did you mean 'latency'?"),
        ("POST", "/faults", {"kind": "latency", "nunber": "main"}, 400, "Did you mean 'number'?"),
        ("POST", "/faults", {"kind": "latency", "number": "maim"}, 404, "Did you mean 'main'?"),
        ("POST", "/faults", {"kind": "latency", "api": "cloud"}, 400, "onprem or graph"),
        ("POST", "/faults", {"kind": "latency", "count": 0}, 400, "count"),
        ("POST", "/faults", {"kind": "latency", "probability": 2}, 400, "probability"),
        ("POST", "/clock", {"advance_s": -1}, 400, "forward only"),
        ("POST", "/customers/1650/messages", {"type": "text"}, 400, "'to' is missing"),
        ("POST", "/customers/1650/messages", {"to": "main", "type": "smell"}, 400, "type must be one of"),
        ("POST", "/customers/1650/messages", {"to": "nobody", "text": {"body": "x"}}, 404, "no number"),
        ("PATCH", "/numbers/main", {"colour": 1}, 400, "Unknown key 'colour'"),
        ("GET", "/requests?api=x", None, 400, "onprem or graph"),
        ("DELETE", "/faults/f99", None, 404, "f99"),
        ("GET", "/nothing", None, 404, "Known:"),
    ],
)
def test_what_cannot_be_followed_says_why(
    sim: Simulator, method: str, path: str, body: object, status: int, text: str
) -> None:
    answer = call(sim.ready["control"]["url"], method, path, body)
    assert answer.status == status
    assert text in answer.json["error"]


def test_reset_brings_back_the_world_of_the_ready_line(sim: Simulator, graph: Graph, onprem: OnPrem) -> None:
    graph.register("main", backup=onprem.backup())
    sim.control.advance(1000)
    sim.control.fault("down", number="main")
    sim.control.customer_says(CUSTOMER, "cloud")
    sim.control.reset()
    assert sim.control.number("main")["side"] == "onprem"
    assert sim.control.number("main")["pin"] == "123456"
    assert sim.control.call("GET", "/clock")["offset_s"] == 0
    assert sim.control.call("GET", "/faults")["faults"] == []
    assert sim.control.requests() == []
    assert sim.control.call("GET", "/customers") == []
    stored = sim.number("gone")["backup"]
    backup = {"data": stored["data"], "password": stored["password"]}
    assert graph.register("gone", backup=backup).json == {"success": True}
    assert OnPrem(sim).login().status == 200


def test_deliveries_show_what_was_sent_where(sim: Simulator) -> None:
    sim.control.customer_says(CUSTOMER, "main")
    (sent,) = sim.control.deliveries()
    assert sent["url"].endswith("/sink/main")
    assert (sent["api"], sent["attempt"], sent["status"]) == ("onprem", 1, 200)
    assert sent["body"]["messages"][0]["text"] == {"body": "hi"}


def test_the_sink_takes_webhooks_and_answers_the_handshake(sim: Simulator) -> None:
    url = sim.ready["control"]["url"]
    assert call(url, "POST", "/sink/anything", {"a": 1}).status == 200
    assert call(url, "GET", "/sink/cloud?hub.mode=subscribe&hub.challenge=42").body == b"42"


def test_a_world_is_saved_and_loaded(sim: Simulator, graph: Graph, onprem: OnPrem) -> None:
    sim.control.customer_says(CUSTOMER, "cloud")
    graph.register("main", backup=onprem.backup())
    sim.control.fault("latency", [0, 0.01], api="graph", probability=0.5, seed=1)
    sim.control.call("POST", "/clock", {"advance_s": 600, "frozen": True})
    state = sim.control.save()
    token = onprem.token
    sim.control.reset()
    assert sim.control.number("main")["side"] == "onprem"
    assert sim.control.load(state) == {"numbers": 7, "customers": 1}
    assert sim.control.number("main")["side"] == "cloud"
    assert [f["kind"] for f in sim.control.call("GET", "/faults")["faults"]] == ["latency"]
    assert sim.control.call("GET", "/clock")["frozen"] is True
    assert onprem("GET", "/v1/health").status == 200
    assert onprem.token == token
    again = sim.control.save()
    assert {**again, "objects": None, "clock": None} == {**state, "objects": None, "clock": None}
    assert sim.control.call("GET", "/clock")["now"] == sim.control.call("GET", "/clock")["now"]
    assert graph.send("cloud", {"type": "text", "text": {"body": "x"}}).status == 200


def test_what_is_no_saved_world_is_refused(sim: Simulator) -> None:
    answer = call(sim.ready["control"]["url"], "POST", "/state", {"numbers": []})
    assert answer.status == 400
    assert "no saved world" in answer.json["error"]
    assert len(sim.control.numbers()) == 7


def test_the_clock_is_frozen_set_and_thawed(sim: Simulator) -> None:
    def clock(**body: Any) -> JsonObject:
        found: JsonObject = sim.control.call("POST", "/clock", body)
        return found

    assert clock(set="2099-01-01T00:00:00Z", frozen=True)["now"].startswith("2099-01-01T00:00:00")
    assert sim.control.call("GET", "/clock")["now"].startswith("2099-01-01T00:00:00")
    assert clock(advance_s=60)["now"].startswith("2099-01-01T00:01:00")
    assert clock(frozen=False)["frozen"] is False
    assert clock(set=4_070_995_200.0)["now"].startswith("2099-01-02T")


def test_messages_wait_for_a_frozen_clock(sim: Simulator, graph: Graph) -> None:
    sim.control.customer_says(CUSTOMER, "cloud")
    sim.control.call("POST", "/clock", {"frozen": True})
    state = sim.control.save()
    spec = {**state["spec"], "options": {**state["spec"]["options"], "send_delay": 10.0}}
    sim.control.load({**state, "spec": spec})
    sim.control.call("POST", "/clock", {"frozen": True})
    graph.send("cloud", {"type": "text", "text": {"body": "x"}})
    sim.control.advance(9)
    assert sim.control.inbox(CUSTOMER) == []
    sim.control.advance(1)
    assert len(sim.control.inbox(CUSTOMER)) == 1
    sim.control.load(state)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({}, "is one of"),
        ({"advance_s": 1, "set": 2}, "is one of"),
        ({"set": "soon"}, "Unix seconds or a time"),
        ({"set": "2001-01-01T00:00:00Z"}, "forward only"),
        ({"advance_s": 1e300}, "year 9999"),
        ({"advance_s": True}, "wrong type"),
        ({"frozen": "yes"}, "wrong type"),
        ({"advance": 1}, "Did you mean 'advance_s'?"),
    ],
)
def test_a_clock_that_cannot_be_moved_says_why(sim: Simulator, body: JsonObject, text: str) -> None:
    answer = call(sim.ready["control"]["url"], "POST", "/clock", body)
    assert answer.status == 400
    assert text in answer.json["error"]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_every_documented_call_works_with_its_example(sim: Simulator, route: Route) -> None:
    written = sim.control.customer_says(CUSTOMER, "main")["id"]
    fault = sim.control.fault("latency", 0)
    path = route.path.format(name="main", phone=CUSTOMER, id=fault)
    body = route.example
    if route.path == "/state" and route.method == "POST":
        body = sim.control.save()
    if isinstance(body, dict) and body.get("id") == "…":
        body = {**body, "id": written}
    answer = call(sim.ready["control"]["url"], route.method, path, body)
    if route.path == "/customers/{phone}/play":
        assert "has not received" in answer.json["error"]
    else:
        assert answer.status == 200
