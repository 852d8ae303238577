"""What the bridge counts, for Prometheus. No metric names a customer.

With several processes each writes into a file of its own in PROMETHEUS_MULTIPROC_DIR; whichever is asked
adds them up.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

__all__ = ["CONTENT_TYPE", "METRICS", "Metrics", "exposition"]

CONTENT_TYPE = CONTENT_TYPE_LATEST
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """One set per process."""

    def __init__(self, registry: CollectorRegistry = REGISTRY) -> None:
        self.requests = Counter(
            "wamigrate_bridge_requests",
            "Requests answered, by number, route, state of the number's route, and status.",
            ("number", "route", "state", "status"),
            registry=registry,
        )
        self.seconds = Histogram(
            "wamigrate_bridge_request_seconds",
            "Time from a request's head to the end of its answer.",
            ("route", "state"),
            buckets=BUCKETS,
            registry=registry,
        )
        self.differences = Counter(
            "wamigrate_bridge_differences",
            "Differences applied, by name, direction and level.",
            ("difference", "direction", "level"),
            registry=registry,
        )
        self.shadow = Counter(
            "wamigrate_bridge_shadow_findings",
            "What Cloud API would have refused or changed of relayed sends.",
            ("number", "difference", "level"),
            registry=registry,
        )
        self.upstream_errors = Counter(
            "wamigrate_bridge_upstream_errors",
            "Errors of the API behind, by its code; `none` where there was no answer.",
            ("number", "api", "code"),
            registry=registry,
        )
        self.webhooks = Counter(
            "wamigrate_bridge_webhooks",
            "Webhook posts received, by source and what became of them.",
            ("source", "outcome"),
            registry=registry,
        )
        self.rejected = Counter(
            "wamigrate_bridge_rejected",
            "Requests that no number's handler saw: `malformed`, `head_too_large`, `head_too_slow`, "
            "`trailer_too_large`, `unknown_path`.",
            ("reason",),
            registry=registry,
        )
        self.limited = Counter(
            "wamigrate_bridge_rate_limited",
            "Sends refused by the bridge's own limits.",
            ("number", "limit"),
            registry=registry,
        )
        self.queue = Gauge(
            "wamigrate_bridge_queue_length",
            "Messages or events that wait, by queue.",
            ("number", "queue"),
            registry=registry,
            multiprocess_mode="mostrecent",
        )
        self.queue_age = Gauge(
            "wamigrate_bridge_queue_age_seconds",
            "Age of the oldest of them.",
            ("number", "queue"),
            registry=registry,
            multiprocess_mode="mostrecent",
        )
        self._answered: dict[tuple[str, str, str, int], Counter] = {}
        self._timed: dict[tuple[str, str], Callable[[float], None]] = {}

    def answered(self, number: str, route: str, state: str, status: int, seconds: float) -> None:
        """One request. The labelled counters are kept: looking them up costs more than counting."""
        key = (number, route, state, status)
        counter = self._answered.get(key)
        if counter is None:
            counter = self._answered[key] = self.requests.labels(number, route, state, str(status))
        counter.inc()
        timed = self._timed.get((route, state))
        if timed is None:
            timed = self._timed[route, state] = self.seconds.labels(route, state).observe
        timed(seconds)


METRICS = Metrics()


def exposition() -> bytes:
    """Everything counted, of all processes where there are several."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
