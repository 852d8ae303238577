"""Whatever a client sends gets an answer that its API could give: never a crash, never silence."""

from __future__ import annotations

import random
from typing import Any

from tests.contract.sim.http import Graph, OnPrem
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
