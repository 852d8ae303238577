"""Faults on the wire, over plain HTTP and over TLS, and how they are aimed."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.contract.sim.http import Answer, Graph, OnPrem, call
from wamigrate.sim.testing import Simulator


@pytest.fixture(params=["plain", "tls"])
def read(request: pytest.FixtureRequest, sim: Simulator, graph: Graph) -> Callable[[], Answer]:
    """One read of a number through Graph."""
    headers = {"authorization": f"Bearer {graph.token}"}
    url, ca_file = (
        (graph.url, None) if request.param == "plain" else (sim.graph["tls_url"], sim.graph["ca_file"])
    )
    return lambda: call(url, "GET", f"/v23.0/{graph.id('main')}?fields=id", None, headers, ca_file)


LOST = (http.client.RemoteDisconnected, ConnectionResetError, ssl.SSLEOFError)


@pytest.mark.parametrize("kind", ["lost_before", "lost_after"])
def test_a_connection_closes_without_an_answer(sim: Simulator, read: Callable[[], Answer], kind: str) -> None:
    sim.control.fault(kind, api="graph", count=1)
    with pytest.raises(LOST):
        read()
    assert read().status == 200


def test_a_connection_is_reset(sim: Simulator, read: Callable[[], Answer]) -> None:
    for value in (None, {"after": True}):
        sim.control.fault("reset", value, api="graph", count=1)
        with pytest.raises(ConnectionResetError):
            read()


def test_a_half_closed_connection_ends_for_the_reader(sim: Simulator, read: Callable[[], Answer]) -> None:
    sim.control.fault("half_close", 0.1, api="graph", count=1)
    with pytest.raises(LOST):
        read()


def test_a_body_can_end_too_early_or_come_slowly(sim: Simulator, read: Callable[[], Answer]) -> None:
    whole = read().body
    sim.control.fault("short_body", api="graph", count=1)
    with pytest.raises((http.client.IncompleteRead, ssl.SSLEOFError)):
        read()
    sim.control.fault("slow_body", 0.2, api="graph", count=1)
    started = time.monotonic()
    assert read().body == whole
    assert time.monotonic() - started >= 0.2


def test_a_half_closed_connection_goes_on_reading(sim: Simulator, graph: Graph) -> None:
    sim.control.fault("half_close", 5, api="graph", count=1)
    parts = urlsplit(graph.url)
    with socket.create_connection((parts.hostname or "", parts.port or 0)) as sock:
        head = f"GET /v23.0/{graph.id('main')} HTTP/1.1\r\nhost: x\r\n"
        sock.sendall(f"{head}authorization: Bearer {graph.token}\r\n\r\n".encode())
        assert sock.recv(100) == b""
        sock.sendall(b"more")
    assert sim.control.requests("graph")[-1]["status"] is None


def test_latency_status_and_error_of_on_premises(sim: Simulator, onprem: OnPrem) -> None:
    assert onprem("GET", "/v1/health").status == 200
    sim.control.fault("latency", [0.1, 0.2], api="onprem", path="/v1/health", count=1)
    started = time.monotonic()
    assert onprem("GET", "/v1/health").status == 200
    assert time.monotonic() - started >= 0.1
    sim.control.fault("status", 502, api="onprem", path="/v1/health", count=1)
    assert onprem("GET", "/v1/health").status == 502
    sim.control.fault("error", {"code": 1016, "details": "busy"}, api="onprem", count=1)
    answer = onprem("GET", "/v1/health")
    assert (answer.status, answer.json["errors"]) == (
        503,
        [{"code": 1016, "title": "System overloaded", "details": "busy"}],
    )


def test_a_token_of_on_premises_can_be_expired(sim: Simulator, onprem: OnPrem) -> None:
    assert onprem("GET", "/v1/health").status == 200
    sim.control.fault("token_expired", api="onprem", number="main", count=1)
    answer = onprem("GET", "/v1/health")
    assert (answer.status, answer.json["errors"][0]["code"]) == (401, 1005)
    assert onprem("GET", "/v1/health").status == 200


def test_a_deployment_can_be_down(sim: Simulator, onprem: OnPrem) -> None:
    sim.control.fault("down", number="main")
    answer = call(onprem.url, "GET", "/v1/health", ca_file=onprem.ca_file)
    assert (answer.status, answer.body) == (503, b"")
    assert OnPrem(sim, "sharded")("GET", "/v1/health").status == 200


def test_a_fault_is_aimed_by_api_path_and_number(sim: Simulator, graph: Graph, onprem: OnPrem) -> None:
    sim.control.fault("status", 500, api="graph", path="*/phone_numbers")
    sim.control.fault("status", 502, number="sharded")
    assert graph("GET", f"/v23.0/{graph.waba()}/phone_numbers").status == 500
    assert graph("GET", f"/v23.0/{graph.id('main')}").status == 200
    assert graph("GET", f"/v23.0/{graph.id('sharded')}").status == 502
    assert onprem("GET", "/v1/health").status == 200
    assert OnPrem(sim, "sharded").login().status == 502


def test_chance_is_the_same_for_the_same_seed(sim: Simulator, graph: Graph) -> None:
    def run() -> list[int]:
        fault = sim.control.fault("status", 500, api="graph", probability=0.5, seed=7)
        found = [graph("GET", f"/v23.0/{graph.id('main')}").status for _ in range(12)]
        sim.control.call("DELETE", f"/faults/{fault}")
        return found

    first = run()
    assert set(first) == {200, 500}
    assert run() == first
