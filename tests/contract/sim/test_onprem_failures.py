"""What a deployment accepts and cannot deliver: the failure comes by webhook, with On-Premises' code."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.sim.http import OnPrem, Receiver
from wamigrate.core.payload import JsonObject
from wamigrate.sim.testing import Simulator

ADA = "16505551234"
ANN: JsonObject = {"type": "text", "text": "Ann"}
TRACK: JsonObject = {"type": "button", "sub_type": "url", "index": "1", "parameters": [ANN]}


def body(*values: str) -> JsonObject:
    return {"type": "body", "parameters": [{"type": "text", "text": value} for value in values]}


def header(kind: str) -> JsonObject:
    return {"type": "header", "parameters": [{"type": kind, kind: {"link": "https://x.example/a"}}]}


UNFIT = [
    (2000, "order_ready", [body("Ann")]),
    (2001, "no_such", []),
    (2005, "order_ready", [body("Ann", "x" * 1024), TRACK]),
    (2006, "order_ready", [body("Ann", "two\nlines"), TRACK]),
    (2009, "order_ready", [body("Ann", "7")]),
    (2009, "appointment", [body("Monday")]),
    (2012, "appointment", [body("Monday"), header("video")]),
    (2061, "spring_sale", []),
]


def failure(told: Receiver) -> int:
    (status,) = told.wait_for(1)[0]["statuses"]
    assert status["status"] == "failed"
    return int(status["errors"][0]["code"])


def template(name: str, components: list[JsonObject]) -> JsonObject:
    language = {"policy": "deterministic", "code": "en_US"}
    return {
        "to": ADA,
        "type": "template",
        "template": {"name": name, "language": language, "components": components},
    }


@pytest.mark.parametrize(("code", "name", "components"), UNFIT)
def test_a_template_that_does_not_fit_fails_later(
    code: int, name: str, components: list[JsonObject], onprem: OnPrem, told: Receiver
) -> None:
    assert onprem("POST", "/v1/messages", template(name, components)).status == 201
    assert failure(told) == code


@pytest.mark.parametrize(
    ("name", "components"),
    [
        ("hello_world", []),
        ("order_ready", [body("Ann", "7"), TRACK]),
        ("order_ready", [body("Ann", "7"), {**TRACK, "index": 1}]),
        ("order_ready", [body("Ann", "7"), {k: v for k, v in TRACK.items() if k != "index"}]),
        ("appointment", [{"type": "BODY", "parameters": ANN}, header("image")]),
    ],
)
def test_a_template_that_fits_arrives(
    name: str, components: list[JsonObject], onprem: OnPrem, told: Receiver
) -> None:
    assert onprem("POST", "/v1/messages", template(name, components)).status == 201
    assert told.wait_for(1)[0]["statuses"][0]["status"] in ("delivered", "read")


def test_a_template_can_be_held_for_a_look_at_its_quality(sim: Simulator, onprem: OnPrem) -> None:
    sim.control.fault("held_template", number="main", count=1)
    message = onprem("POST", "/v1/messages", template("hello_world", [])).json["messages"][0]
    assert message["message_status"]
    again = onprem("POST", "/v1/messages", template("hello_world", [])).json["messages"][0]
    assert "message_status" not in again


@pytest.mark.parametrize(
    ("kind", "mime", "size"),
    [
        ("image", "image/gif", 10),
        ("image", "image/jpeg", 5_000_001),
        ("sticker", "image/webp", 100_001),
        ("audio", "audio/ogg", 10),
        ("video", "video/avi", 10),
    ],
)
def test_media_that_cannot_be_shown_fail_later(
    kind: str, mime: str, size: int, onprem: OnPrem, told: Receiver
) -> None:
    uploaded = onprem("POST", "/v1/media", b"x" * size, content_type=mime)
    content: dict[str, Any] = {"id": uploaded.json["media"][0]["id"]}
    assert onprem("POST", "/v1/messages", {"to": ADA, "type": kind, kind: content}).status == 201
    assert failure(told) == 1014


@pytest.mark.parametrize("code", [402, 408, 410, 471, 472, 1026])
def test_a_message_can_fail_with_any_code(code: int, sim: Simulator, onprem: OnPrem, told: Receiver) -> None:
    sim.control.fault("undeliverable", code, number="main", count=1)
    assert onprem("POST", "/v1/messages", {"to": ADA, "text": {"body": "hi"}}).status == 201
    assert failure(told) == code
