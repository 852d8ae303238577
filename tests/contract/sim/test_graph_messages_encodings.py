"""One message in every encoding that Graph takes, and bodies that are none."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.contract.sim.http import Answer, Graph
from tests.contract.sim.messages import CUSTOMER, TEXT, list_message, refused

FORM = "application/x-www-form-urlencoded"


def flat(message: dict[str, Any]) -> dict[str, str]:
    """The parameters as a form has them: what is no text is JSON."""
    whole = {"messaging_product": "whatsapp", "to": CUSTOMER, **message}
    return {k: v if isinstance(v, str) else json.dumps(v) for k, v in whole.items()}


def post(graph: Graph, body: Any = None, query: str = "", kind: str | None = None) -> Answer:
    headers = {"content_type": kind} if kind else {}
    return graph("POST", f"/v23.0/{graph.id('cloud')}/messages{query}", body, **headers)


def multipart(fields: dict[str, str]) -> str:
    parts = (f'--b\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items())
    return "".join(parts) + "--b--\r\n"


@pytest.mark.parametrize("message", [TEXT, list_message()], ids=["text", "list"])
def test_every_encoding_sends_the_same(graph: Graph, message: dict[str, Any]) -> None:
    fields = flat(message)
    answers = [
        post(graph, {"messaging_product": "whatsapp", "to": CUSTOMER, **message}),
        post(graph, urlencode(fields), kind=FORM),
        post(graph, multipart(fields), kind="multipart/form-data; boundary=b"),
        post(graph, query=f"?{urlencode(fields)}"),
        post(graph, json.dumps(fields), kind="application/json; charset=utf-8"),
    ]
    assert [a.status for a in answers] == [200] * 5
    assert [a.json["contacts"] for a in answers] == [[{"input": CUSTOMER, "wa_id": CUSTOMER}]] * 5


def test_contacts_may_come_as_text(graph: Graph) -> None:
    cards = [{"name": {"formatted_name": "Ann B", "first_name": "Ann"}}]
    fields = flat({"type": "contacts", "contacts": cards})
    assert post(graph, urlencode(fields), kind=FORM).status == 200
    broken = {**fields, "contacts": "[{"}
    assert refused(post(graph, urlencode(broken), kind=FORM).error) == (
        100,
        "Param contacts must be an array.",
    )


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (None, None),
        ("", "application/json"),
        ("{", "application/json"),
        ("[" * 5000, "application/json"),
        ("[1]", "application/json"),
        (b"\xff\xfe", "application/json"),
        ("nonsense", "text/plain"),
        ("--b\r\nbroken", "multipart/form-data; boundary=b"),
    ],
    ids=range(8),
)
def test_a_body_that_cannot_be_read_lacks_the_product(graph: Graph, body: Any, kind: str | None) -> None:
    answer = post(graph, body, kind=kind)
    assert (answer.status, answer.error["code"]) == (400, 100)
    assert answer.error["message"] == "(#100) The parameter messaging_product is required."
    assert "error_data" not in answer.error


def test_the_number_comes_before_the_product_and_the_product_before_the_rest(graph: Graph) -> None:
    unknown = graph("POST", "/v23.0/123123/messages", {"to": "56789", "type": "jpeg"})
    assert (unknown.status, unknown.error["code"], unknown.error["error_subcode"]) == (400, 100, 33)
    assert unknown.error["type"] == "GraphMethodException"
    wrong = post(graph, {"messaging_product": "telegram", "type": "jpeg"})
    assert refused(wrong.error) == (
        100,
        'Param messaging_product must be one of {WHATSAPP} - got "telegram".',
    )
    assert refused(post(graph, {"messaging_product": "WhatsApp", "type": "jpeg"}).error) == (
        100,
        "The parameter to is required.",
    )


def test_a_number_as_recipient_is_echoed_as_text(graph: Graph) -> None:
    answer = post(graph, {"messaging_product": "whatsapp", "to": int(CUSTOMER), **TEXT})
    assert answer.json["contacts"] == [{"input": CUSTOMER, "wa_id": CUSTOMER}]


def test_unknown_parameters_can_be_ignored_at_the_top_only() -> None:
    from wamigrate.sim.testing import running_simulator

    world = """
    [options]
    strict_top_level = false
    [[number]]
    name = "cloud"
    phone = "+16505550106"
    side = "cloud"
    """
    with running_simulator(world) as sim:
        graph = Graph(sim)
        assert graph.send("cloud", {**TEXT, "ttl": "P1D"}).status == 200
        assert graph.send("cloud", {"type": "text", "text": {"body": "x", "foo": 1}}).error["code"] == 100
