"""Registration where Meta's documents leave room, what it tells the apps, and codes by SMS."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.contract.sim.http import Graph, OnPrem, Receiver
from wamigrate.sim.testing import Simulator, running_simulator

NUMBER = '[[number]]\nname = "main"\nphone = "+16505550100"\npin = "123456"\nregister_seconds = 0\n'


@contextmanager
def world(options: str) -> Iterator[Graph]:
    with running_simulator(f"[options]\n{options}\n{NUMBER}") as sim:
        yield Graph(sim)


def test_a_hasty_guess_is_told_when_the_next_may_be_made() -> None:
    with world("pin_pause = 300") as graph:
        backup = OnPrem(graph.sim).backup()
        assert graph.register("main", "999999", backup).error["code"] == 133005
        hasty = graph.register("main", "123456", backup)
        assert (hasty.status, hasty.error["code"]) == (400, 133009)
        assert "Try again after" in hasty.error["error_data"]["details"]
        graph.sim.control.advance(301)
        assert graph.register("main", "123456", backup).json == {"success": True}


def test_weak_pins_can_be_refused() -> None:
    with world("weak_pins_refused = true") as graph:
        assert graph.register("main", "111111").error["error_data"]["details"] == "The PIN is too simple"


@pytest.mark.parametrize(("version", "status"), [(13, 200), (20, 200), (21, 400), (26, 400)])
def test_a_storage_region_is_taken_up_to_v20(graph: Graph, version: int, status: int) -> None:
    backup = OnPrem(graph.sim).backup()
    given = {"messaging_product": "whatsapp", "pin": "123456", "backup": backup}
    path = f"/v{version}.0/{graph.id('main')}/register"
    answer = graph("POST", path, {**given, "data_localization_region": "de"})
    assert answer.status == status
    stored = graph("GET", f"/v23.0/{graph.id('main')}/settings").json["storage_configuration"]
    assert stored.get("data_localization_region") == ("DE" if status == 200 else None)


def test_a_late_storage_region_can_be_ignored() -> None:
    with world('late_region = "ignored"') as graph:
        answer = graph.register("main", backup=OnPrem(graph.sim).backup(), data_localization_region="DE")
        assert answer.json == {"success": True}
        stored = graph("GET", f"/v23.0/{graph.id('main')}/settings").json["storage_configuration"]
        assert stored == {"status": "DEFAULT"}


@pytest.mark.parametrize("more", [{"tier": "GOLD"}, {"meta_store_retention_minutes": "long"}])
def test_other_parameters_are_looked_at(graph: Graph, more: dict[str, str]) -> None:
    assert graph.register("main", **more).error["code"] == 100
    assert graph.register("cloud", "123456", tier="PROD").json == {"success": True}


def listen(graph: Graph, hook: Receiver, fields: str) -> None:
    given = {"object": "whatsapp_business_account", "callback_url": hook.url, "verify_token": "let-me-in"}
    path = f"/v23.0/{graph.app_id}/subscriptions"
    graph("POST", path, {**given, "fields": fields}, token=graph.app_token)
    graph("POST", f"/v23.0/{graph.waba()}/subscribed_apps")


def test_a_registration_without_the_backup_alerts_to_what_is_lost(
    sim: Simulator, graph: Graph, hook: Receiver
) -> None:
    listen(graph, hook, "account_alerts")
    sim.control.change_number("official", code_verification_status="VERIFIED")
    assert graph.register("official").json == {"success": True}
    values = [b["entry"][0]["changes"][0]["value"] for b in hook.wait_for(2)]
    assert {v["alert_info"]["alert_type"] for v in values} == {"OBA_REJECTED", "PROFILE_PICTURE_LOST"}
    assert {v["entity_id"] for v in values} == {graph.id("official")}


def test_the_first_pin_of_a_number_is_told(sim: Simulator, graph: Graph, hook: Receiver) -> None:
    listen(graph, hook, "security")
    graph.register("open", "908070", OnPrem(sim, "open").backup())
    (body,) = hook.wait_for(1)
    assert body["entry"][0]["changes"][0]["value"] == {
        "display_phone_number": "16505550104",
        "event": "PIN_CHANGED",
    }


CODES: list[tuple[dict[str, Any], str]] = [
    ({"language": "en"}, "(#100) The parameter code_method is required."),
    ({"code_method": "SMS"}, "(#100) The parameter language is required."),
    ({"code_method": "FAX", "language": "en"}, "(#100) Param code_method must be one of {SMS, VOICE}"),
    ({"code_method": "SMS", "language": "English!"}, "(#100) Invalid parameter"),
]


@pytest.mark.parametrize(("given", "words"), CODES)
def test_a_code_needs_a_way_and_a_language(graph: Graph, given: dict[str, Any], words: str) -> None:
    answer = graph("POST", f"/v23.0/{graph.id('main')}/request_code", given)
    assert answer.error["message"].startswith(words)


@pytest.mark.parametrize("language", ["en", "en_US", "de-DE", "fil"])
def test_languages_are_written_in_several_ways(graph: Graph, language: str) -> None:
    given = {"code_method": "voice", "language": language}
    assert graph("POST", f"/v23.0/{graph.id('main')}/request_code", given).json == {"success": True}


def test_five_wrong_codes_use_a_code_up(sim: Simulator, graph: Graph) -> None:
    path = f"/v23.0/{graph.id('main')}"
    graph("POST", f"{path}/request_code?code_method=SMS&language=en")
    code = sim.control.number("main")["otp"]
    wrong = "000000" if code != "000000" else "111111"
    details = [
        graph("POST", f"{path}/verify_code", {"code": c}).error["error_data"]["details"]
        for c in [wrong] * 5 + [code]
    ]
    assert details == ["The code is wrong."] * 5 + ["The code has expired. Request a new one."]


def test_deregistrations_have_a_budget_of_their_own(graph: Graph) -> None:
    path = f"/v23.0/{graph.id('cloud')}/deregister"
    codes = [graph("POST", path).json.get("error", {}).get("code") for _ in range(11)]
    assert codes == [None] + [100] * 9 + [133016]
    assert graph.register("cloud", "123456").error["code"] == 133016
