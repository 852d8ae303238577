"""Busy counters are written together: the sums are what they would be one by one."""

from __future__ import annotations

import pytest
from prometheus_client import CollectorRegistry

from wamigrate.bridge.metrics import BUCKETS, Metrics

TIMES = [0.0, 0.0005, 0.001, 0.0011, 0.3, 10.0, 31.0]


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def metrics(registry: CollectorRegistry) -> Metrics:
    return Metrics(registry)


def _value(registry: CollectorRegistry, name: str, **labels: str) -> float | None:
    return registry.get_sample_value(f"wamigrate_bridge_{name}", labels)


def test_requests_are_counted_by_all_their_labels(metrics: Metrics, registry: CollectorRegistry) -> None:
    for status in (201, 201, 400):
        metrics.answered("shop", "POST /v1/messages", "cloud", status, 0.1, 0.0)
    metrics.write()
    labels = {"number": "shop", "route": "POST /v1/messages", "state": "cloud"}
    assert _value(registry, "requests_total", **labels, status="201") == 2
    assert _value(registry, "requests_total", **labels, status="400") == 1


def test_durations_fall_into_the_buckets_that_the_library_would_choose(
    metrics: Metrics, registry: CollectorRegistry
) -> None:
    other = CollectorRegistry()
    single = Metrics(other)
    for seconds in TIMES:
        metrics.answered("shop", "r", "cloud", 200, seconds, 0.0)
        single.seconds.labels("r", "cloud").observe(seconds)
    metrics.write()
    labels = {"route": "r", "state": "cloud"}
    for bucket in (*(str(b) for b in BUCKETS), "+Inf"):
        got, wanted = (_value(r, "request_seconds_bucket", **labels, le=bucket) for r in (registry, other))
        assert got == wanted, bucket
    for name in ("request_seconds_sum", "request_seconds_count"):
        assert _value(registry, name, **labels) == _value(other, name, **labels)


def test_differences_are_counted_by_name(metrics: Metrics, registry: CollectorRegistry) -> None:
    for _ in range(3):
        metrics.applied("padded-text", "to Cloud API", "refused")
    metrics.write()
    labels = {"difference": "padded-text", "direction": "to Cloud API", "level": "refused"}
    assert _value(registry, "differences_total", **labels) == 3


def test_counts_are_written_once_a_second(metrics: Metrics, registry: CollectorRegistry) -> None:
    labels = {"number": "shop", "route": "r", "state": "cloud", "status": "200"}
    for now, written in ((100.0, 1), (100.5, 1), (101.1, 3)):
        metrics.answered("shop", "r", "cloud", 200, 0.1, now)
        assert _value(registry, "requests_total", **labels) == written


def test_what_was_written_is_not_written_again(metrics: Metrics, registry: CollectorRegistry) -> None:
    metrics.answered("shop", "r", "cloud", 200, 0.1, 0.0)
    metrics.write()
    metrics.write()
    labels = {"number": "shop", "route": "r", "state": "cloud", "status": "200"}
    assert _value(registry, "requests_total", **labels) == 1
