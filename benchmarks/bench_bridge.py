"""The bridge under load, one process on one core; nginx as plain TLS proxy beside it, if it is installed.

Budgets: a send costs at most five times the CPU of nginx, and 8,000 fit in a second of CPU; 5,000 messages a
second are held durably; 3,000 events a second are stored and delivered; shadow mode costs 30 µs a send.

Then the same sends through one process and through two, and the memory that each of them takes: what another
core brings. Load and Graph run on the same cores, so what fits in a second of CPU says more than the clock.

`bench_bridge.py [send] [inbound] [hold] [workers] [shadow]` measures only what is named.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bridged import NUMBERS, SECRET, Bridge, call, phone_number_id, route, running, write_config
from loadgen import Load, Measured, cpu_seconds, drive, peak_mb, receiver, rss_mb, upstream
from plain_proxy import nginx_us
from wamigrate.bridge.shadow import Shadow
from wamigrate.config import BridgeSettings
from wamigrate.differences.facts import Facts
from wamigrate.sim.tls import make_certificates
from wamigrate.store.routes import RouteState

SECONDS = 6.0
CONNECTIONS = 64
CUSTOMERS = 60_000
CREATED = b"HTTP/1.1 201"
ANSWER_BODY = json.dumps(
    {
        "messaging_product": "whatsapp",
        "messages": [{"id": "wamid.HBgLMTY1MDU1NTAxMDAVAgARGBI3QkVOQ0hNQVJLMDAwMDAwMQA="}],
    },
    separators=(",", ":"),
).encode()
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=UTF-8\r\nContent-Length: "
    + str(len(ANSWER_BODY)).encode()
    + b"\r\n\r\n"
    + ANSWER_BODY
)


def main() -> None:
    # Holding comes last, for what is held is sent as soon as its numbers are on Cloud API.
    parts: dict[str, Callable[[Path, int, Path], None]] = {
        "send": send,
        "workers": workers,
        "inbound": inbound,
        "hold": hold,
    }
    named = sys.argv[1:] or [*parts, "shadow"]
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-bridge-")))
        certificates = make_certificates(folder, "upstream", ["localhost", "127.0.0.1"])
        port = stack.enter_context(upstream(ANSWER, tls=(certificates.cert_file, certificates.key_file)))
        write_config(folder, port, certificates.ca_file)
        for name, part in parts.items():
            if name in named:
                part(folder, port, certificates.ca_file)
    if "shadow" in named:
        shadow()


def send(folder: Path, port: int, ca_file: Path) -> None:
    load = Load(0, [], CONNECTIONS, SECONDS / 2, b"HTTP/1.1 200")
    anchor = nginx_us(folder, port, ca_file, json.dumps(_message(1), separators=(",", ":")), load)
    with running(folder) as bridge:
        requests = list(_requests(bridge))
        drive(Load(bridge.port, requests, CONNECTIONS, 1.0, CREATED))
        full, us = _measured(bridge, Load(bridge.port, requests, CONNECTIONS, SECONDS, CREATED))
        rate = full.answered / full.seconds / 2
        half = drive(Load(bridge.port, requests, CONNECTIONS, SECONDS, CREATED, rate=rate))
        rss = rss_mb(bridge.workers)
    _print(
        "bridge_send",
        requests_per_second=round(full.answered / full.seconds),
        requests_per_cpu_second=round(1e6 / us),
        of_budget=round(1e6 / us / 8000, 2),
        cpu_us=round(us, 1),
        nginx_cpu_us=round(anchor, 1) if anchor else "nginx is not installed",
        times_nginx=round(us / anchor, 2) if anchor else None,
        p99_ms_at_half_load=half.p99_ms,
        rss_mb=rss,
    )


def hold(folder: Path, *_: object) -> None:
    with running(folder) as bridge:
        requests = list(_requests(bridge))
        drive(Load(bridge.port, requests, CONNECTIONS, 1.0, CREATED))
        route(bridge, RouteState.HOLD)
        full, us = _measured(bridge, Load(bridge.port, requests, CONNECTIONS, SECONDS, CREATED))
        paced = drive(Load(bridge.port, requests, CONNECTIONS, SECONDS, CREATED, rate=2500))
        rss = rss_mb(bridge.workers)
    _print(
        "bridge_hold",
        accepted_per_second=round(full.answered / full.seconds),
        accepted_per_cpu_second=round(1e6 / us),
        of_budget=round(1e6 / us / 5000, 2),
        p99_ms_at_2500=paced.p99_ms,
        rss_mb=rss,
    )


def inbound(folder: Path, *_: object) -> None:
    """Webhooks with ten events each, stored, and delivered to a receiver in another process."""
    with running(folder) as bridge, receiver() as received:
        for n in range(10):
            call(bridge, n, "PATCH", "/v1/settings/application", {"webhooks": _webhooks(received.port)})
        time.sleep(2.5)
        drive(Load(bridge.port, [_webhook(n) for n in range(200)], 8, 0.5, b"HTTP/1.1 200"))
        warmed_up = received.settled()
        webhooks = [
            _webhook(n) for n in range(8000)
        ]  # more than can be answered: a repetition counts nothing
        before, began = cpu_seconds(bridge.workers), time.perf_counter()
        drive(Load(bridge.port, webhooks, 8, SECONDS, b"HTTP/1.1 200"))
        delivered = received.settled() - warmed_up
        spent = cpu_seconds(bridge.workers) - before
    _print(
        "bridge_inbound",
        delivered=delivered,
        events_per_second=round(delivered / (received.last - began)),
        events_per_cpu_second=round(delivered / spent),
        of_budget=round(delivered / spent / 3000, 2),
    )


def workers(folder: Path, *_: object) -> None:
    """Sends through one process, then through two."""
    alone = 0.0
    for count in (1, 2):
        with running(folder, workers=count) as bridge:
            idle = rss_mb(bridge.workers)
            requests = list(_requests(bridge))
            drive(Load(bridge.port, requests, CONNECTIONS, 1.0, CREATED))
            load, us = _measured(bridge, Load(bridge.port, requests, CONNECTIONS, SECONDS, CREATED))
            peak = peak_mb(bridge.workers)
        capacity = count * 1e6 / us
        alone = alone or capacity
        _print(
            "bridge_workers",
            workers=count,
            requests_per_second=round(load.answered / load.seconds),
            requests_per_cpu_second=round(1e6 / us),
            requests_per_second_with_a_core_each=round(capacity),
            times_one_worker=round(capacity / alone, 2),
            rss_mb_of_each_when_idle=round(idle / count, 1),
            rss_mb_of_each_at_most=round(peak / count, 1),
        )


def shadow() -> None:
    """What a relayed send costs more: looked at, and on average where a number sends 200 a second."""
    rate = BridgeSettings().shadow_rate
    text = json.dumps({"to": "16505551234", "type": "text", "text": {"body": "As you like. " * 80}})
    message = json.dumps(_message(1))
    us = _shadow_us(message, rate=200, sends=200)
    sampled = _shadow_us(message, rate=rate, sends=200)
    _print(
        "bridge_shadow",
        cpu_us_with_findings=us,
        cpu_us_clean_text=_shadow_us(text, rate=200, sends=200),
        rate=rate,
        cpu_us_at_200_a_second=sampled,
        of_budget=round(sampled / 30, 2),
    )


def _shadow_us(body: str, *, rate: int, sends: int) -> float:
    """CPU microseconds of a send, where a second has so many."""
    now, given = 0.0, body.encode()
    looking = Shadow("bench", Facts(), rate=rate, clock=lambda: now)
    for n in range(sends * 101):
        now = n / sends
        if n == sends:  # the first second warms up
            began = time.process_time()
        looking.look(given, caller="bench/1.0")
    return round((time.process_time() - began) / (sends * 100) * 1e6, 1)


def _measured(bridge: Bridge, load: Load) -> tuple[Measured, float]:
    """The load, and CPU microseconds of the bridge for each answer."""
    before = cpu_seconds(bridge.workers)
    measured = drive(load)
    return measured, (cpu_seconds(bridge.workers) - before) / measured.answered * 1e6


def _print(name: str, **values: Any) -> None:
    print(json.dumps({"benchmark": name, **values}), flush=True)


def _message(n: int) -> dict[str, Any]:
    """About 1 KB, with what legacy applications get away with: unknown keys and blanks around a title."""
    rows = [
        {"id": f"row-{i}", "title": f"Choice {i}", "description": "What this choice means, in some words"}
        for i in range(6)
    ]
    return {
        "to": f"1650{n:07}",
        "recipient_type": "individual",
        "type": "interactive",
        "campaign": "spring",
        "external_id": f"id-{n}",
        "interactive": {
            "type": "list",
            "header": {"type": "text", "text": "Your order"},
            "body": {"text": "Please choose when we may deliver. " * 4},
            "footer": {"text": "You can change this later"},
            "action": {"button": " Choose ", "sections": [{"title": "Times", "rows": rows}]},
        },
    }


def _requests(bridge: Bridge) -> Iterator[bytes]:
    for n in range(CUSTOMERS):
        number = n % NUMBERS
        body = json.dumps(_message(n), separators=(",", ":"))
        head = (
            f"POST /n{number}/v1/messages HTTP/1.1\r\nHost: bridge\r\n"
            f"Authorization: Bearer {bridge.tokens[number]}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        yield (head + body).encode()


def _webhooks(port: int) -> dict[str, Any]:
    return {"url": f"http://127.0.0.1:{port}/hook", "max_concurrent_requests": 24}


def _webhook(n: int) -> bytes:
    customer = f"1650{n % 900:07}"
    messages = [
        {
            "from": customer,
            "id": f"wamid.BENCH{time.time_ns()}{n}{i}",
            "timestamp": "1700000000",
            "type": "text",
            "text": {"body": f"message {n} {i}"},
        }
        for i in range(10)
    ]
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "1", "phone_number_id": phone_number_id(n % 10)},
        "contacts": [{"profile": {"name": "Ann"}, "wa_id": customer}],
        "messages": messages,
    }
    document = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}],
    }
    body = json.dumps(document)
    signature = hmac.new(SECRET.encode(), body.encode(), hashlib.sha256).hexdigest()
    head = (
        "POST /webhooks/cloud HTTP/1.1\r\nHost: bridge\r\nContent-Type: application/json\r\n"
        f"X-Hub-Signature-256: sha256={signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return (head + body).encode()


if __name__ == "__main__":
    main()
