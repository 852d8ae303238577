"""Template messages by what their template is: its state, language and category."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.sim.http import Graph
from tests.contract.sim.messages import HELLO, refused, template, texts

BODY = {"type": "body", "parameters": texts("Ann", "17")}
TRACK = {"type": "button", "sub_type": "url", "index": "1", "parameters": texts("17")}

REFUSED: list[tuple[dict[str, Any], int, int, str]] = [
    (template(name="no_such"), 404, 132001, "template name (no_such) does not exist in en_US"),
    (template(BODY, TRACK, language="de"), 404, 132001, "template name (order_ready) does not exist in de"),
    (
        template({"type": "body", "parameters": texts("Ann")}, TRACK),
        400,
        132000,
        "body: number of localizable_params (1) does not match the expected number of params (2)",
    ),
    (template(BODY), 400, 131008, "buttons: Button at index 1 of type Url requires a parameter"),
    (
        template({"type": "body", "parameters": texts("x")}, name="appointment"),
        400,
        132012,
        "header: Format mismatch, expected IMAGE, received UNKNOWN",
    ),
    (
        template(BODY, {**TRACK, "index": 0}),
        400,
        132018,
        "buttons: Button at index 0 must be of type QuickReply",
    ),
]


@pytest.mark.parametrize(("message", "status", "code", "details"), REFUSED, ids=range(len(REFUSED)))
def test_a_message_that_does_not_fit_its_template_is_refused(
    graph: Graph, message: dict[str, Any], status: int, code: int, details: str
) -> None:
    answer = graph.send("cloud", message)
    assert answer.status == status
    assert refused(answer.error) == (code, details)
    assert answer.error["error_data"]["messaging_product"] == "whatsapp"


def test_a_paused_template_is_not_sent(graph: Graph) -> None:
    answer = graph.send("cloud", template(name="spring_sale"))
    assert (answer.status, answer.error["message"]) == (400, "(#132015) Template is Paused")


def test_what_a_template_lacks_comes_after_what_is_malformed(graph: Graph) -> None:
    message = {"type": "template", "template": {**HELLO, "name": "no_such", "namespace": "n"}}
    assert graph.send("cloud", message).error["code"] == 100
