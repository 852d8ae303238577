"""The page of the bridge: what it answers for each call of the On-Premises API, and what it counts."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from wamigrate.bridge.metrics import METRICS
from wamigrate.bridge.row import Route
from wamigrate.bridge.table import ROUTES
from wamigrate.docs import markdown
from wamigrate.docs.markdown import code, table

__all__ = ["page"]

INTRO = """\
`wamigrate bridge` answers the On-Premises API for every configured number: the first one at the root, each
under its name (`/main/v1/…`). While a number is on On-Premises, all of this is relayed. This page says what
answers afterwards, and while the number moves. How to start: [Put the bridge in
front](../how-to/put-the-bridge-in-front.md)."""

OWN = (
    ("GET /webhooks/cloud", "Meta verifies the address: `verify_token` of `[graph]`."),
    ("POST /webhooks/cloud", "Events of Cloud API, signed with the app's secret, for any configured number."),
    (
        "POST /NAME/webhooks/onprem/KEY",
        "Callbacks of the number's deployment; handed on untouched. Without KEY only where none was given.",
    ),
    ("GET /NAME/webhooks/onprem", "Whose callbacks are taken there; looked at before a deployment is told."),
    ("GET /bridge/live", "200 while the process lives."),
    ("GET /bridge/ready", "200 while it takes traffic, 503 while it stops."),
    ("GET /bridge/metrics", "Prometheus metrics of all its processes; see `metrics_token`."),
)


def page() -> str:
    return markdown.page(
        "Bridge",
        INTRO,
        "## Calls of the On-Premises API",
        table(["Call", "Who may", "Answer"], (_row(route) for route in ROUTES if _is_shown(route))),
        "Everything below `/v1/groups` but the list is refused with 1012. Everything else is 1006.",
        "## The bridge's own addresses",
        table(["Call", "What it is"], ([code(call), text] for call, text in OWN)),
        "## Metrics",
        table(["Metric", "Meaning", "Labels"], _metrics()),
    )


def _is_shown(route: Route) -> bool:
    return not route.path.startswith("/v1/groups/")


def _row(route: Route) -> list[str]:
    return [code(route.name), route.access.value, _remark(route)]


def _remark(route: Route) -> str:
    """What the handler's docstring says behind the call."""
    _, _, remark = (inspect.getdoc(route.handler) or "").partition(": ")
    return remark[:1].upper() + remark[1:] + "." if remark else "From the bridge's own store."


def _metrics() -> Iterator[list[str]]:
    collectors = (
        METRICS.requests,
        METRICS.seconds,
        METRICS.differences,
        METRICS.shadow,
        METRICS.upstream_errors,
        METRICS.webhooks,
        METRICS.limited,
        METRICS.queue,
        METRICS.queue_age,
        METRICS.held,
    )
    for collector in collectors:
        for found in collector.describe():
            suffix = "_total" if found.type == "counter" else ""
            labels = ", ".join(code(label) for label in collector._labelnames)
            yield [code(f"{found.name}{suffix}"), found.documentation, labels]
