"""Reads before and after a move: token, app, WABA, numbers, templates, analytics, health."""

from __future__ import annotations

import time

import pytest

from tests.contract.sim.http import Graph, OnPrem, Receiver
from wamigrate.sim.testing import Simulator


def test_debug_token_tells_scopes_and_wabas(graph: Graph) -> None:
    data = graph("GET", f"/v23.0/debug_token?input_token={graph.token}", token=graph.app_token).json["data"]
    assert (data["is_valid"], data["type"], data["app_id"], data["expires_at"]) == (
        True,
        "SYSTEM_USER",
        graph.app_id,
        0,
    )
    assert {"whatsapp_business_messaging", "whatsapp_business_management"} <= set(data["scopes"])
    assert {s["scope"] for s in data["granular_scopes"]} <= set(data["scopes"])
    assert all(s["target_ids"] == [graph.waba()] for s in data["granular_scopes"])


def test_debug_token_of_a_stranger_is_not_valid(graph: Graph) -> None:
    data = graph("GET", "/v23.0/debug_token?input_token=stranger").json["data"]
    assert (data["is_valid"], data["error"]["code"]) == (False, 190)


def test_the_app_and_me_answer_their_names(graph: Graph) -> None:
    assert (
        graph("GET", f"/v23.0/{graph.app_id}?fields=id,name", token=graph.app_token).json["id"]
        == graph.app_id
    )
    assert set(graph("GET", "/v23.0/me?fields=id,name").json) == {"id", "name"}


def test_app_subscriptions_are_shown_and_set_after_a_handshake(graph: Graph, hook: Receiver) -> None:
    path = f"/v23.0/{graph.app_id}/subscriptions"
    shown = graph("GET", path, token=graph.app_token).json["data"][0]
    assert (shown["object"], shown["active"]) == ("whatsapp_business_account", True)
    assert "messages" in [f["name"] for f in shown["fields"]]
    wanted = {"object": "whatsapp_business_account", "callback_url": hook.url, "fields": "messages,security"}
    refused = graph("POST", path, {**wanted, "verify_token": "wrong"}, token=graph.app_token)
    assert refused.error["code"] == 2200
    assert graph("POST", path, {**wanted, "verify_token": "let-me-in"}, token=graph.app_token).json == {
        "success": True
    }
    shown = graph("GET", path, token=graph.app_token).json["data"][0]
    assert (shown["callback_url"], [f["name"] for f in shown["fields"]]) == (
        hook.url,
        ["messages", "security"],
    )


def test_the_number_before_the_move(graph: Graph) -> None:
    node = graph("GET", f"/v23.0/{graph.id('main')}").json
    assert list(node)[-1] == "id"
    assert node["display_phone_number"] == "+1 650-555-0100"
    assert (node["platform_type"], node["throughput"]) == ("ON_PREMISE", {"level": "NOT_APPLICABLE"})
    more = graph.fields(
        "main", "status,account_mode,name_status,is_pin_enabled,certificate,last_onboarded_time"
    )
    assert more == {
        "status": "CONNECTED",
        "account_mode": "LIVE",
        "name_status": "APPROVED",
        "is_pin_enabled": True,
        "id": graph.id("main"),
    }


def test_a_number_whose_deployment_is_gone_is_disconnected_but_still_on_premises(graph: Graph) -> None:
    assert graph.fields("gone", "status,platform_type") == {
        "status": "DISCONNECTED",
        "platform_type": "ON_PREMISE",
        "id": graph.id("gone"),
    }


def test_the_waba_answers_its_defaults_and_what_is_asked(graph: Graph) -> None:
    waba = graph("GET", f"/v23.0/{graph.waba()}").json
    assert list(waba) == ["name", "timezone_id", "message_template_namespace", "id"]
    fields = "account_review_status,business_verification_status,ownership_type,country"
    asked = graph("GET", f"/v23.0/{graph.waba()}?fields={fields}").json
    assert asked == {
        "account_review_status": "APPROVED",
        "business_verification_status": "verified",
        "ownership_type": "SELF",
        "id": graph.waba(),
    }


def test_an_edge_comes_in_pages_that_can_be_walked(graph: Graph) -> None:
    path = f"/v23.0/{graph.waba()}/phone_numbers?fields=id&limit=3"
    seen: list[str] = []
    after = ""
    while True:
        answer = graph("GET", path + after).json
        seen += [n["id"] for n in answer["data"]]
        if "next" not in answer["paging"]:
            break
        after = "&after=" + answer["paging"]["cursors"]["after"]
    assert seen == [n["phone_number_id"] for n in graph.sim.ready["numbers"]]
    assert graph("GET", f"/v23.0/{graph.waba()}/subscribed_apps").json == {"data": []}


def test_templates_are_listed_created_and_deleted(graph: Graph) -> None:
    path = f"/v23.0/{graph.waba()}/message_templates"
    names = [t["name"] for t in graph("GET", path + "?fields=name").json["data"]]
    assert names[0] == "hello_world"
    assert [t["name"] for t in graph("GET", path + "?status=PAUSED").json["data"]] == ["spring_sale"]
    new = {"name": "thanks", "language": "en_US", "category": "utility"}
    example = {"body_text": [["Ada"]]}
    components = [{"type": "BODY", "text": "Thank you {{1}} for your order", "example": example}]
    created = graph("POST", path, {**new, "components": components}).json
    assert (created["status"], created["category"]) == ("PENDING", "UTILITY")
    assert graph("GET", f"/v23.0/{created['id']}?fields=name").json == {"name": "thanks", "id": created["id"]}
    again = graph("POST", path, {**new, "components": components})
    assert again.error["error_subcode"] == 2388024
    assert graph("DELETE", path + "?name=thanks").json == {"success": True}
    unknown = graph("DELETE", path + "?name=thanks")
    assert (unknown.error["message"], unknown.error["error_subcode"]) == ("Invalid parameter", 2593002)
    assert unknown.error["error_user_title"] == "Message Template Not Found"


def test_the_business_profile_is_read_and_changed(graph: Graph) -> None:
    path = f"/v23.0/{graph.id('main')}/whatsapp_business_profile"
    fields = "?fields=about,address,vertical,websites"
    assert graph("GET", path + fields).json["data"] == [
        {
            "about": "Available",
            "vertical": "RETAIL",
            "websites": ["https://www.example.com/"],
            "messaging_product": "whatsapp",
        }
    ]
    assert graph("POST", path, {"messaging_product": "whatsapp", "vertical": "EDU"}).json == {"success": True}
    assert graph("GET", path + fields).json["data"][0]["vertical"] == "EDU"
    assert graph("POST", path, {"vertical": "EDU"}).error["code"] == 100


def test_settings_choose_the_storage_region_while_the_number_is_not_on_cloud(graph: Graph) -> None:
    path = f"/v23.0/{graph.id('main')}/settings"
    disabled = {"status": "DEFAULT"}
    assert graph("GET", path).json["storage_configuration"] == disabled
    given = {
        "storage_configuration": {"status": "IN_COUNTRY_STORAGE_ENABLED", "data_localization_region": "BR"}
    }
    assert graph("POST", path, given).json == {"success": True}
    assert graph("GET", path).json["storage_configuration"]["data_localization_region"] == "BR"
    assert graph("POST", f"/v23.0/{graph.id('cloud')}/settings", given).error["code"] == 100


def day_of(graph: Graph, number: str, granularity: str = "HALF_HOUR") -> dict[str, object]:
    end = int(time.time()) // 86400 * 86400
    asked = f"analytics.start({end - 86400}).end({end}).granularity({granularity})"
    asked += f".phone_numbers(%5B%22{number}%22%5D)"
    found: dict[str, object] = graph("GET", f"/v23.0/{graph.waba()}?fields={asked}").json["analytics"]
    return found


def test_analytics_leave_out_the_quiet_slots(graph: Graph) -> None:
    analytics = day_of(graph, "16505550100")
    points = analytics["data_points"]
    assert isinstance(points, list)
    assert 20 < len(points) < 40
    assert all(p["end"] - p["start"] == 1800 and 0 < p["delivered"] <= p["sent"] for p in points)
    assert analytics["phone_numbers"] == ["16505550100"]
    assert day_of(graph, "999") == {"granularity": "HALF_HOUR"}
    assert len(day_of(graph, "16505550100", "DAY")["data_points"]) == 1  # type: ignore[arg-type]


def test_pricing_analytics_spell_the_day_differently(graph: Graph) -> None:
    now = int(time.time())
    asked = f"pricing_analytics.start({now - 86400}).end({now}).granularity(DAILY)"
    assert graph("GET", f"/v23.0/{graph.waba()}?fields={asked}").json["pricing_analytics"]["data"]
    wrong = graph("GET", f"/v23.0/{graph.waba()}?fields={asked.replace('DAILY', 'DAY')}")
    assert "granularity must be one of {HALF_HOUR, DAILY, MONTHLY}" in wrong.error["message"]


def test_health_is_the_worst_of_its_entities(sim: Simulator, graph: Graph) -> None:
    health = graph.fields("cloud", "health_status")["health_status"]
    kinds = [e["entity_type"] for e in health["entities"]]
    assert (health["can_send_message"], kinds) == ("AVAILABLE", ["PHONE_NUMBER", "WABA", "BUSINESS", "APP"])
    sim.control.fault("health_limited", {"entity": "BUSINESS", "code": 141010}, number="cloud")
    health = graph.fields("cloud", "health_status")["health_status"]
    assert health["can_send_message"] == "LIMITED"
    assert health["entities"][2]["additional_info"] == ["The Business has not passed business verification."]
    sim.control.fault("health_blocked", {"entity": "WABA", "code": 141006}, number="cloud")
    health = graph.fields("cloud", "health_status")["health_status"]
    assert health["can_send_message"] == "BLOCKED"
    assert health["entities"][1]["errors"][0]["error_code"] == 141006
    waba = graph("GET", f"/v23.0/{graph.waba()}?fields=health_status").json["health_status"]
    assert [e["entity_type"] for e in waba["entities"]] == ["WABA", "BUSINESS", "APP"]


def test_a_number_that_is_nowhere_is_blocked_in_health(graph: Graph) -> None:
    health = graph.fields("gone", "health_status")["health_status"]
    assert (health["can_send_message"], health["entities"][0]["errors"][0]["error_code"]) == (
        "BLOCKED",
        141000,
    )


def test_a_pin_is_set_through_graph_only_on_cloud(sim: Simulator, graph: Graph) -> None:
    assert graph("POST", f"/v23.0/{graph.id('cloud')}", {"pin": "999000"}).json == {"success": True}
    assert sim.control.number("cloud")["pin"] == "999000"
    assert graph("POST", f"/v23.0/{graph.id('main')}", {"pin": "999000"}).error["code"] == 133010
    assert graph("POST", f"/v23.0/{graph.id('cloud')}", {"pin": "12"}).error["code"] == 100


@pytest.mark.parametrize("name", ["main", "cloud"])
def test_a_new_display_name_waits_for_review(graph: Graph, name: str) -> None:
    assert graph("POST", f"/v23.0/{graph.id(name)}", {"new_display_name": "New"}).json == {"success": True}
    assert graph.fields(name, "new_name_status")["new_name_status"] == "PENDING_REVIEW"


def test_the_management_budget_can_be_made_small(graph: Graph) -> None:
    from wamigrate.sim.testing import running_simulator

    world = '[options]\ngraph_budget = 2\n[[number]]\nname = "a"\nphone = "+16505550100"'
    with running_simulator(world) as sim:
        small = Graph(sim)
        codes = [small("GET", f"/v23.0/{small.waba('a')}") for _ in range(3)]
        assert [a.status for a in codes] == [200, 200, 400]
        assert codes[2].error["code"] == 80007


def test_a_restart_of_the_deployment_shows_in_the_number(
    sim: Simulator, graph: Graph, onprem: OnPrem
) -> None:
    sim.control.fault("restart", 30, number="main")
    assert graph.fields("main", "status")["status"] == "DISCONNECTED"
