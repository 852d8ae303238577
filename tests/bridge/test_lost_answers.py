"""Sends whose answer is lost: the customer gets them, and the application hears of them under one ID."""

from __future__ import annotations

import asyncio
import http.client
import json
import re
from collections.abc import Iterator

import pytest

from tests.bridge.conftest import WORLD
from tests.bridge.places import Application, Bridge, free_port, open_bridge, receiving
from tests.harness import wait_for
from tests.postgres import postgres
from wamigrate.sim.testing import running_simulator
from wamigrate.store.hot import counters
from wamigrate.store.hot.opening import open_hot

CALL_LIMIT = 1.0
WAIT = 5.0
"""Seconds until a lost send is decided; longer than any status takes."""


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
            lines=f"[hold]\nunknown_wait = {WAIT}",
        ) as bridge,
    ):
        yield bridge


def send(bridge: Bridge, number: str, customer: str, text: str) -> str:
    return bridge.sent(number, {"to": customer, "text": {"body": text}})


class OneProcess:
    """One connection, and so one process: whoever sends without waiting may pass another one."""

    def __init__(self, bridge: Bridge) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", bridge.port, timeout=30)
        self._token = bridge.token("main")

    def close(self) -> None:
        self._connection.close()

    def send(self, customer: str, text: str, token: str | None = None) -> tuple[int, str]:
        """Status, and the ID or the code."""
        body = json.dumps({"to": customer, "text": {"body": text}})
        headers = {"authorization": f"Bearer {token or self._token}", "content-type": "application/json"}
        self._connection.request("POST", "/main/v1/messages", body, headers)
        response = self._connection.getresponse()
        answer = json.loads(response.read())
        taken = response.status == 201
        return response.status, str(answer["messages"][0]["id"] if taken else answer["errors"][0]["code"])


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


def test_a_lost_send_is_not_sent_again_when_its_time_is_over(
    bridge: Bridge, application: Application, customer: str
) -> None:
    bridge.meet(customer, "moved")
    bridge.sim.control.fault("lost_before", api="graph", number="moved", path="/messages", count=1)
    message = {"to": customer, "text": {"body": "for now"}, "ttl": int(WAIT / 2)}
    message_id = bridge.sent("moved", message)
    wait_for(lambda: (message_id, "failed") in heard(application, customer), "the last status")
    assert bridge.sim.control.inbox(customer) == []


def texts(bridge: Bridge, customer: str) -> list[str]:
    return [message["text"]["body"] for message in bridge.sim.control.inbox(customer)]


def counts(bridge: Bridge) -> dict[str, int]:
    number = str(bridge.sim.number("main")["phone_number_id"])

    async def read() -> dict[str, int]:
        async with open_hot(bridge.site.store_url) as hot:
            return dict(await hot.read(counters.read, number))

    return asyncio.run(read())


def minted(message_id: str) -> bool:
    """Whether the bridge made the ID."""
    return re.fullmatch("gBEG[0-9A-F]{22}", message_id) is not None


def test_a_relay_that_was_lost_is_kept_and_only_its_customer_waits(bridge: Bridge, customer: str) -> None:
    other = f"{customer}9"
    for one in (customer, other):
        bridge.meet(one, "main")
    before = counts(bridge)
    bridge.token("main")
    bridge.sim.control.fault("lost_before", api="onprem", path="/v1/messages", number="main", count=1)
    process = OneProcess(bridge)
    given = [
        process.send(*told)[1] for told in ((customer, "lost"), (customer, "behind"), (other, "relayed"))
    ]
    assert [minted(one) for one in given] == [True, True, False]
    assert process.send(customer, "whose?", token="made.up.here") == (503, "1016")
    process.close()
    assert bridge.customer_got(other, 1)
    assert texts(bridge, customer) == []
    bridge.customer_got(customer, 2)
    assert texts(bridge, customer) == ["lost", "behind"]
    after = counts(bridge)
    assert [after[name] - before[name] for name in ("unknown", "resent", "parked")] == [1, 1, 0]


def test_what_on_premises_took_without_an_answer_may_come_twice_and_is_counted(
    bridge: Bridge, customer: str
) -> None:
    bridge.meet(customer, "main")
    before = counts(bridge)["resent"]
    bridge.token("main")
    bridge.sim.control.fault("lost_after", api="onprem", path="/v1/messages", number="main", count=1)
    send(bridge, "main", customer, "twice")
    bridge.customer_got(customer, 2)
    assert texts(bridge, customer) == ["twice", "twice"]
    assert counts(bridge)["resent"] == before + 1
    seen = f'wamigrate_bridge_kept_messages{{number="main",outcome="resent"}} {before + 1:.1f}'
    wait_for(lambda: seen in bridge.call("GET", "/bridge/metrics").body.decode(), "the metric")


def test_nobody_is_answered_in_on_premises_place_whom_it_never_let_in(bridge: Bridge, customer: str) -> None:
    bridge.meet(customer, "main")
    bridge.token("main")
    bridge.sim.control.fault("lost_before", api="onprem", path="/v1/messages", number="main", count=2)
    message = {"to": customer, "text": {"body": "mine"}}
    token = {"authorization": "Bearer made.up.here"}
    refused = bridge.call("POST", "/main/v1/messages", message, token)
    assert (refused.status, refused.code) == (504, 1014)
    assert minted(send(bridge, "main", customer, "kept"))
    bridge.customer_got(customer, 1)
    assert texts(bridge, customer) == ["kept"]


def test_marking_as_read_is_the_applications_to_repeat(bridge: Bridge) -> None:
    bridge.token("main")
    bridge.sim.control.fault("lost_before", api="onprem", path="/v1/messages", number="main", count=1)
    got = bridge.ask("main", "POST", "/v1/messages", {"status": "read", "message_id": "x"})
    assert (got.status, got.code) == (504, 1014)


def test_what_on_premises_gets_from_the_queue_is_spoken_of_under_the_applications_id(
    bridge: Bridge, application: Application, customer: str
) -> None:
    bridge.meet(customer, "main")
    hook = {"webhooks": {"url": application.url}}
    assert bridge.ask("main", "PATCH", "/v1/settings/application", hook).status == 200
    assert bridge.site.run("bridge", "attach", "main").code == 0
    bridge.sim.control.fault("lost_before", api="onprem", path="/v1/messages", number="main", count=1)
    message_id = send(bridge, "main", customer, "asked")
    theirs = bridge.customer_got(customer, 1)[0]["id"]
    assert theirs != message_id
    wait_for(lambda: (message_id, "delivered") in heard(application, customer), "the first status")
    reply = {"to": "main", "type": "text", "text": {"body": "yes"}, "context": {"message_id": theirs}}
    bridge.sim.control.call("POST", f"/customers/{customer}/messages", reply)
    answer = wait_for(
        lambda: [m for m in application.about("messages") if m["from"] == customer and "context" in m],
        "the reply",
    )[0]
    assert answer["context"]["id"] == message_id
    assert {one for one, _ in heard(application, customer)} == {message_id}
    again = {"to": customer, "text": {"body": "good"}, "context": {"message_id": message_id}}
    assert bridge.ask("main", "POST", "/v1/messages", again).status == 201
    assert bridge.customer_got(customer, 2)[1]["text"] == {"body": "good"}
