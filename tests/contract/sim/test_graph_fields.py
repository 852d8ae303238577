"""Every documented field of number and account, and a node as it was recorded."""

from __future__ import annotations

from tests.contract.sim.http import Graph
from wamigrate.sim.testing import running_simulator

NUMBER_FIELDS = (
    "id,display_phone_number,verified_name,quality_rating,quality_score,code_verification_status,name_status,"
    "new_name_status,certificate,new_certificate,account_mode,status,platform_type,host_platform,throughput,"
    "is_official_business_account,is_pin_enabled,is_on_biz_app,is_preverified_number,messaging_limit_tier,"
    "whatsapp_business_manager_messaging_limit,last_onboarded_time,search_visibility,"
    "eligibility_for_api_business_global_search,webhook_configuration,health_status,conversational_automation,"
    "country_code,country_dial_code,unified_cert_status,username"
)
WABA_FIELDS = (
    "id,name,timezone_id,message_template_namespace,account_review_status,business_verification_status,country,"
    "currency,ownership_type,on_behalf_of_business_info,owner_business_info,primary_funding_id,"
    "purchase_order_number,is_enabled_for_insights,is_shared_with_partners,health_status,"
    "marketing_messages_lite_api_status,primary_business_location,status,phone_numbers,message_templates,"
    "subscribed_apps"
)


def test_every_documented_field_is_known_and_empty_ones_are_left_out(graph: Graph) -> None:
    number = graph.fields("cloud", NUMBER_FIELDS)
    assert (number["throughput"], number["is_pin_enabled"]) == ({"level": "STANDARD"}, True)
    assert None not in number.values()
    assert set(NUMBER_FIELDS.split(",")) - number.keys() == {
        "certificate",
        "new_certificate",
        "conversational_automation",
        "username",
    }
    waba = graph("GET", f"/v23.0/{graph.waba()}?fields={WABA_FIELDS}").json
    assert None not in waba.values()
    assert set(WABA_FIELDS.split(",")) - waba.keys() == {
        "country",
        "primary_funding_id",
        "purchase_order_number",
        "marketing_messages_lite_api_status",
        "primary_business_location",
    }


def test_a_recorded_test_number_answers_as_it_did() -> None:
    world = """
[[number]]
name = "test"
phone = "+15550100200"
pin = "123456"
side = "cloud"
verified_name = "Test Number"
account_mode = "SANDBOX"
name_status = "AVAILABLE_WITHOUT_REVIEW"
code_verification_status = "NOT_VERIFIED"
messaging_limit_tier = "TIER_250"
"""
    fields = (
        "id,is_official_business_account,display_phone_number,verified_name,account_mode,quality_rating,"
        "certificate,code_verification_status,eligibility_for_api_business_global_search,is_pin_enabled,"
        "name_status,new_name_status,status,search_visibility,messaging_limit_tier"
    )
    with running_simulator(world) as sim:
        graph = Graph(sim)
        graph("POST", f"/v19.0/{graph.id('test')}/deregister")
        answer = graph("GET", f"/v19.0/{graph.id('test')}?fields={fields}")
        assert list(answer.json.items()) == [
            ("id", graph.id("test")),
            ("is_official_business_account", False),
            ("display_phone_number", "+1 555-010-0200"),
            ("verified_name", "Test Number"),
            ("account_mode", "SANDBOX"),
            ("quality_rating", "GREEN"),
            ("code_verification_status", "NOT_VERIFIED"),
            ("eligibility_for_api_business_global_search", "NON_ELIGIBLE_VERIFIED_LEVEL"),
            ("is_pin_enabled", True),
            ("name_status", "AVAILABLE_WITHOUT_REVIEW"),
            ("new_name_status", "NONE"),
            ("status", "DISCONNECTED"),
            ("search_visibility", "NON_VISIBLE"),
            ("messaging_limit_tier", "TIER_250"),
        ]
        asked = "analytics.start(1770606000).end(1770692400).granularity(HALF_HOUR)"
        waba = graph("GET", f"/v23.0/{graph.waba('test')}?fields={asked}").json
        assert waba == {"analytics": {"granularity": "HALF_HOUR"}, "id": graph.waba("test")}
