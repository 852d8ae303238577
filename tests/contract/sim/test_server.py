"""The process: its ready line, its certificates, its end."""

from __future__ import annotations

import json
import signal
import socket
import ssl
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.contract.sim.http import Graph, OnPrem, call
from wamigrate.sim.testing import Simulator, running_simulator

COMMAND = [sys.executable, "-m", "wamigrate.sim"]
FREE = ["--onprem-port", "0", "--graph-port", "0", "--graph-tls-port", "0", "--control-port", "0"]


def test_the_ready_line_names_every_number_in_both_lists_in_the_same_order(sim: Simulator) -> None:
    names = [n["name"] for n in sim.ready["numbers"]]
    assert names == ["main", "sharded", "official", "pinless", "open", "gone", "cloud"]
    assert [o["number"] for o in sim.ready["onprem"]] == names
    assert set(sim.graph) >= {"url", "tls_url", "ca_file", "token", "app_id", "app_secret"}
    assert set(sim.number("main")) >= {"name", "phone", "phone_number_id", "waba_id", "pin"}


def test_a_pin_that_nobody_was_told_is_not_in_the_ready_line(sim: Simulator) -> None:
    assert sim.number("pinless")["pin"] is None
    assert sim.number("open")["pin"] is None
    assert "654321" not in json.dumps(sim.ready)
    assert [sim.number(n)["two_step"] for n in ("main", "pinless", "open")] == ["known", "unknown", "off"]


def test_a_number_whose_deployment_is_gone_comes_with_a_stored_backup(sim: Simulator) -> None:
    assert set(sim.number("gone")["backup"]) == {"data", "password", "sha256"}
    assert (
        call(sim.onprem("gone")["url"], "GET", "/v1/health", ca_file=sim.onprem("gone")["ca_file"]).status
        == 503
    )


def test_the_first_deployment_answers_at_the_root_and_under_its_name(sim: Simulator, onprem: OnPrem) -> None:
    assert onprem("GET", "/v1/health").status == 200
    assert onprem("GET", "/main/v1/health").status == 200
    assert sim.onprem("sharded")["url"].endswith("/sharded")
    assert call(onprem.url, "GET", "/nobody/v1/health", ca_file=onprem.ca_file).status == 404


def test_every_answer_says_that_it_is_simulated(sim: Simulator, onprem: OnPrem, graph: Graph) -> None:
    answers = [
        onprem("GET", "/v1/health"),
        call(onprem.url, "GET", "/v1/health", ca_file=onprem.ca_file),
        graph("GET", f"/{graph.id('main')}"),
        graph("GET", "/nothing"),
        call(sim.ready["control"]["url"], "GET", "/numbers"),
    ]
    assert [a.headers.get("x-wamigrate-simulator") for a in answers] == ["1"] * 5


@pytest.mark.parametrize("listener", ["onprem", "graph", "graph over TLS", "control"])
def test_every_listener_says_so_whatever_goes_wrong(sim: Simulator, listener: str) -> None:
    url, ca_file = {
        "onprem": (sim.onprem("main")["url"], sim.onprem("main")["ca_file"]),
        "graph": (sim.graph["url"], None),
        "graph over TLS": (sim.graph["tls_url"], sim.graph["ca_file"]),
        "control": (sim.ready["control"]["url"], None),
    }[listener]
    if listener != "control":
        sim.control.fault("status", 502, path="/faulty")
        sim.control.fault("slow_body", 0.05, path="/slow")
    answers = [
        call(url, method, path, body, ca_file=ca_file)
        for method, path, body in (
            ("GET", "/", None),
            ("GET", "/faulty", None),
            ("GET", "/slow", None),
            ("POST", "/v1/messages", b"{"),
            ("DELETE", "/" + "x" * 9000, None),
            ("BREW", "/coffee", None),
            ("GET", "/%00%ff", None),
        )
    ]
    assert [a.headers.get("x-wamigrate-simulator") for a in answers] == ["1"] * len(answers)


@pytest.mark.parametrize("head", [b"NONSENSE\r\n\r\n", b"GET / HTTP/1.1\r\nbad header\r\n\r\n"])
def test_what_is_not_http_is_answered_by_a_simulator_too(sim: Simulator, graph: Graph, head: bytes) -> None:
    for url in (graph.url, sim.ready["control"]["url"]):
        parts = urlsplit(url)
        with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as sock:
            sock.sendall(head)
            answer = sock.recv(4096)
        assert answer.startswith(b"HTTP/1.1 400")
        assert b"x-wamigrate-simulator: 1" in answer.lower()


def test_each_api_has_an_authority_of_its_own(sim: Simulator, graph: Graph) -> None:
    token = {"authorization": f"Bearer {graph.token}"}
    url, path = sim.graph["tls_url"], f"/v23.0/{graph.id('main')}"
    assert call(url, "GET", path, None, token, sim.graph["ca_file"]).status == 200
    with pytest.raises(ssl.SSLCertVerificationError):
        call(url, "GET", path, None, token, sim.onprem("main")["ca_file"])


@pytest.mark.parametrize("host", ["graph.facebook.com", "lookaside.fbsbx.com"])
def test_a_client_with_metas_address_built_in_trusts_graph_by_that_name(sim: Simulator, host: str) -> None:
    parts = urlsplit(sim.graph["tls_url"])
    trust = ssl.create_default_context(cafile=sim.graph["ca_file"])
    with (
        socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as plain,
        trust.wrap_socket(plain, server_hostname=host) as sock,
    ):
        sock.sendall(b"GET /v23.0/me HTTP/1.1\r\nhost: %b\r\n\r\n" % host.encode())
        assert sock.recv(4096).startswith(b"HTTP/1.1 400")


def test_who_offers_another_protocol_is_heard_in_this_one(sim: Simulator, graph: Graph) -> None:
    """As Java's client does with its first request."""
    parts = urlsplit(graph.url)
    head = (
        f"POST /v23.0/{graph.id('main')}/messages HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\n"
        f"Content-Length: 2\r\nHost: x\r\nHTTP2-Settings: AAEAAEAA\r\nUpgrade: h2c\r\n"
        f"Authorization: Bearer {graph.token}\r\nContent-Type: application/json\r\n\r\n"
    )
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as sock:
        for _ in range(2):
            sock.sendall(head.encode() + b"{}")
            answer = sock.recv(4096)
            assert b"messaging_product" in answer, answer


def test_a_head_that_does_not_end_is_refused(sim: Simulator, graph: Graph) -> None:
    parts = urlsplit(graph.url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as sock:
        sock.sendall(b"GET / HTTP/1.1\r\n")
        # Not a byte more than it takes: what the server leaves unread would cost us its answer.
        sock.sendall(b"x: y\r\n" * 166_665)
        sock.settimeout(10)
        assert b"too large" in sock.recv(4096)
    assert graph("GET", "/v23.0/me").status == 200


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_and_nothing_is_left_behind(tmp_path: Path, stop: signal.Signals) -> None:
    with subprocess.Popen(
        COMMAND + FREE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    ) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        ca_file = Path(ready["onprem"][0]["ca_file"])
        assert ca_file.exists()
        process.send_signal(stop)
        rest, errors = process.communicate(timeout=10)
    assert (process.returncode, rest, errors) == (0, b"", b"")
    assert list(tmp_path.iterdir()) == []
    assert not ca_file.parent.exists()


def test_a_port_that_is_taken_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*COMMAND, "--onprem-port", port], capture_output=True, cwd=tmp_path, timeout=20, check=False
        )
    assert done.returncode == 2
    assert f"port {port}" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_a_world_file_with_an_unknown_key_is_refused_with_a_suggestion(tmp_path: Path) -> None:
    with (
        pytest.raises(RuntimeError, match="Did you mean 'phone'"),
        running_simulator("[[number]]\nphon = 'x'"),
    ):
        pass


def test_the_default_world_starts_without_a_file() -> None:
    with running_simulator() as sim:
        assert [n["name"] for n in sim.ready["numbers"]][:2] == ["main", "sharded"]
        assert all(n["side"] in ("onprem", "cloud", "none") for n in sim.control.numbers().values())
