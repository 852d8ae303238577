"""Sends whose answer is lost: the customer gets them, and the application hears of them under one ID."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bridge.conftest import WORLD
from tests.bridge.places import Application, Bridge, free_port, open_bridge, receiving
from tests.harness import wait_for
from tests.postgres import postgres
from wamigrate.sim.testing import running_simulator

CALL_LIMIT = 1.0


@pytest.fixture(scope="module")
def application() -> Iterator[Application]:
    with receiving() as application:
        yield application


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bridge(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, application: Application
) -> Iterator[Bridge]:
    """Two processes that wait for no answer for long."""
    port, folder = free_port(), tmp_path_factory.mktemp("lost") / "site"
    url = postgres().new_database() if request.param == "postgresql" else None
    with (
        running_simulator(WORLD.format(port=port)) as sim,
        open_bridge(
            folder,
            sim,
            "main",
            "moved",
            application=application,
            port=port,
            workers=2,
            store_url=url,
            timing={"call_limit": CALL_LIMIT},
        ) as bridge,
    ):
        yield bridge


def send(bridge: Bridge, number: str, customer: str, text: str) -> str:
    got = bridge.ask(number, "POST", "/v1/messages", {"to": customer, "text": {"body": text}})
    assert got.status == 201, got
    return str(got.json["messages"][0]["id"])


def heard(application: Application, customer: str) -> list[tuple[str, str]]:
    """The statuses of what a customer was sent: ID and status."""
    found = [s for s in application.about("statuses") if s["message"]["recipient_id"] == customer]
    return [(s["id"], s["status"]) for s in found]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        pytest.param("lost_after", None, id="the answer is lost before the status comes"),
        pytest.param("slow_body", CALL_LIMIT * 3, id="the status comes before the answer is lost"),
    ],
)
@pytest.mark.parametrize("n", range(3))
def test_the_application_hears_of_a_lost_send_only_under_the_id_that_it_was_given(
    bridge: Bridge, application: Application, customer: str, n: int, kind: str, value: object
) -> None:
    bridge.meet(customer, "moved")
    bridge.sim.control.fault(kind, value, api="graph", number="moved", path="/messages", count=1)
    message_id = send(bridge, "moved", customer, "once")
    wait_for(lambda: (message_id, "delivered") in heard(application, customer), "the first status")
    bridge.sim.control.customer_does(customer, "read")
    wait_for(lambda: (message_id, "read") in heard(application, customer), "the last status")
    assert {one for one, _ in heard(application, customer)} == {message_id}
    assert len(bridge.sim.control.inbox(customer)) == 1
