"""The small edges of numbers, accounts and businesses: each documented call, and how each is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.sim.http import Graph
from wamigrate.core.payload import JsonObject
from wamigrate.sim.testing import Simulator

BUSINESS = "700000000000001"
PEM = "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n"
PERSON = {"name": "C. P.", "email": "c@example.com", "mobile_number": "+913854559033"}
COMPLIANCE = {
    "messaging_product": "whatsapp",
    "entity_name": "Flower Shop Ltd",
    "entity_type": "PARTNERSHIP",
    "is_registered": True,
    "grievance_officer_details": PERSON,
    "customer_care_details": {"email": "care@example.com"},
}
SCHEDULE = {"name": "Day", "schedule_type": "BUSINESS_HOURS", "start_time": "09:00", "end_time": "17:00"}
FLOW = {"name": "survey", "categories": ["SURVEY"]}
GROUP = {"messaging_product": "whatsapp", "subject": "Shoppers"}
CALL = {
    "messaging_product": "whatsapp",
    "to": "14085551234",
    "action": "connect",
    "session": {"sdp_type": "offer", "sdp": "v=0"},
}
COMMANDS = [{"command_name": "help", "command_description": "Gives help"}]


def path(graph: Graph, text: str) -> str:
    number, waba = graph.id("cloud"), graph.waba()
    return "/v23.0/" + text.format(number=number, waba=waba, business=BUSINESS, app=graph.app_id)


ACCEPTED: list[tuple[str, str, Any]] = [
    ("POST", "{number}/whatsapp_commerce_settings?is_cart_enabled=false&is_catalog_visible=true", None),
    ("POST", "{number}/whatsapp_business_encryption", {"business_public_key": PEM}),
    ("POST", "{number}/official_business_account", {"action": "SUBMIT_APPLICATION"}),
    ("POST", "{number}/business_compliance_info", COMPLIANCE),
    ("POST", "{number}/conversational_automation", {"prompts": ["Plan"], "commands": COMMANDS}),
    ("POST", "{number}/message_qrdls", {"prefilled_message": "Hi", "generate_qr_image": "SVG"}),
    ("POST", "{number}/username", {"username": "flower.shop"}),
    ("POST", "{number}/groups", GROUP),
    ("POST", "{number}/calls", CALL),
    ("GET", "{number}/call_permissions?user_wa_id=14085551234", None),
    ("POST", "{number}/settings", {"calling": {"status": "ENABLED", "video": {"status": "ENABLED"}}}),
    ("POST", "{number}/settings", {"user_identity_change": {"enable_identity_key_check": True}}),
    ("POST", "{number}/settings", {"payload_encryption": {"status": "DISABLED"}}),
    ("POST", "{number}", {"new_display_name": "Another Name"}),
    ("POST", "{number}/", {"search_visibility": "VISIBLE"}),
    ("GET", "{waba}/assigned_users?business=" + BUSINESS, None),
    ("POST", "{waba}/assigned_users?user=123456&tasks=['MANAGE']".replace("'", "%22"), None),
    ("DELETE", "{waba}/assigned_users?user=123456", None),
    ("POST", "{waba}/schedules", SCHEDULE),
    ("POST", "{waba}/flows", FLOW),
    ("POST", "{waba}", {"name": "New Name", "timezone_id": "2"}),
    ("POST", "{waba}?is_enabled_for_insights=true", None),
    ("GET", "{business}?fields=id,name,timezone_id", None),
    ("GET", "{business}/owned_whatsapp_business_accounts", None),
    ("GET", "me/assigned_whatsapp_business_accounts", None),
]


@pytest.mark.parametrize(("method", "where", "body"), ACCEPTED, ids=lambda v: str(v)[:60])
def test_each_documented_call_is_accepted(graph: Graph, method: str, where: str, body: Any) -> None:
    answer = graph(method, path(graph, where), body)
    assert answer.status == 200, answer.json


REFUSED: list[tuple[str, str, JsonObject, str]] = [
    ("POST", "{number}/whatsapp_commerce_settings", {}, "(#100) Invalid parameter"),
    ("POST", "{number}/whatsapp_commerce_settings", {"is_cart_enabled": "maybe"}, "must be a boolean."),
    ("POST", "{number}/whatsapp_business_encryption", {}, "business_public_key is required."),
    ("POST", "{number}/whatsapp_business_encryption", {"business_public_key": "x"}, "Invalid parameter"),
    ("POST", "{number}/official_business_account", {"action": "ASK"}, "Param action must be one of"),
    ("POST", "{number}/official_business_account", {"action": "WITHDRAW_APPLICATION"}, "Invalid"),
    ("POST", "{number}/business_compliance_info", {**COMPLIANCE, "entity_type": "CLUB"}, "entity_type"),
    ("POST", "{number}/business_compliance_info", {**COMPLIANCE, "messaging_product": "x"}, "WHATSAPP"),
    ("POST", "{number}/conversational_automation", {"prompts": ["x" * 81]}, "at most 80 characters"),
    ("POST", "{number}/conversational_automation", {"commands": [{}]}, "command_name'] is required."),
    ("POST", "{number}/message_qrdls", {}, "prefilled_message is required."),
    ("POST", "{number}/message_qrdls", {"prefilled_message": "x" * 141}, "at most 140 characters"),
    ("POST", "{number}/message_qrdls", {"prefilled_message": "x", "code": "NONE"}, "Invalid parameter"),
    ("GET", "{number}/message_qrdls/NONE", {}, "Unsupported get request."),
    ("POST", "{number}/message_qrdls/NONE", {"prefilled_message": "x"}, "Unsupported post request."),
    ("POST", "{number}/username", {"username": "A B"}, "Invalid parameter"),
    ("POST", "{number}/groups", {"messaging_product": "whatsapp"}, "subject is required."),
    ("POST", "{number}/groups", {**GROUP, "subject": "x" * 129}, "at most 128 characters"),
    ("POST", "{number}/calls", {**CALL, "action": "sing"}, "Param action must be one of"),
    ("POST", "{number}/calls", {**CALL, "action": "terminate"}, "call_id is required."),
    ("GET", "{number}/call_permissions", {}, "user_wa_id is required."),
    ("POST", "{number}/settings", {}, "(#100) Invalid parameter"),
    ("POST", "{number}/settings", {"user_identity_change": {"enabled": True}}, 'Unexpected key "enabled"'),
    ("POST", "{number}/settings", {"calling": {"status": "MAYBE"}}, "must be one of {ENABLED, DISABLED}"),
    ("POST", "{number}/settings", {"calling": {"speed": 1}}, 'Unexpected key "speed" on param "calling".'),
    ("POST", "{number}", {}, "(#100) Invalid parameter"),
    ("POST", "{number}", {"new_display_name": "x"}, "at least 2 characters"),
    (
        "POST",
        "{number}",
        {"webhook_configuration": {"verify_token": "x"}},
        "override_callback_uri'] is required.",
    ),
    ("POST", "{number}", {"connection_status": "LOST"}, "Param connection_status must be one of"),
    ("GET", "{waba}/assigned_users", {}, "business is required."),
    ("POST", "{waba}/assigned_users", {"user": "1", "tasks": ["SLEEP"]}, "Param tasks[0] must be one of"),
    ("POST", "{waba}/schedules", {**SCHEDULE, "schedule_type": "X"}, "schedule_type must be one of"),
    ("POST", "{waba}/flows", {"name": "x"}, "categories is required."),
    ("POST", "{waba}/flows", {**FLOW, "categories": ["X"]}, "Param categories[0] must be one of"),
    ("POST", "{waba}", {}, "(#100) Invalid parameter"),
    ("POST", "{waba}/phone_numbers", {"cc": "1", "verified_name": "Shop"}, "phone_number is required."),
    ("POST", "{waba}/phone_numbers", {"phone_number": "16505550100", "verified_name": "Shop"}, "Invalid"),
    ("GET", "{waba}/obo_mobility_intent", {}, "nonexisting field (obo_mobility_intent)"),
    ("GET", "{business}/no_such_edge", {}, "nonexisting field (no_such_edge) on node type (Business)"),
    ("GET", "{number}/no_such/thing", {}, "Unknown path components: /"),
]


@pytest.mark.parametrize(("method", "where", "body", "words"), REFUSED, ids=lambda v: str(v)[:60])
def test_each_is_refused_in_graphs_words(
    graph: Graph, method: str, where: str, body: JsonObject, words: str
) -> None:
    answer = graph(method, path(graph, where), body if method == "POST" else None)
    assert (answer.status, answer.error["code"] in (100, 2500)) == (400, True)
    assert words in answer.error["message"]


def test_what_was_set_is_shown(graph: Graph) -> None:
    for method, where, body in ACCEPTED[:7]:
        graph(method, path(graph, where), body)
    shown = {name: graph("GET", path(graph, f"{{number}}/{name}")).json for name in SHOWN}
    assert shown["whatsapp_commerce_settings"]["data"] == [
        {"is_cart_enabled": False, "is_catalog_visible": True, "id": graph.id("cloud")}
    ]
    key = shown["whatsapp_business_encryption"]["data"][0]
    assert key == {"business_public_key": PEM, "business_public_key_signature_status": "VALID"}
    assert shown["official_business_account"]["oba_status"] == "PENDING"
    assert shown["business_compliance_info"]["data"][0]["entity_name"] == "Flower Shop Ltd"
    assert graph.fields("cloud", "conversational_automation")["conversational_automation"]["prompts"] == [
        "Plan"
    ]
    assert shown["message_qrdls"]["data"][0]["deep_link_url"].startswith("https://wa.me/message/")
    assert shown["username"] == {"username": "flower.shop", "status": "approved"}


SHOWN = (
    "whatsapp_commerce_settings",
    "whatsapp_business_encryption",
    "official_business_account",
    "business_compliance_info",
    "message_qrdls",
    "username",
)


def test_a_new_number_is_pending_until_it_is_verified_and_registered(sim: Simulator, graph: Graph) -> None:
    given = {"cc": "1", "phone_number": "650-555-0999", "verified_name": "Third Shop"}
    number = graph("POST", path(graph, "{waba}/phone_numbers"), given).json["id"]
    fields = "status,platform_type,code_verification_status,verified_name,display_phone_number"
    assert graph("GET", f"/v23.0/{number}?fields={fields}").json == {
        "status": "PENDING",
        "platform_type": "NOT_APPLICABLE",
        "code_verification_status": "NOT_VERIFIED",
        "verified_name": "Third Shop",
        "display_phone_number": "+1 650-555-0999",
        "id": number,
    }
    again = graph("POST", path(graph, "{waba}/phone_numbers"), given)
    assert again.error["error_subcode"] == 2388012
    body = {"messaging_product": "whatsapp", "pin": "482913"}
    assert graph("POST", f"/v23.0/{number}/register", body).error["code"] == 133006
    listed = graph("GET", path(graph, "{waba}/phone_numbers?fields=id")).json["data"]
    assert listed[0]["id"] == number


def test_what_was_made_through_graph_is_part_of_a_saved_world(sim: Simulator, graph: Graph) -> None:
    number = graph("POST", path(graph, "{waba}/phone_numbers"), NEW_NUMBER).json["id"]
    flow = graph("POST", path(graph, "{waba}/flows"), FLOW).json["id"]
    graph("POST", path(graph, "{waba}/schedules"), SCHEDULE)
    graph("POST", path(graph, "{number}/groups"), GROUP)
    graph("POST", path(graph, "{number}/message_qrdls"), {"prefilled_message": "Hi"})
    started = path(graph, "{app}/uploads?file_length=2&file_type=image/png")
    upload = graph("POST", started).json["id"]
    reads = ("{waba}/phone_numbers", "{waba}/flows", "{waba}/schedules", "{number}/groups")
    asked = [path(graph, r) for r in (*reads, "{number}/message_qrdls", upload, flow, number)]
    before = [graph("GET", a).json for a in asked]
    saved = sim.control.call("GET", "/state")
    sim.control.reset()
    assert graph("GET", f"/v23.0/{number}").status == 400
    sim.control.call("POST", "/state", saved)
    assert [graph("GET", a).json for a in asked] == before


NEW_NUMBER = {"cc": "1", "phone_number": "650-555-0999", "verified_name": "Third Shop"}
