"""What the bridge counts, for Prometheus. No metric names a customer.

With several processes each writes into a file of its own in PROMETHEUS_MULTIPROC_DIR; whichever is asked
adds them up.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from functools import partial
from typing import Any

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
WRITTEN_EVERY = 1.0


class Metrics:
    """One set per process."""

    def __init__(self, registry: CollectorRegistry = REGISTRY) -> None:
        counter = partial(Counter, registry=registry)
        gauge = partial(Gauge, registry=registry, multiprocess_mode="mostrecent")
        self.requests = counter(
            "wamigrate_bridge_requests",
            "Requests answered, by number, route, state of the number's route, and status.",
            ("number", "route", "state", "status"),
        )
        self.seconds = Histogram(
            "wamigrate_bridge_request_seconds",
            "Time from a request's head to the end of its answer.",
            ("route", "state"),
            buckets=BUCKETS,
            registry=registry,
        )
        self.differences = counter(
            "wamigrate_bridge_differences",
            "Differences applied, by name, direction and level.",
            ("difference", "direction", "level"),
        )
        self.shadow = counter(
            "wamigrate_bridge_shadow_findings",
            "What Cloud API would have refused or changed of relayed sends, and what of it the bridge "
            "would have `repaired`.",
            ("number", "difference", "level"),
        )
        self.upstream_errors = counter(
            "wamigrate_bridge_upstream_errors",
            "Errors of the API behind, by its code; `none` where there was no answer.",
            ("number", "api", "code"),
        )
        self.webhooks = counter(
            "wamigrate_bridge_webhooks",
            "Webhook posts received, by source and what became of them.",
            ("source", "outcome"),
        )
        self.rejected = counter(
            "wamigrate_bridge_rejected",
            "Requests that no number's handler saw: `malformed`, `head_too_large`, `head_too_slow`, "
            "`trailer_too_large`, `unknown_path`.",
            ("reason",),
        )
        self.limited = counter(
            "wamigrate_bridge_rate_limited",
            "Sends refused by the bridge's own limits.",
            ("number", "limit"),
        )
        self.queue = gauge(
            "wamigrate_bridge_queue_length",
            "Messages or events that wait, by queue.",
            ("number", "queue"),
        )
        self.kept = gauge(
            "wamigrate_bridge_kept_messages",
            "Messages that were kept, by what became of them; the report explains the words.",
            ("number", "outcome"),
        )
        self.machines = gauge(
            "wamigrate_bridge_machines",
            "Machines with a living bridge process: each sends its part of a number's rate.",
        )
        self.queue_age = gauge(
            "wamigrate_bridge_queue_age_seconds",
            "Age of the oldest of them.",
            ("number", "queue"),
        )
        self.held = gauge(
            "wamigrate_bridge_held_seconds",
            "For how long the number has been held, or has been draining; 0 where it is not.",
            ("number", "state"),
        )
        self._written = 0.0
        self._answered: dict[tuple[str, str, str, int], int] = {}
        self._took: dict[tuple[str, str], _Took] = {}
        self._applied: dict[tuple[str, str, str], int] = {}

    def answered(self, number: str, route: str, state: str, status: int, seconds: float, now: float) -> None:
        """One request. `now` is of any clock that runs on, in seconds."""
        key = (number, route, state, status)
        self._answered[key] = self._answered.get(key, 0) + 1
        took = self._took.get((route, state))
        if took is None:
            took = self._took[route, state] = _Took()
        took.add(seconds)
        if now - self._written > WRITTEN_EVERY:
            self._written = now
            self.write()

    def applied(self, difference: str, direction: str, level: str) -> None:
        """One finding of a difference."""
        key = (difference, direction, level)
        self._applied[key] = self._applied.get(key, 0) + 1

    def write(self) -> None:
        """Puts what was counted into the counters.

        Those write to a file that other processes read, which costs ten times as much as counting does, so
        busy ones are written once a second.
        """
        answered, self._answered = self._answered, {}
        for (number, route, state, status), count in answered.items():
            self.requests.labels(number, route, state, str(status)).inc(count)
        applied, self._applied = self._applied, {}
        for labels, count in applied.items():
            self.differences.labels(*labels).inc(count)
        took, self._took = self._took, {}
        for (route, state), times in took.items():
            times.write(self.seconds.labels(route, state))


class _Took:
    """Durations of requests, by the histogram's buckets."""

    def __init__(self) -> None:
        self._total = 0.0
        self._counts = [0] * (len(BUCKETS) + 1)

    def add(self, seconds: float) -> None:
        self._total += seconds
        self._counts[bisect_left(BUCKETS, seconds)] += 1

    def write(self, histogram: Any) -> None:
        """The library adds one at a time only; what `observe` does for one is done here for many."""
        histogram._sum.inc(self._total)
        for bucket, count in zip(histogram._buckets, self._counts, strict=True):
            if count:
                bucket.inc(count)


METRICS = Metrics()


def exposition() -> bytes:
    """Everything counted, of all processes where there are several: by the others up to a second ago."""
    METRICS.write()
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
