"""Every kind of fault does what its line says, as often, as seldom and where it is told to."""

from __future__ import annotations

from functools import partial

import pytest

from tests.contract.sim.fault_rows import ADA, ROWS, Stage
from tests.contract.sim.http import Graph, OnPrem, Receiver, call, eventually
from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim.fault_kinds import KINDS, Meets
from wamigrate.sim.testing import Simulator

EACH = [(name, api) for name, kind in KINDS.items() for api in kind.apis]
LASTING = (Meets.LASTING, Meets.ONCE)
COUNTED = [(name, api) for name, api in EACH if KINDS[name].meets not in LASTING]
AIMED = [(name, api) for name, api in COUNTED if KINDS[name].meets in (Meets.CALL, Meets.STATE)]
SELDOM = [(name, api) for name, api in COUNTED if name != "webhook_reorder"]
SUBJECT = {"lost_shard": "sharded", "otp_required": "pinless", "bad_backup": "pinless"}


@pytest.fixture
def stage(sim: Simulator, hook: Receiver) -> Stage:
    return Stage(sim, hook)


def subject(name: str, api: str) -> str:
    """The number that the row's trial is about."""
    if name in SUBJECT:
        return SUBJECT[name]
    if name.startswith("otp_"):
        return "gone"
    calls = KINDS[name].meets is Meets.CALL
    return "main" if calls or api == "onprem" else "cloud"


def put(stage: Stage, name: str, **given: Json) -> str:
    return stage.sim.control.fault(name, ROWS[name].value, **given)


def test_every_kind_has_a_row() -> None:
    assert ROWS.keys() == KINDS.keys()


@pytest.mark.parametrize(("name", "api"), EACH)
def test_without_the_fault_nothing_is_wrong_and_with_it_it_is(stage: Stage, name: str, api: str) -> None:
    trial = ROWS[name].trial
    if name != "no_flush":  # its trial moves the number: once
        assert not trial(stage, api)
    put(stage, name, api=api, number=subject(name, api))
    assert trial(stage, api)


@pytest.mark.parametrize(("name", "api"), COUNTED)
def test_a_fault_strikes_as_often_as_told(stage: Stage, name: str, api: str) -> None:
    put(stage, name, api=api, number=subject(name, api), count=1)
    assert [ROWS[name].trial(stage, api) for _ in range(2)] == [True, False]


@pytest.mark.parametrize(("name", "api"), [pair for pair in EACH if KINDS[pair[0]].meets is not Meets.ONCE])
def test_a_fault_of_another_number_does_not_strike(stage: Stage, name: str, api: str) -> None:
    put(stage, name, api=api, number="official")
    assert not ROWS[name].trial(stage, api)


@pytest.mark.parametrize(("name", "api"), AIMED)
def test_a_fault_strikes_on_its_path_only(stage: Stage, name: str, api: str) -> None:
    path = ROWS[name].path or ("/v1/health" if api == "onprem" else f"/{stage.graph.id('main')}")
    elsewhere = put(stage, name, path="/elsewhere")
    assert not ROWS[name].trial(stage, api)
    stage.sim.control.call("DELETE", f"/faults/{elsewhere}")
    put(stage, name, path=path)
    assert ROWS[name].trial(stage, api)


@pytest.mark.parametrize(("name", "api"), SELDOM)
def test_chance_comes_from_the_seed(stage: Stage, name: str, api: str) -> None:
    def run() -> list[bool]:
        fault = put(stage, name, number=subject(name, api), probability=0.5, seed=3)
        struck = [ROWS[name].trial(stage, api) for _ in range(4)]
        stage.sim.control.call("DELETE", f"/faults/{fault}")
        return struck

    assert run() == (struck := run())
    assert set(struck) == {True, False}


@pytest.mark.parametrize("name", [n for n, kind in KINDS.items() if kind.meets in LASTING])
def test_what_lasts_takes_no_count(stage: Stage, name: str) -> None:
    body = {"kind": name, "value": ROWS[name].value}
    for key, value in (("count", 1), ("probability", 0.5)):
        answer = call(stage.sim.ready["control"]["url"], "POST", "/faults", {**body, key: value})
        assert (answer.status, "takes no count" in answer.json["error"]) == (400, True)


@pytest.mark.parametrize("name", [n for n, kind in KINDS.items() if (n, kind.apis[0]) not in AIMED])
def test_what_is_not_about_calls_takes_no_path(stage: Stage, name: str) -> None:
    body = {"kind": name, "value": ROWS[name].value, "path": "/x"}
    answer = call(stage.sim.ready["control"]["url"], "POST", "/faults", body)
    assert (answer.status, "takes no path" in answer.json["error"]) == (400, True)


@pytest.mark.parametrize("name", KINDS)
def test_a_value_that_does_not_fit_is_refused_with_an_example(stage: Stage, name: str) -> None:
    answer = call(stage.sim.ready["control"]["url"], "POST", "/faults", {"kind": name, "value": {"bad": []}})
    assert answer.status == 400
    expected = "takes no value" if KINDS[name].value is None else "For example"
    assert expected in answer.json["error"]
    assert stage.sim.control.call("GET", "/faults")["faults"] == []


@pytest.mark.parametrize("name", [n for n, kind in KINDS.items() if kind.value is not None])
def test_the_example_of_each_kind_is_taken(sim: Simulator, name: str) -> None:
    sim.control.fault(name, KINDS[name].example)


@pytest.mark.parametrize(("kind", "arrived"), [("lost_before", 0), ("lost_after", 1), ("reset", 0)])
def test_a_lost_answer_is_before_or_after_the_effect_on_both_apis(
    stage: Stage, kind: str, arrived: int
) -> None:
    for api, name in (("graph", "cloud"), ("onprem", "main")):
        stage.sim.control.customer_says(ADA, name)
        before = len(stage.sim.control.inbox(ADA))
        stage.sim.control.fault(kind, path="/messages", count=1)
        with pytest.raises(OSError):
            stage.sent(api)
        stage.sent(api)
        eventually(partial(_has, stage, before + 1 + arrived))
        assert [r["status"] for r in stage.sim.control.requests(path="/messages")][-2] is None


def _has(stage: Stage, count: int) -> bool:
    return len(stage.sim.control.inbox(ADA)) == count


@pytest.mark.parametrize(
    ("entity", "code"), [("PHONE_NUMBER", 141000), ("WABA", 141014), ("BUSINESS", 141010), ("APP", 141006)]
)
def test_health_can_be_blocked_or_limited_for_each_entity(
    sim: Simulator, graph: Graph, entity: str, code: int
) -> None:
    def states() -> JsonObject:
        found = graph.fields("cloud", "health_status")["health_status"]
        return {e["entity_type"]: e for e in found["entities"]} | {"all": found}

    assert {s["can_send_message"] for s in states().values()} == {"AVAILABLE"}
    fault = sim.control.fault("health_blocked", {"entity": entity, "code": code})
    blocked = states()
    assert (blocked[entity]["can_send_message"], blocked["all"]["can_send_message"]) == ("BLOCKED",) * 2
    assert blocked[entity]["errors"][0]["error_code"] == code
    sim.control.call("DELETE", f"/faults/{fault}")
    sim.control.fault("health_limited", {"entity": entity, "code": code})
    assert states()[entity]["can_send_message"] == "LIMITED"


@pytest.mark.parametrize("code", [4, 80007, 130429, 131056])
def test_the_limits_of_graph_can_be_met_without_reaching_them(
    sim: Simulator, graph: Graph, code: int
) -> None:
    sim.control.fault("error", {"code": code}, api="graph", path="/messages", count=1)
    answer = graph.send("cloud", {"type": "text", "text": {"body": "x"}})
    assert answer.error["code"] == code
    assert answer.status in (400, 403, 429)


def test_media_of_a_host_can_fail_afterwards(stage: Stage) -> None:
    image = {"type": "image", "image": {"link": "https://blocked.example.com/a.png"}}
    assert b'"code":131053' in stage.told_of(stage.sent("graph", image))


def test_registration_is_refused_on_premises_always(onprem: OnPrem) -> None:
    body = {"cc": "1", "phone_number": "6505550100", "method": "sms", "cert": "x"}
    answer = onprem("POST", "/v1/account", body)
    assert answer.json["errors"][0]["code"] == 1005


def test_an_expired_client_makes_backups_if_told_so(sim: Simulator, onprem: OnPrem) -> None:
    onprem("GET", "/v1/health")
    fault = sim.control.fault("client_expired", number="main")
    body = {"password": "tacocat"}
    assert onprem("POST", "/v1/settings/backup", body).status >= 400
    sim.control.call("DELETE", f"/faults/{fault}")
    sim.control.fault("client_expired", {"backup": True}, number="main")
    assert onprem("POST", "/v1/settings/backup", body).status == 200
