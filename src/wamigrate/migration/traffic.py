"""How much a number is used, hour by hour, and what the gap of its move is expected to cost.

Messages of customers that arrive between `register` and the first sign of Cloud API are lost for good.
No API tells how many come at which hour, so this is an estimate, and it says what it rests on:
the deployment's counters tell how many come in all, WABA analytics tell the shape of the day.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from wamigrate.clients.onprem import metric
from wamigrate.config import Number
from wamigrate.core.clock import Clock
from wamigrate.core.payload import JsonObject, dig
from wamigrate.errors import ApiError, TransportError
from wamigrate.migration.reads import CloudReads, OnPremReads

__all__ = ["HourlyTraffic", "expected_loss", "hourly_inbound", "quietest_hours"]

HOURS = 24
DAYS = 28
SLOT = 1800
DAY = 86_400.0
HOUR = 3600.0
COUNTERS = ("callback_requests", "callback_requests_duration_ms_count")
UPTIMES = ("uptime", "app_uptime", "web_uptime")

Source = Literal["onprem stats", "waba analytics", "none"]


@dataclass(frozen=True, slots=True)
class HourlyTraffic:
    """Inbound messages in each hour of the day, local time of the number's customers."""

    source: Source
    per_hour: tuple[float, ...]
    note: str


def expected_loss(hourly: Sequence[float], hour: int, gap_seconds: float) -> float:
    """Inbound messages that a gap in that hour is expected to cost."""
    return hourly[hour % len(hourly)] * max(gap_seconds, 0.0) / HOUR if hourly else 0.0


def quietest_hours(per_hour: Sequence[float], n: int) -> list[int]:
    """The n hours with the least traffic, quietest first; of equal ones the earlier."""
    return sorted(range(len(per_hour)), key=lambda hour: (per_hour[hour], hour))[:n]


async def hourly_inbound(
    cloud: CloudReads, onprem: OnPremReads | None, number: Number, clock: Clock
) -> HourlyTraffic:
    """What is known of the number's traffic. It never fails: what cannot be read is not known."""
    zone, remark = _zone(number.timezone)
    rate = await _inbound_rate(onprem)
    shape = _by_hour(await _outbound_points(cloud, number, clock), zone, clock.now())
    return _combined(rate, shape, remark)


def _combined(rate: float | None, shape: tuple[float, ...], remark: str) -> HourlyTraffic:
    """Count and shape, or whichever of the two is known."""
    volume = sum(shape)
    if rate is not None and volume:
        scaled = tuple(rate * HOURS * part / volume for part in shape)
        note = (
            "Inbound as counted by On-Premises since its start, spread over the day like outbound messages."
        )
        return HourlyTraffic("onprem stats", scaled, note + remark)
    if rate is not None:
        note = "Inbound as counted by On-Premises since its start; how it spreads over the day is not known."
        return HourlyTraffic("onprem stats", (rate,) * HOURS, note + remark)
    if volume:
        note = (
            "Estimated by outbound volume: Meta's analytics count what the business sends, and whether they "
            "include On-Premises is not documented."
        )
        return HourlyTraffic("waba analytics", shape, note + remark)
    return HourlyTraffic("none", (0.0,) * HOURS, "Neither side tells how much this number is used." + remark)


async def _inbound_rate(onprem: OnPremReads | None) -> float | None:
    """Inbound messages an hour, all hours alike; None where the deployment does not tell."""
    if onprem is None:
        return None
    try:
        stats = await onprem.stats()
    except (ApiError, TransportError):
        return None
    uptime = next((found for name in UPTIMES if (found := metric(stats, name))), None)
    total = next((sum(_inbound(stats, name)) for name in COUNTERS if metric(stats, name) is not None), None)
    return total * HOUR / uptime if uptime and total is not None else None


def _inbound(stats: JsonObject, name: str) -> Iterator[float]:
    """Values of a callback counter that count a delivered inbound message; a repeated attempt is none."""
    for holder in (stats, *stats.values()):
        for row in dig(holder, name, "data") or ():
            labels = dig(row, "labels")
            if dig(labels, "type") == "inbound_message" and dig(labels, "result") in ("success", None):
                yield float(dig(row, "value") or 0)


async def _outbound_points(cloud: CloudReads, number: Number, clock: Clock) -> Sequence[JsonObject]:
    """Half-hours of the last four weeks in which the number sent something."""
    end = int(clock.now().timestamp()) // SLOT * SLOT
    try:
        node = await cloud.phone_number(number.phone_number_id, "display_phone_number")
        digits = re.sub(r"\D", "", str(node.get("display_phone_number", "")))
        return await cloud.analytics(
            number.waba_id,
            start=end - DAYS * int(DAY),
            end=end,
            granularity="HALF_HOUR",
            phone_numbers=[digits],
        )
    except (ApiError, TransportError):
        return ()


def _by_hour(points: Sequence[Mapping[str, object]], zone: tzinfo, now: datetime) -> tuple[float, ...]:
    """Messages an hour on an average day. A slot that is not there had no message."""
    hours = [0.0] * HOURS
    first = now.timestamp()
    for point in points:
        start, sent = point.get("start"), point.get("sent")
        if isinstance(start, int) and isinstance(sent, int):
            hours[datetime.fromtimestamp(start, UTC).astimezone(zone).hour] += sent
            first = min(first, start)
    days = max(1, math.ceil((now.timestamp() - first) / DAY))
    return tuple(sent / days for sent in hours)


def _zone(name: str) -> tuple[tzinfo, str]:
    try:
        return ZoneInfo(name), ""
    except (KeyError, OSError, ValueError):
        return UTC, f" There is no time zone '{name}': these are hours of UTC."
