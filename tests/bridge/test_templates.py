"""What the bridge knows of templates repairs messages, and never stops one."""

from __future__ import annotations

from tests.bridge.places import Bridge, Got
from tests.contract.sim.http import Graph
from tests.harness import wait_for
from wamigrate.core.payload import JsonObject

ANN = {"type": "text", "text": "Ann"}


def send(bridge: Bridge, number: str, customer: str, name: str, *parameters: JsonObject) -> Got:
    components = [{"type": "body", "parameters": list(parameters)}]
    language = {"policy": "deterministic", "code": "en_US"}
    template = {"name": name, "language": language, "components": components if parameters else []}
    body = {"to": customer, "type": "template", "template": template}
    return bridge.ask(number, "POST", "/v1/messages", body, {"user-agent": "templates/1"})


def test_a_name_that_the_template_does_not_have_is_taken_away(bridge: Bridge, customer: str) -> None:
    named = {**ANN, "parameter_name": "customer"}

    def is_sent() -> bool:
        return send(bridge, "moved", customer, "order_ready", named).status == 201

    wait_for(is_sent, "the templates to be read")
    assert bridge.customer_got(customer, 1)[0]["template"]["name"] == "order_ready"


def test_a_template_that_is_newer_than_what_was_read_is_sent(bridge: Bridge, customer: str) -> None:
    graph, name = Graph(bridge.sim), f"brand_new_{customer}"
    given = {
        "name": name,
        "language": "en_US",
        "category": "UTILITY",
        "components": [{"type": "BODY", "text": "Your order was sent today"}],
    }
    assert graph("POST", f"/v23.0/{graph.waba('moved')}/message_templates", given).status == 200

    def is_sent() -> bool:
        return send(bridge, "moved", customer, name).status == 201

    wait_for(is_sent, "Meta's review")


def test_what_cloud_api_refuses_of_a_template_has_the_code_of_on_premises(
    bridge: Bridge, customer: str
) -> None:
    got = send(bridge, "moved", customer, "order_ready", ANN, ANN)
    assert (got.status, got.code) == (400, 2000)
    assert send(bridge, "moved", customer, "no_such_template").code == 2001


def test_shadow_mode_sees_templates_that_cloud_api_would_refuse(bridge: Bridge, customer: str) -> None:
    def is_seen() -> bool:
        send(bridge, "main", customer, "no_such_template", ANN)
        found = bridge.site.run("shadow", "main", "--json").document["findings"]
        return ("unknown-template", "templates/1") in [(f["difference"], f["application"]) for f in found]

    wait_for(is_seen, "the finding")
