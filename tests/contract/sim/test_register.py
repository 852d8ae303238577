"""register: what makes it succeed, every way in which it fails, and what each leaves behind."""

from __future__ import annotations

import http.client
import re
import threading
import time
from typing import Any

import pytest

from tests.contract.sim.http import Answer, Graph, OnPrem, Receiver
from wamigrate.sim.testing import Simulator


def state(graph: Graph, name: str) -> tuple[str, str]:
    found = graph.fields(name, "platform_type,status")
    return found["platform_type"], found["status"]


ON_CLOUD = ("CLOUD_API", "CONNECTED")
ON_PREMISE = ("ON_PREMISE", "CONNECTED")
NOWHERE = ("NOT_APPLICABLE", "DISCONNECTED")


def gateway(onprem: OnPrem) -> str:
    return str(onprem("GET", "/v1/health").json["health"]["gateway_status"])


def test_with_backup_and_pin_the_number_moves_without_a_code(
    sim: Simulator, graph: Graph, onprem: OnPrem
) -> None:
    answer = graph.register("main", backup=onprem.backup())
    assert (answer.status, answer.json) == (200, {"success": True})
    assert state(graph, "main") == ON_CLOUD
    assert gateway(onprem) == "disconnected"
    assert graph.fields("main", "throughput")["throughput"] == {"level": "STANDARD"}
    assert sim.control.number("main")["profile"]["vertical"] == "RETAIL"


def test_a_number_with_shards_gets_high_throughput_and_a_minute_of_maintenance(
    sim: Simulator, graph: Graph
) -> None:
    assert graph.register("sharded", backup=OnPrem(sim, "sharded").backup()).status == 200
    assert graph.fields("sharded", "throughput")["throughput"] == {"level": "HIGH"}
    message = {"type": "text", "text": {"body": "x"}}
    busy = graph.send("sharded", message)
    assert (busy.status, busy.error["code"]) == (500, 131057)
    sim.control.advance(60)
    assert graph.send("sharded", message).status == 200


def test_the_official_badge_survives_with_the_backup_and_is_lost_without_it(
    sim: Simulator, graph: Graph
) -> None:
    graph.register("official", backup=OnPrem(sim, "official").backup())
    assert graph.fields("official", "is_official_business_account")["is_official_business_account"] is True
    sim.control.reset()
    sim.control.change_number("official", code_verification_status="VERIFIED")
    assert graph.register("official").json == {"success": True}
    assert graph.fields("official", "is_official_business_account")["is_official_business_account"] is False
    assert sim.control.number("official")["profile"] == {}


def test_two_step_off_takes_any_pin_which_becomes_the_pin(sim: Simulator, graph: Graph) -> None:
    assert graph.register("open", "908070", OnPrem(sim, "open").backup()).json == {"success": True}
    assert sim.control.number("open")["pin"] == "908070"


def test_the_pin_that_the_admin_sets_on_premises_is_the_number_s_pin(sim: Simulator, graph: Graph) -> None:
    onprem = OnPrem(sim, "pinless")
    onprem("DELETE", "/v1/settings/account/two-step")
    onprem("POST", "/v1/settings/account/two-step", {"pin": "246802"})
    assert graph.register("pinless", "246802", onprem.backup()).json == {"success": True}


def test_a_wrong_pin_takes_the_number_down_on_both_sides(
    sim: Simulator, graph: Graph, onprem: OnPrem
) -> None:
    backup = onprem.backup()
    answer = graph.register("main", "999999", backup)
    assert (answer.status, answer.error["code"]) == (400, 133005)
    assert answer.error["error_data"]["messaging_product"] == "whatsapp"
    assert state(graph, "main") == NOWHERE
    assert gateway(onprem) == "disconnected"
    assert sim.control.number("main")["side"] == "none"
    assert graph.register("main", "123456", backup).json == {"success": True}
    assert state(graph, "main") == ON_CLOUD


def test_a_wrong_pin_can_answer_131031(sim: Simulator, graph: Graph, onprem: OnPrem) -> None:
    sim.control.fault("pin_131031", number="main")
    answer = graph.register("main", "999999", onprem.backup())
    assert (answer.status, answer.error["code"]) == (403, 131031)
    assert state(graph, "main") == NOWHERE


def test_after_three_wrong_pins_133008_tells_how_long_to_wait(
    sim: Simulator, graph: Graph, onprem: OnPrem
) -> None:
    backup = onprem.backup()
    codes = [graph.register("main", "999999", backup).error["code"] for _ in range(4)]
    assert codes == [133005, 133005, 133005, 133008]
    answer = graph.register("main", "123456", backup)
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", answer.error["error_data"]["details"])
    sim.control.advance(3601)
    assert graph.register("main", "123456", backup).json == {"success": True}


def test_a_stored_backup_moves_a_number_whose_deployment_is_gone(sim: Simulator, graph: Graph) -> None:
    stored = sim.number("gone")["backup"]
    backup = {"data": stored["data"], "password": stored["password"]}
    assert graph.register("gone", backup=backup).json == {"success": True}
    assert state(graph, "gone") == ON_CLOUD


def test_without_a_backup_a_code_by_sms_is_needed(sim: Simulator, graph: Graph) -> None:
    path = f"/v23.0/{graph.id('main')}"
    refused = graph.register("main")
    assert (refused.status, refused.error["code"]) == (400, 133006)
    assert state(graph, "main") == ON_PREMISE
    assert graph("POST", f"{path}/request_code?code_method=sms&language=en_US").json == {"success": True}
    code = sim.control.number("main")["otp"]
    assert graph("POST", f"{path}/verify_code", {"code": f"{code[:3]}-{code[3:]}"}).error["code"] == 100
    wrong = "000000" if code != "000000" else "111111"
    assert graph("POST", f"{path}/verify_code", {"code": wrong}).error["code"] == 136025
    assert graph("POST", f"{path}/verify_code", {"code": code}).json == {"success": True}
    assert graph.fields("main", "code_verification_status")["code_verification_status"] == "VERIFIED"
    assert graph.register("main").json == {"success": True}


def test_a_code_ends_after_ten_minutes_and_its_verification_after_fourteen_days(
    sim: Simulator, graph: Graph
) -> None:
    path = f"/v23.0/{graph.id('main')}"
    graph("POST", f"{path}/request_code", {"code_method": "VOICE", "language": "en"})
    code = sim.control.number("main")["otp"]
    sim.control.advance(601)
    assert graph("POST", f"{path}/verify_code", {"code": code}).error["code"] == 136025
    graph("POST", f"{path}/request_code", {"code_method": "VOICE", "locale": "en"})
    graph("POST", f"{path}/verify_code", {"code": sim.control.number("main")["otp"]})
    sim.control.advance(14 * 86400 + 1)
    assert graph.fields("main", "code_verification_status")["code_verification_status"] == "EXPIRED"
    assert graph.register("main").error["code"] == 133006


def test_codes_are_throttled_and_refused_for_a_number_on_cloud(graph: Graph) -> None:
    given = {"code_method": "SMS", "language": "en"}
    answers = [graph("POST", f"/v23.0/{graph.id('main')}/request_code", given) for _ in range(6)]
    assert [a.status for a in answers] == [200] * 5 + [400]
    assert (answers[5].error["code"], answers[5].error["error_subcode"]) == (136024, 2388091)
    assert graph("POST", f"/v23.0/{graph.id('cloud')}/request_code", given).error["code"] == 136024


@pytest.mark.parametrize("change", ["character", "newline", "padding", "other number", "truncated"])
def test_a_backup_that_was_changed_does_not_spare_the_code(
    sim: Simulator, graph: Graph, onprem: OnPrem, change: str
) -> None:
    backup = onprem.backup()
    data = backup["data"]
    changed = {
        "character": data[:100] + ("A" if data[100] != "A" else "B") + data[101:],
        "newline": data[:76] + "\n" + data[76:],
        "padding": data.rstrip("=")[:-1],
        "other number": OnPrem(sim, "open").backup()["data"],
        "truncated": data[: len(data) // 2],
    }[change]
    answer = graph.register("main", backup={**backup, "data": changed})
    assert (answer.status, answer.error["code"]) == (400, 133006)
    assert state(graph, "main") == ON_PREMISE
    assert gateway(onprem) == "connected"


def test_a_wrong_backup_password_is_told_apart_and_its_code_can_be_chosen(
    sim: Simulator, graph: Graph, onprem: OnPrem
) -> None:
    wrong = {**onprem.backup(), "password": "other"}
    assert graph.register("main", backup=wrong).error["code"] == 131009
    sim.control.fault("bad_backup", {"code": 133002, "takes_down": True}, number="main")
    assert graph.register("main", backup=wrong).error["code"] == 133002
    assert state(graph, "main") == NOWHERE


def test_the_backup_can_be_dishonoured_altogether(sim: Simulator, graph: Graph, onprem: OnPrem) -> None:
    sim.control.fault("otp_required", number="main")
    assert graph.register("main", backup=onprem.backup()).error["code"] == 133006


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"messaging_product": ""}, "(#100) The parameter messaging_product is required."),
        ({"messaging_product": "sms"}, "(#100) Param messaging_product must be one of {WHATSAPP}"),
        ({"pin": None}, "(#100) The parameter pin is required."),
        ({"pin": "12345"}, "(#100) Param pin must be"),
        ({"pin": 123456}, "(#100) Param pin must be"),
        ({"backup": "V0FCS"}, "(#100) Param backup must be a JSON object."),
        ({"backup": {"data": "x"}}, "(#100) The parameter backup['password'] is required."),
        ({"backup": {"data": "x", "password": "y", "z": 1}}, '(#100) Unexpected key "z" on param "backup".'),
        ({"data_localization_region": "FR"}, "(#100) Param data_localization_region must be one of {AE,"),
    ],
)
def test_parameters_that_cannot_be_change_nothing(graph: Graph, change: dict[str, Any], text: str) -> None:
    body = {"messaging_product": "whatsapp", "pin": "123456", **change}
    answer = graph("POST", f"/v23.0/{graph.id('main')}/register", body)
    assert (answer.status, answer.error["code"]) == (400, 100)
    assert answer.error["message"].startswith(text)
    assert state(graph, "main") == ON_PREMISE


def test_the_eleventh_call_in_72_hours_blocks_for_72_hours(
    sim: Simulator, graph: Graph, onprem: OnPrem
) -> None:
    codes = [graph.register("main").error["code"] for _ in range(11)]
    assert codes == [133006] * 10 + [133016]
    sim.control.advance(71 * 3600)
    onprem.token = None
    backup = onprem.backup()
    assert graph.register("main", backup=backup).error["code"] == 133016
    sim.control.advance(2 * 3600)
    assert graph.register("main", backup=backup).json == {"success": True}


def test_a_deleted_number_needs_five_minutes(sim: Simulator, graph: Graph, onprem: OnPrem) -> None:
    backup = onprem.backup()
    sim.control.change_number("main", deleted=True)
    answer = graph.register("main", backup=backup)
    assert answer.error["code"] == 133015
    sim.control.advance(301)
    assert graph.register("main", backup=backup).json == {"success": True}


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("account_locked", 403, 131031),
        ("deletion_running", 400, 133015),
        ("pin_locked", 400, 133008),
        ("pin_too_fast", 400, 133009),
        ("register_budget", 400, 133016),
    ],
)
def test_states_of_the_number_that_refuse_it(
    sim: Simulator, graph: Graph, onprem: OnPrem, kind: str, status: int, code: int
) -> None:
    sim.control.fault(kind, number="main", count=1)
    backup = onprem.backup()
    answer = graph.register("main", backup=backup)
    assert (answer.status, answer.error["code"]) == (status, code)
    assert state(graph, "main") == ON_PREMISE
    assert graph.register("main", backup=backup).json == {"success": True}


def test_pin_locks_end_by_the_clock(sim: Simulator, graph: Graph, onprem: OnPrem) -> None:
    sim.control.fault("pin_too_fast", 120, number="main")
    backup = onprem.backup()
    assert "Try again after" in graph.register("main", backup=backup).error["error_data"]["details"]
    sim.control.advance(121)
    assert graph.register("main", backup=backup).json == {"success": True}


def test_an_incomplete_deregistration_must_be_finished_first(
    sim: Simulator, graph: Graph, onprem: OnPrem
) -> None:
    backup = onprem.backup()
    sim.control.fault("incomplete_deregistration", number="main")
    answer = graph.register("main", backup=backup)
    assert (answer.status, answer.error["code"]) == (500, 133000)
    assert graph("POST", f"/v23.0/{graph.id('main')}/deregister").json == {"success": True}
    assert graph.register("main", backup=backup).json == {"success": True}


def test_a_display_name_that_is_not_processed_is_100_with_its_subcode(
    sim: Simulator, graph: Graph, onprem: OnPrem
) -> None:
    sim.control.fault("name_pending", number="main")
    assert graph.fields("main", "name_status")["name_status"] == "PENDING_REVIEW"
    answer = graph.register("main", backup=onprem.backup())
    assert (answer.error["code"], answer.error["error_subcode"]) == (100, 2388001)
    assert answer.error["error_user_title"] == "Cannot Create Certificate"


ROWS = [
    ({"code": 0}, 401),
    ({"code": 190, "subcode": 463}, 401),
    ({"code": 3}, 500),
    ({"code": 10}, 403),
    ({"code": 200}, 403),
    ({"code": 131005}, 403),
    ({"code": 100, "subcode": 33}, 400),
    ({"code": 33}, 400),
    ({"code": 4}, 400),
    ({"code": 80007, "status": 429}, 429),
    ({"code": 613}, 400),
    ({"code": 368}, 403),
    ({"code": 133001}, 400),
    ({"code": 133002}, 400),
    ({"code": 133003}, 400),
    ({"code": 133004}, 503),
    ({"code": 133007}, 400),
    ({"code": 133010}, 400),
    ({"code": 1}, 400),
    ({"code": 2, "transient": True}, 503),
    ({"code": 131000}, 500),
    ({"code": 131016}, 500),
]


@pytest.mark.parametrize(
    ("value", "status"), ROWS, ids=lambda v: str(v.get("code")) if isinstance(v, dict) else ""
)
def test_every_other_code_can_be_asked_for_before_and_after_the_effect(
    sim: Simulator, graph: Graph, onprem: OnPrem, value: dict[str, Any], status: int
) -> None:
    backup = onprem.backup()
    sim.control.fault("error", value, api="graph", path="/register", number="main", count=1)
    answer = graph.register("main", backup=backup)
    assert (answer.status, answer.error["code"]) == (status, value["code"])
    assert answer.error.get("error_subcode") == value.get("subcode")
    assert state(graph, "main") == ON_PREMISE
    sim.control.fault("error", {**value, "after": True}, api="graph", path="/register", count=1)
    assert graph.register("main", backup=backup).error["code"] == value["code"]
    assert state(graph, "main") == ON_CLOUD


def test_an_error_can_take_the_number_down(sim: Simulator, graph: Graph, onprem: OnPrem) -> None:
    sim.control.fault("error", {"code": 133004, "takes_down": True}, path="/register", number="main")
    assert graph.register("main", backup=onprem.backup()).error["code"] == 133004
    assert state(graph, "main") == NOWHERE
    assert gateway(onprem) == "disconnected"


def test_success_can_be_false_with_or_without_the_effect_and_a_text(
    sim: Simulator, graph: Graph, onprem: OnPrem
) -> None:
    backup = onprem.backup()
    sim.control.fault("success_false", {"effect": False}, number="main", count=1)
    assert graph.register("main", backup=backup).json == {"success": False}
    assert state(graph, "main") == ON_PREMISE
    sim.control.fault("success_false", number="main", count=1)
    assert graph.register("main", backup=backup).json == {"success": False}
    assert state(graph, "main") == ON_CLOUD
    sim.control.fault("success_string", number="main", count=1)
    assert graph.register("main", backup=backup).json == {"success": "true"}


def test_a_lost_answer_leaves_its_record_without_a_status(
    sim: Simulator, graph: Graph, onprem: OnPrem
) -> None:
    backup = onprem.backup()
    for kind, expected in (("lost_before", ON_PREMISE), ("lost_after", ON_CLOUD)):
        sim.control.fault(kind, api="graph", path="/register", number="main", count=1)
        with pytest.raises(http.client.RemoteDisconnected):
            graph.register("main", backup=backup)
        assert state(graph, "main") == expected
    calls = sim.control.requests("graph", path="/register")
    assert [(c["status"], c["number"], c["method"]) for c in calls] == [(None, "main", "POST")] * 2


def test_it_takes_as_long_as_told_and_is_written_down_when_it_arrives(
    sim: Simulator, graph: Graph, onprem: OnPrem
) -> None:
    backup = onprem.backup()
    sim.control.customer_says("16505551234", "main")
    sim.control.fault("register_seconds", 0.5, number="main")
    answers: list[Answer] = []
    thread = threading.Thread(target=lambda: answers.append(graph.register("main", backup=backup)))
    started = time.monotonic()
    thread.start()
    while not (calls := sim.control.requests(path="/register")):
        assert time.monotonic() < started + 5
    while sim.control.number("main")["side"] == "onprem":
        assert time.monotonic() < started + 5
    assert calls[0]["status"] is None
    assert gateway(onprem) == "disconnected"
    assert state(graph, "main") == ("ON_PREMISE", "DISCONNECTED")
    assert sim.control.customer_says("16505551234", "main")["dropped"] is True
    thread.join()
    assert time.monotonic() - started >= 0.5
    assert answers[0].json == {"success": True}
    assert sim.control.number("main")["dropped"] == 1


def test_the_effect_happens_even_when_the_caller_is_gone(
    sim: Simulator, graph: Graph, onprem: OnPrem
) -> None:
    from urllib.parse import urlsplit

    backup = onprem.backup()
    sim.control.fault("register_seconds", 0.2, number="main")
    parts = urlsplit(graph.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    import json

    body = json.dumps({"messaging_product": "whatsapp", "pin": "123456", "backup": backup})
    headers = {"authorization": f"Bearer {graph.token}", "content-type": "application/json"}
    connection.request("POST", f"/v23.0/{graph.id('main')}/register", body, headers)
    started = time.monotonic()
    while not sim.control.requests(path="/register"):
        assert time.monotonic() < started + 5
    connection.close()
    while state(graph, "main") != ON_CLOUD:
        assert time.monotonic() < started + 5


def test_registering_again_on_cloud_needs_the_right_pin(graph: Graph) -> None:
    assert graph.register("cloud", "123456").json == {"success": True}
    assert graph.register("cloud", "999999").error["code"] == 133005
    assert state(graph, "cloud") == ON_CLOUD


def test_after_a_deregistration_the_pin_is_enough_to_come_back(graph: Graph) -> None:
    path = f"/v23.0/{graph.id('cloud')}/deregister"
    assert graph("POST", path).json == {"success": True}
    assert state(graph, "cloud") == NOWHERE
    again = graph("POST", path)
    assert (again.error["code"], again.error["error_subcode"]) == (100, 2207051)
    assert graph.register("cloud", "123456").json == {"success": True}
    assert state(graph, "cloud") == ON_CLOUD


def test_the_move_is_announced_to_the_app(
    sim: Simulator, graph: Graph, onprem: OnPrem, hook: Receiver
) -> None:
    subscribe(graph, hook)
    graph.register("sharded", backup=OnPrem(sim, "sharded").backup())
    onboarding = hook.wait_for(1)[0]["entry"][0]
    assert isinstance(onboarding["time"], int)
    change = onboarding["changes"][0]
    assert (change["field"], change["value"]["event"]) == ("phone_number_quality_update", "ONBOARDING")
    sim.control.advance(61)
    assert hook.wait_for(2)[1]["entry"][0]["changes"][0]["value"]["event"] == "THROUGHPUT_UPGRADE"


def subscribe(graph: Graph, hook: Receiver) -> None:
    fields = "messages,phone_number_quality_update"
    given = {"object": "whatsapp_business_account", "callback_url": hook.url, "fields": fields}
    path = f"/v23.0/{graph.app_id}/subscriptions"
    graph("POST", path, {**given, "verify_token": "let-me-in"}, token=graph.app_token)
    graph("POST", f"/v23.0/{graph.waba()}/subscribed_apps")
