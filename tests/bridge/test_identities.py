"""An application that wants to be asked before it writes to a customer with a new key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bridge.places import Application, Bridge
from tests.contract.sim.http import Graph
from tests.harness import wait_for
from wamigrate.core.payload import JsonObject

SETTINGS = "/v1/settings/application"


@pytest.fixture
def asked(bridge: Bridge) -> Iterator[Bridge]:
    """A bridge whose application has the security notifications of one number on."""
    switch(bridge, True)
    yield bridge
    switch(bridge, False)


def switch(bridge: Bridge, on: bool) -> None:
    patch = {"show_security_notifications": on}
    assert bridge.ask("other", "PATCH", SETTINGS, patch).status == 200
    graph = Graph(bridge.sim)

    def is_switched() -> bool:
        shown = graph("GET", f"/v23.0/{graph.id('other')}/settings").json["user_identity_change"]
        return bool(shown["enable_identity_key_check"]) is on

    wait_for(is_switched, "Cloud API to look at keys, or not")


def said(application: Application, customer: str, count: int) -> list[JsonObject]:
    """Messages and notices of a customer, once there are so many."""

    def found() -> list[JsonObject]:
        theirs = [m for m in application.about("messages") if m["from"] == customer]
        return theirs if len(theirs) >= count else []

    return wait_for(found, f"{count} messages of {customer}")


def send(bridge: Bridge, customer: str) -> str:
    return bridge.sent("other", {"to": f"+{customer}", "text": {"body": "hi"}})


def end_of(application: Application, message_id: str, status: str) -> JsonObject:
    return wait_for(
        lambda: [s for s in application.about("statuses") if (s["id"], s["status"]) == (message_id, status)],
        f"the status {status}",
    )[0]


def test_sends_to_a_customer_with_a_new_key_fail_until_the_key_is_acknowledged(
    asked: Bridge, application: Application, customer: str
) -> None:
    path = f"/v1/contacts/{customer}/identity"
    assert asked.ask("other", "GET", path).code == 1006
    asked.meet(customer, "other")
    first = said(application, customer, 1)[0]
    assert first["identity"]["acknowledged"] is True
    shown = asked.ask("other", "GET", path).json["contacts"]
    assert shown == {**first["identity"], "acknowledged": True}
    end_of(application, send(asked, customer), "delivered")

    asked.sim.control.customer_does(customer, "identity")
    notice = said(application, customer, 2)[1]
    assert (notice["type"], notice["system"]["type"]) == ("system", "user_identity_changed")
    new = notice["system"]["identity"]
    assert notice["system"]["user"] == customer
    failed = end_of(application, send(asked, customer), "failed")
    assert failed["errors"][0]["code"] == 480
    shown = asked.ask("other", "GET", path).json["contacts"]
    assert (shown["hash"], shown["acknowledged"]) == (new, False)

    assert asked.ask("other", "PUT", path, {"hash": first["identity"]["hash"]}).code == 1009
    assert asked.ask("other", "PUT", path, {"hash": new}).status == 200
    assert asked.ask("other", "GET", path).json["contacts"]["acknowledged"] is True
    end_of(application, send(asked, customer), "delivered")


def test_a_customer_who_is_first_met_with_a_new_key_is_not_written_to(
    asked: Bridge, application: Application, customer: str
) -> None:
    switch(asked, False)
    asked.meet(customer, "other")
    assert "identity" not in said(application, customer, 1)[0]
    switch(asked, True)
    asked.sim.control.customer_does(customer, "identity")
    said(application, customer, 2)
    got = asked.ask("other", "POST", "/v1/messages", {"to": customer, "text": {"body": "hi"}})
    assert (got.status, got.code) == (400, 1028)


def test_without_the_setting_nobody_is_asked(bridge: Bridge, application: Application, customer: str) -> None:
    bridge.meet(customer, "moved")
    bridge.sim.control.customer_does(customer, "identity")
    got = bridge.ask("moved", "POST", "/v1/messages", {"to": customer, "text": {"body": "hi"}})
    end_of(application, got.json["messages"][0]["id"], "delivered")
