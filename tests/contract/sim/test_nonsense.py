"""Whatever a client sends gets an answer that its API could give: never a crash, never silence."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.contract.sim.http import Graph, OnPrem, call
from wamigrate.sim.control.routes import ROUTES, Route
from wamigrate.sim.testing import Simulator

WORDS = [
    "to",
    "type",
    "text",
    "body",
    "template",
    "name",
    "language",
    "code",
    "policy",
    "components",
    "parameters",
    "index",
    "sub_type",
    "image",
    "id",
    "link",
    "caption",
    "interactive",
    "action",
    "buttons",
    "reply",
    "title",
    "sections",
    "rows",
    "header",
    "footer",
    "contacts",
    "location",
    "latitude",
    "context",
    "message_id",
    "status",
    "recipient_type",
    "hsm",
    "messaging_product",
    "button",
    "list",
    "quick_reply",
    "flow",
    "url",
]


def nonsense(dice: random.Random, depth: int = 0) -> Any:
    kind = dice.randrange(4 if depth > 3 else 7)
    if kind < 4:
        return dice.choice([None, True, -1, 2.5, "", " ", "x" * 40, *WORDS])
    if kind == 4:
        return [nonsense(dice, depth + 1) for _ in range(dice.randrange(4))]
    return {dice.choice(WORDS): nonsense(dice, depth + 1) for _ in range(dice.randrange(6))}


def message(dice: random.Random) -> dict[str, Any]:
    kind = dice.choice(
        ["text", "template", "interactive", "image", "contacts", "location", "hsm", "reaction"]
    )
    content = nonsense(dice)
    if dice.random() < 0.7 and isinstance(content, dict):
        content["type"] = dice.choice(["list", "button", "product_list", "cta_url"])
        content["action"] = nonsense(dice)
    return {"messaging_product": "whatsapp", "to": "16505551234", "type": kind, kind: content}


def test_messages_of_nonsense(sim: Simulator, graph: Graph, onprem: OnPrem) -> None:
    dice = random.Random(20260105)
    for _ in range(150):
        body = message(dice)
        cloud = graph.send("cloud", body)
        assert cloud.status == 200 or cloud.error["code"] not in (None, 1), body
        local = onprem("POST", "/v1/messages", body)
        assert local.status == 201 or local.json["errors"][0]["code"] != 1014, body


def test_settings_and_management_calls_of_nonsense(sim: Simulator, graph: Graph, onprem: OnPrem) -> None:
    dice = random.Random(7)
    number, waba = f"/v23.0/{graph.id('cloud')}", f"/v23.0/{graph.waba()}"
    local = (
        "/v1/settings/application",
        "/v1/settings/business/profile",
        "/v1/contacts",
        "/v1/account/shards",
    )
    for _ in range(40):
        body = nonsense(dice) if dice.random() < 0.3 else {dice.choice(WORDS): nonsense(dice)}
        for path in (
            "",
            "/settings",
            "/whatsapp_business_profile",
            "/register",
            "/request_code",
            "/verify_code",
        ):
            answer = graph("POST", number + path, body)
            assert answer.status == 200 or answer.error["code"] != 1, (path, body)
        answer = graph("POST", f"{waba}/message_templates", body)
        assert answer.status == 200 or answer.error["code"] != 1, body
        for path in local:
            refused = onprem("PATCH" if path.endswith("application") else "POST", path, body)
            assert refused.status < 300 or refused.json["errors"][0]["code"] != 1014, (path, body)


# Latin-1 where UTF-8 belongs, a lone surrogate, too deep a nest.
UNREADABLE = (b'{"to": "caf\xe9"}', b'{"to": "\\ud800"}', b"[" * 5000)


@pytest.mark.parametrize("body", UNREADABLE)
def test_letters_and_nests_that_are_no_json_are_no_crash(onprem: OnPrem, graph: Graph, body: bytes) -> None:
    for path in ("/v1/messages", "/v1/contacts", "/v1/settings/account/two-step"):
        refused = onprem("POST", path, body)
        assert (refused.status, refused.json["errors"][0]["code"]) == (400, 1025)
    number, waba = graph.id("cloud"), graph.waba()
    asked = f"/v23.0/{waba}/phone_numbers?filtering=" + "%5B" * 5000
    assert graph("POST", f"/v23.0/{number}/messages", body).status == 400
    assert graph("GET", asked).status == 400


NASTY: tuple[Any, ...] = (
    b"",
    b"null",
    b"[]",
    b'"x"',
    b"{",
    b"\xff\xfe",
    b'{"type": "caf\xe9"}',
    b"[" * 5000,
    {"kind": []},
    {"kind": "latency", "value": [2, 1]},
    {"kind": "latency", "value": [1]},
    {"kind": "error", "value": {"code": "x"}},
    {"kind": "latency", "count": 1.5},
    {"kind": "latency", "number": ["main"]},
    {"to": ["main"], "text": {"body": "x"}},
    {"to": "main", "type": ["text"]},
    {"to": "main", "type": "text", "text": "x"},
    {"to": "main", "type": "order", "order": {"product_items": {}}},
    {"id": None},
    {"id": "x", "type": "edit"},
    {"phone": "+" * 100},
    {"number": "main", "blocked": "perhaps"},
    {"advance_s": 1e400},
    {"set": "9999-99-99"},
    {"set": -1e300, "frozen": True},
    {"wamigrate_world": 1},
    {"wamigrate_world": 1, "objects": {"1": {"@": "number.PhoneNumber"}}, "parts": {}, "clock": {}},
    {"pin": 5, "deleted": "no"},
    {"name": "\x00", "offline": None},
)


@pytest.mark.parametrize(
    "route", [r for r in ROUTES if r.method != "GET"], ids=lambda r: f"{r.method} {r.path}"
)
def test_the_control_api_answers_nonsense_with_a_reason(sim: Simulator, route: Route) -> None:
    url = sim.ready["control"]["url"]
    for body in NASTY:
        path = route.path.format(name="main", phone="16505551234", id="f0")
        answer = call(url, route.method, path, body)
        assert answer.status < 500, (body, answer.body)
        assert answer.status == 200 or answer.json["error"]
    for phone in ("x", "%00", "1", "9" * 40, "../numbers"):
        assert call(url, "GET", f"/customers/{phone}/messages").status in (200, 404)
    assert len(sim.control.numbers()) == 7
