"""Templates: what may be created, the review, edits and deletions, and what the apps are told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.sim.http import Graph, Receiver
from wamigrate.core.payload import JsonObject
from wamigrate.sim.testing import Simulator, running_simulator

BODY = {"type": "BODY", "text": "Your order was sent today"}
VARIABLES = {
    "type": "body",
    "text": "Hi {{1}}! For a limited time only you can get our {{2}} at half the price",
    "example": {"body_text": [["Mark", "Tuscan tour"]]},
}
NAMED = {
    "type": "BODY",
    "text": "Thank you for your order, {{name}}! We send it to you today",
    "example": {"body_text_named_params": [{"param_name": "name", "example": "Ada"}]},
}
HANDLE = {"header_handle": ["4::aW1hZ2UvanBn:ARYytyb0"]}
URL = {"type": "URL", "text": "Go", "url": "https://example.com/{{1}}", "example": ["summer"]}
QUICK = {"type": "QUICK_REPLY", "text": "Stop"}
OTP = {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE", "text": "Copy"}]}
CARD = {"components": [{"type": "HEADER", "format": "IMAGE", "example": HANDLE}, BODY]}


def create(graph: Graph, components: list[Any], /, **more: Any) -> Any:
    given = {"name": "new_one", "language": "en_US", "category": "MARKETING", "components": components}
    return graph("POST", f"/v23.0/{graph.waba()}/message_templates", {**given, **more})


def buttons(*given: JsonObject) -> JsonObject:
    return {"type": "BUTTONS", "buttons": list(given)}


@pytest.mark.parametrize(
    ("components", "more"),
    [
        ([BODY], {}),
        ([VARIABLES], {"category": "utility"}),
        ([NAMED], {"parameter_format": "named"}),
        ([{"type": "HEADER", "format": "TEXT", "text": "Sale"}, BODY, {"type": "FOOTER", "text": "Bye"}], {}),
        ([{"type": "HEADER", "format": "image", "example": HANDLE}, BODY], {}),
        ([{"type": "HEADER", "format": "LOCATION"}, BODY], {}),
        (
            [
                {
                    "type": "HEADER",
                    "format": "TEXT",
                    "text": "Our {{1}}",
                    "example": {"header_text": ["Sale"]},
                },
                BODY,
            ],
            {},
        ),
        ([BODY, buttons(QUICK, QUICK, URL)], {}),
        ([BODY, buttons({"type": "PHONE_NUMBER", "text": "Call", "phone_number": "16467043595"})], {}),
        ([BODY, buttons({"type": "COPY_CODE", "example": "SAVE"})], {}),
        ([BODY, buttons({"type": "FLOW", "text": "Open", "flow_id": "1", "flow_action": "navigate"})], {}),
        ([BODY, {"type": "CAROUSEL", "cards": [CARD, CARD]}], {}),
        ([BODY, {"type": "LIMITED_TIME_OFFER", "limited_time_offer": {"text": "Hurry"}}], {}),
        (
            [
                {"type": "BODY", "add_security_recommendation": True},
                {"type": "FOOTER", "code_expiration_minutes": 10},
                OTP,
            ],
            {"category": "AUTHENTICATION"},
        ),
    ],
)
def test_documented_templates_are_created(
    graph: Graph, components: list[JsonObject], more: dict[str, str]
) -> None:
    answer = create(graph, components, **more)
    assert answer.status == 200, answer.json
    assert answer.json["status"] == "PENDING"
    shown = graph("GET", f"/v23.0/{answer.json['id']}?fields=components").json["components"]
    assert [c["type"] for c in shown] == [c["type"].upper() for c in components]


@pytest.mark.parametrize(
    ("components", "more", "subcode"),
    [
        ([BODY], {"name": "Has Spaces"}, 2388050),
        ([BODY], {"name": "hello_world"}, 2388024),
        ([BODY], {"category": "NEWS"}, None),
        ([BODY], {"language": "english"}, None),
        ([BODY], {"components": None}, None),
        ([BODY], {"components": "BODY"}, None),
        ([{"type": "MIDDLE", "text": "x"}], {}, None),
        ([{"type": "FOOTER", "text": "x"}], {}, 2388043),
        ([BODY, BODY], {}, 2388040),
        ([{"type": "BODY"}], {}, 2388043),
        ([{"type": "BODY", "text": "x" * 1025}], {}, 2388040),
        ([{**VARIABLES, "example": {"body_text": [["Mark"]]}}], {}, 2388043),
        ([{"type": "BODY", "text": VARIABLES["text"]}], {}, 2388043),
        ([{**VARIABLES, "text": "Now {{2}} comes before the end of the long line"}], {}, 2388072),
        ([VARIABLES], {"parameter_format": "named"}, 2388072),
        ([{**VARIABLES, "text": "{{1}} is first and {{2}} is in the middle of it"}], {}, 2388299),
        ([{**VARIABLES, "text": "The last word here is {{1}} or perhaps {{2}}"}], {}, 2388299),
        ([{**VARIABLES, "text": "Hi {{1}} and {{2}} bye"}], {}, 2388293),
        ([{"type": "HEADER", "format": "IMAGE"}, BODY], {}, 2388043),
        ([{"type": "HEADER", "format": "SMELL"}, BODY], {}, None),
        ([{"type": "HEADER", "format": "TEXT", "text": "x" * 61}, BODY], {}, 2388040),
        ([{"type": "HEADER", "format": "TEXT", "text": "{{1}} {{2}}"}, BODY], {}, 2388047),
        ([BODY, {"type": "FOOTER", "text": "Dear {{1}}"}], {}, 2388073),
        ([BODY, buttons()], {}, 2388043),
        ([BODY, buttons(*[QUICK] * 11)], {}, 2388043),
        ([BODY, buttons({**QUICK, "text": "x" * 26})], {}, 2388040),
        ([BODY, buttons({"type": "DANCE", "text": "x"})], {}, None),
        ([BODY, buttons(QUICK, URL, QUICK)], {}, 2388043),
        ([BODY, buttons({**URL, "example": None})], {}, 2388043),
        ([BODY, buttons({**URL, "url": "ftp://x"})], {}, 2388043),
        ([BODY, buttons(URL, URL, URL)], {}, 2388043),
        ([BODY, buttons({"type": "PHONE_NUMBER", "text": "Call", "phone_number": "call me"})], {}, 2388043),
        ([BODY, buttons({"type": "COPY_CODE"})], {}, 2388043),
        ([BODY, buttons({"type": "FLOW", "text": "Open"})], {}, 2388043),
        ([{"type": "BODY"}], {"category": "AUTHENTICATION"}, 2388043),
        ([{"type": "BODY"}, buttons(QUICK)], {"category": "AUTHENTICATION"}, 2388043),
        ([BODY, {"type": "CAROUSEL", "cards": [CARD]}], {}, 2388043),
        ([BODY, {"type": "LIMITED_TIME_OFFER", "limited_time_offer": {"text": "x" * 17}}], {}, 2388040),
    ],
)
def test_what_does_not_fit_is_refused_with_its_subcode(
    graph: Graph, components: list[JsonObject], more: dict[str, Any], subcode: int | None
) -> None:
    answer = create(graph, components, **more)
    assert (answer.status, answer.error["code"]) == (400, 100)
    assert answer.error.get("error_subcode") == subcode
    if subcode:
        assert answer.error["message"] == "Invalid parameter"
        assert answer.error["is_transient"] is False
        assert answer.error["error_user_title"]


def listen(graph: Graph, hook: Receiver) -> None:
    given = {"object": "whatsapp_business_account", "callback_url": hook.url, "verify_token": "let-me-in"}
    fields = {"fields": "message_template_status_update"}
    graph("POST", f"/v23.0/{graph.app_id}/subscriptions", {**given, **fields}, token=graph.app_token)
    graph("POST", f"/v23.0/{graph.waba()}/subscribed_apps")


def test_the_review_ends_by_the_clock_and_is_told(sim: Simulator, graph: Graph, hook: Receiver) -> None:
    listen(graph, hook)
    created = create(graph, [BODY]).json["id"]
    sim.control.advance(3.5)
    entry = hook.wait_for(1)[0]["entry"][0]
    value = entry["changes"][0]["value"]
    assert isinstance(entry["time"], int)
    assert value == {
        "event": "APPROVED",
        "message_template_id": int(created),
        "message_template_name": "new_one",
        "message_template_language": "en_US",
        "reason": "NONE",
        "message_template_category": "MARKETING",
    }
    assert graph("GET", f"/v23.0/{created}?fields=status").json["status"] == "APPROVED"


def test_an_edit_is_reviewed_again_and_keeps_the_category_of_an_approved_template(
    sim: Simulator, graph: Graph
) -> None:
    created = create(graph, [BODY]).json["id"]
    sim.control.advance(3.5)
    assert graph("POST", f"/v19.0/{created}", {"components": [VARIABLES]}).json == {"success": True}
    assert graph("GET", f"/v23.0/{created}?fields=status").json["status"] == "PENDING"
    sim.control.advance(3.5)
    refused = graph("POST", f"/v23.0/{created}", {"category": "UTILITY"})
    assert refused.error["error_subcode"] == 2388039
    assert graph("POST", f"/v23.0/{created}", {}).error["message"] == "(#100) Invalid parameter"


def test_a_name_is_deleted_in_all_languages_or_in_one(graph: Graph, hook: Receiver) -> None:
    listen(graph, hook)
    first = create(graph, [BODY]).json["id"]
    create(graph, [BODY], language="de")
    path = f"/v23.0/{graph.waba()}/message_templates"
    assert graph("DELETE", f"{path}?name=new_one&hsm_id={first}").json == {"success": True}
    left = graph("GET", f"{path}?name=new_one").json["data"]
    assert [t["language"] for t in left] == ["de"]
    assert graph("DELETE", f"{path}?name=new_one").json == {"success": True}
    gone = graph("DELETE", f"{path}?name=new_one").error
    assert (gone["error_user_title"], gone["error_user_msg"]) == (
        "Message Template Not Found",
        "The message template new_one wasn't found for this account.",
    )
    events = [b["entry"][0]["changes"][0]["value"]["event"] for b in hook.wait_for(2)]
    assert events == ["PENDING_DELETION"] * 2


def test_reviews_can_reject_never_end_and_edits_can_be_rationed() -> None:
    world = '[options]\n{}\n[[number]]\nname = "a"\nphone = "+16505550100"'
    with running_simulator(world.format('template_review_delay = 0\ntemplates_reviewed = "REJECTED"')) as sim:
        graph = Graph(sim)
        created = create_in(graph)
        shown = graph("GET", f"/v23.0/{created}?fields=status,rejected_reason").json
        assert (shown["status"], shown["rejected_reason"]) == ("REJECTED", "INVALID_FORMAT")
    with running_simulator(world.format("template_review_delay = -1\ntemplate_edit_limits = true")) as sim:
        graph = Graph(sim)
        created = create_in(graph)
        sim.control.advance(86400)
        refused = graph("POST", f"/v23.0/{created}", {"components": [VARIABLES]})
        assert refused.error["error_subcode"] == 2388039


def create_in(graph: Graph) -> str:
    given = {"name": "new_one", "language": "en_US", "category": "MARKETING", "components": [BODY]}
    waba = graph.waba("a")
    return str(graph("POST", f"/v23.0/{waba}/message_templates", given).json["id"])


def test_template_analytics_has_a_row_for_each_day_even_without_traffic(graph: Graph) -> None:
    waba = graph.waba()
    template = graph("GET", f"/v23.0/{waba}/message_templates?name=hello_world").json["data"][0]["id"]
    asked = f"start=1767225600&end=1767311999&granularity=DAILY&template_ids={template}"
    path = f"/v24.0/{waba}/template_analytics?{asked}"
    found = graph("GET", path + "&metric_types=SENT,COST").json
    (item,) = found["data"]
    assert (item["granularity"], item["product_type"]) == ("DAILY", "cloud_api")
    assert [p["start"] for p in item["data_points"]] == [1767225600, 1767312000]
    assert item["data_points"][0] == {
        "template_id": template,
        "start": 1767225600,
        "end": 1767312000,
        "sent": 0,
        "cost": [
            {"type": "amount_spent"},
            {"type": "cost_per_delivered"},
            {"type": "cost_per_url_button_click"},
        ],
    }
    assert found["paging"]["cursors"] == {"before": "MAZDZD", "after": "MjQZD"}
    beyond = graph("GET", path + "&after=MjQZD").json
    assert beyond["data"] == [{"granularity": "DAILY", "product_type": "cloud_api"}]
    assert beyond["paging"]["cursors"] == {"before": "MjUZD", "after": "NDkZD"}
    assert beyond["paging"]["previous"].endswith("&limit=25&before=MjUZD")
