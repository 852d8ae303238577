"""The edge `template_analytics`: a row for each template and day, also where nothing was sent."""

from __future__ import annotations

from datetime import UTC, datetime

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.analytics import conversation_analytics, pricing_analytics
from wamigrate.sim.cloud.call import Call
from wamigrate.sim.cloud.errors import GraphError, parameter
from wamigrate.sim.cloud.paging import cursor, page_link, window
from wamigrate.sim.cloud.rules import Rule, Rules, checked
from wamigrate.sim.cloud.state import Template

__all__ = ["conversation_edge", "pricing_edge", "template_analytics"]

DAY = 86400
METRICS = ("CLICKED", "COST", "DELIVERED", "READ", "REPLIED", "SENT")
COSTS = ("amount_spent", "cost_per_delivered", "cost_per_url_button_click")
LOOK_BACK = 90 * DAY
RULES: Rules = {
    "start": Rule(required=True),
    "end": Rule(required=True),
    "granularity": Rule(required=True, choices=("DAILY",)),
    "template_ids": Rule("array", required=True, shortest=1, longest=10, items=Rule("id"), commas=True),
    "metric_types": Rule("array", items=Rule(choices=METRICS), commas=True),
    "product_type": Rule(),
}


async def template_analytics(call: Call) -> JsonObject:
    """GET /{waba}/template_analytics"""
    given = checked(_with_texts(call.params), RULES)
    if not call.waba.insights:
        raise GraphError(200007, message="(#200007) Template Insights is not enabled", status=400)
    start, end = _midnight(given["start"], "start"), _midnight(given["end"], "end", DAY - 1)
    metrics = set(given.get("metric_types") or METRICS)
    templates = [call.waba.templates.get(i) for i in reversed(given["template_ids"])]
    points = [
        # Graph shows the day that begins at the end as well.
        _point(t, day, metrics)
        for t in templates
        if t is not None
        for day in range(start, end + 1, DAY)
    ]
    return _paged(call, points)


def _with_texts(params: JsonObject) -> JsonObject:
    """Times may come as numbers."""
    return {k: str(v) if k in ("start", "end") and v is not None else v for k, v in params.items()}


def _midnight(given: str, name: str, later: int = 0) -> int:
    """The last midnight before a moment, given as unix seconds or as a date; `later` can make it the next."""
    if given.isdigit():
        return (int(given) + later) // DAY * DAY
    try:
        day = datetime.strptime(given, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise parameter(f"Param {name} must be a UNIX timestamp or a date.") from None
    return int(day.timestamp())


def _point(template: Template, day: int, metrics: set[str]) -> JsonObject:
    point: JsonObject = {"template_id": template.id, "start": day, "end": day + DAY}
    point |= {m.lower(): 0 for m in ("SENT", "DELIVERED", "READ", "REPLIED") if m in metrics}
    return point | ({"cost": [{"type": kind} for kind in COSTS]} if "COST" in metrics else {})


def _paged(call: Call, points: list[JsonObject]) -> JsonObject:
    """One item whose points are paged; its cursors name the places of the page, full or not."""
    start, limit = window(call.params)
    shown = points[start : start + limit]
    item: JsonObject = {"granularity": "DAILY", "product_type": "cloud_api"}
    last = start + limit - 1
    paging: JsonObject = {"cursors": {"before": cursor(start), "after": cursor(last)}}
    if last + 1 < len(points):
        paging["next"] = page_link(call, limit, "after", last)
    if start:
        paging["previous"] = page_link(call, limit, "before", start)
    return {"data": [{**item, "data_points": shown} if shown else item], "paging": paging}


async def conversation_edge(call: Call) -> JsonObject:
    """GET /{waba}/conversation_analytics"""
    return conversation_analytics(call, call.params)


async def pricing_edge(call: Call) -> JsonObject:
    """GET /{waba}/pricing_analytics"""
    return pricing_analytics(call, call.params)
