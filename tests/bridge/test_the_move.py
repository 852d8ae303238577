"""An application that nobody here wrote talks to the bridge while its number moves, and does not notice."""

from __future__ import annotations

import io
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from wabclient import Client

from tests.bridge.conftest import WORLD
from tests.bridge.places import Application, Bridge, free_port, open_bridge, receiving
from tests.harness import wait_for
from wamigrate.sim.testing import running_simulator

CUSTOMERS = [f"1650557{n:04}" for n in range(20)]
PACE = 0.02
"""Seconds between two messages: more than 45 to one customer in a short time meet the pair limit."""
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40


@pytest.fixture(scope="module")
def application() -> Iterator[Application]:
    with receiving() as application:
        yield application


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory, application: Application) -> Iterator[Bridge]:
    """A world of its own, for its number is moved; two processes, as in earnest."""
    port, folder = free_port(), tmp_path_factory.mktemp("move") / "site"
    with (
        running_simulator(WORLD.format(port=port)) as sim,
        open_bridge(folder, sim, "main", application=application, port=port, workers=2) as bridge,
    ):
        yield bridge


class Chatter(threading.Thread):
    """wabclient, sending to one customer after the other until it is told to stop."""

    def __init__(self, client: Any) -> None:
        super().__init__(daemon=True)
        self.client = client
        self.accepted: dict[str, list[str]] = {customer: [] for customer in CUSTOMERS}
        self.ids: set[str] = set()
        self.refused: list[str] = []
        self.stop = threading.Event()

    def run(self) -> None:
        n = 0
        while not self.stop.wait(PACE):
            customer, body = CUSTOMERS[n % len(CUSTOMERS)], f"message {n}"
            n += 1
            try:
                answer = self.client.send_message(customer, body)
            except requests.RequestException as error:
                self.refused.append(f"{body}: {error}")
                continue
            self.accepted[customer].append(body)
            self.ids.add(answer["messages"][0]["id"])

    @property
    def count(self) -> int:
        return sum(len(bodies) for bodies in self.accepted.values())


class Watcher(threading.Thread):
    """wabclient, asking for the health again and again."""

    def __init__(self, client: Any) -> None:
        super().__init__(daemon=True)
        self.client = client
        self.count = 0
        self.refused: list[str] = []
        self.stop = threading.Event()

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                self.client.healthcheck()
                self.count += 1
            except requests.RequestException as error:
                self.refused.append(str(error))


def client(bridge: Bridge) -> Any:
    session = requests.Session()
    session.trust_env = False
    made = Client(f"http://127.0.0.1:{bridge.port}", session=session)
    made.config.login("admin", bridge.sim.onprem("main")["password"])
    return made


def test_a_real_client_sends_before_during_and_after_the_move_and_loses_nothing(
    bridge: Bridge, application: Application
) -> None:
    for customer in CUSTOMERS:
        bridge.meet(customer, "main")
    wab = client(bridge)
    old_media = wab.connection.upload_media(io.BytesIO(PNG), "image/png")
    hook = {"webhooks": {"url": application.url}}
    assert bridge.ask("main", "PATCH", "/v1/settings/application", hook).status == 200
    chatter = Chatter(wab)
    chatter.start()
    wait_for(lambda: chatter.count > 20, "messages before the move")
    moved = bridge.site.run("migrate", "main", "--execute", "--approve")
    assert moved.code == 0, moved.err
    after = chatter.count
    wait_for(lambda: chatter.count > after + 20, "messages after the move")
    chatter.stop.set()
    chatter.join()
    assert chatter.refused == []
    assert bridge.sim.control.number("main")["side"] == "cloud"

    for customer in CUSTOMERS:
        wanted = chatter.accepted[customer]
        inbox = bridge.customer_got(customer, len(wanted))
        # Everything once, and in order.
        assert [message["text"]["body"] for message in inbox] == wanted
    vias = {m["via"] for m in bridge.sim.control.inbox(CUSTOMERS[0])}
    assert vias == {"onprem", "cloud"}

    # A login that was only ever made with On-Premises, an upload that only On-Premises had.
    again = client(bridge)
    length, content = again.download_media(old_media)
    assert (length, content.read()) == (len(PNG), PNG)
    image = {"to": CUSTOMERS[0], "type": "image", "image": {"id": old_media}}
    assert bridge.ask("main", "POST", "/v1/messages", image).status == 201
    assert again.get_address(f"+{CUSTOMERS[0]}") == CUSTOMERS[0]
    assert again.healthcheck()["health"]["gateway_status"] == "connected"
    wait_for(lambda: bridge.sim.control.inbox(CUSTOMERS[0])[-1]["type"] == "image", "the picture to arrive")

    # Whatever the application hears of its messages, it hears under the IDs that it was given.
    known = {s["id"] for s in application.about("statuses")}
    assert known - chatter.ids - {s["id"] for s in application.about("statuses")[-5:]} == set()


def test_a_stop_cuts_no_request_and_a_killed_process_is_replaced(bridge: Bridge) -> None:
    def workers() -> list[int]:
        tasks = Path(f"/proc/{bridge.process.pid}/task").iterdir()
        return [int(pid) for task in tasks for pid in (task / "children").read_text().split()]

    def listening() -> int:
        return bridge.process.err.count('"event":"listening"')

    first = workers()
    assert len(first) == 2
    os.kill(first[0], signal.SIGKILL)
    wait_for(lambda: listening() == 3, "a new process")
    watchers = [Watcher(client(bridge)) for _ in range(8)]
    for watcher in watchers:
        watcher.start()
    wait_for(lambda: all(w.count > 10 for w in watchers), "traffic")
    os.kill(first[1], signal.SIGTERM)
    wait_for(lambda: listening() == 4, "the next process")
    before = [w.count for w in watchers]
    wait_for(lambda: all(w.count > b + 10 for w, b in zip(watchers, before, strict=True)), "more of it")
    for watcher in watchers:
        watcher.stop.set()
        watcher.join()
    assert [w.refused for w in watchers] == [[]] * len(watchers)
