"""WABA analytics: traffic by half hour, day or month; slots without traffic are absent."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.call import Call
from wamigrate.sim.cloud.errors import missing, parameter
from wamigrate.sim.number import PhoneNumber
from wamigrate.sim.traffic import SLOT, sent_between

__all__ = ["analytics", "priced_analytics"]

FILTER = re.compile(r"\.(\w+)\(([^)]*)\)")
DAY = 86400
YEAR = 366 * DAY
PLAIN = {"HALF_HOUR": SLOT, "DAY": DAY, "MONTH": 30 * DAY}
PRICED = {"HALF_HOUR": SLOT, "DAILY": DAY, "MONTHLY": 30 * DAY}


def analytics(call: Call, asked: str) -> JsonObject:
    """The field `analytics`: messages sent and delivered."""
    filters, granularity, slots = _slots(call, asked, PLAIN)
    numbers = _numbers(call, filters)
    points = []
    for start, end in slots:
        sent = sum(sent_between(n.spec, start, end) for n in numbers)
        if sent:
            points.append({"start": start, "end": end, "sent": sent, "delivered": sent - sent // 50})
    if not points:
        return {"granularity": granularity}
    return {
        "phone_numbers": [n.phone for n in numbers],
        "country_codes": ["US"],
        "granularity": granularity,
        "data_points": points,
    }


def priced_analytics(call: Call, asked: str) -> JsonObject:
    """The fields `conversation_analytics` and `pricing_analytics`, one row for each number and slot."""
    filters, _, slots = _slots(call, asked, PRICED)
    name = "conversation" if asked.startswith("conversation") else "volume"
    points = []
    for number in _numbers(call, filters):
        for start, end in slots:
            count = sent_between(number.spec, start, end) // (4 if name == "conversation" else 1)
            if count:
                points.append({"start": start, "end": end, name: count, "phone_number": number.phone})
    return {"data": [{"data_points": points}]} if points else {"data": []}


def _slots(
    call: Call, asked: str, sizes: dict[str, int]
) -> tuple[dict[str, str], str, list[tuple[int, int]]]:
    filters = dict(FILTER.findall(asked))
    for name in ("start", "end", "granularity"):
        if name not in filters:
            raise missing(name)
    granularity = filters["granularity"].strip("\"'").upper()
    if granularity not in sizes:
        raise parameter(f'Param granularity must be one of {{{", ".join(sizes)}}} - got "{granularity}".')
    try:
        start, end = int(filters["start"]), int(filters["end"])
    except ValueError:
        raise parameter("Param start must be an integer.") from None
    if end <= start:
        raise parameter("Param end must be after start.")
    start, end = max(start, int(call.now) - YEAR), min(end, int(call.now))
    return filters, granularity, list(_cut(start, end, granularity, sizes[granularity]))


def _cut(start: int, end: int, granularity: str, size: int) -> list[tuple[int, int]]:
    if granularity.startswith("MONTH"):
        return _months(start, end)
    first = start // size * size
    return [(slot, slot + size) for slot in range(first, end, size)]


def _months(start: int, end: int) -> list[tuple[int, int]]:
    found, moment = [], datetime.fromtimestamp(start, UTC).replace(day=1, hour=0, minute=0, second=0)
    while moment.timestamp() < end:
        year, month = (moment.year + 1, 1) if moment.month == 12 else (moment.year, moment.month + 1)
        following = moment.replace(year=year, month=month)
        found.append((int(moment.timestamp()), int(min(following.timestamp(), end))))
        moment = following
    return found


def _numbers(call: Call, filters: dict[str, str]) -> list[PhoneNumber]:
    ours = [n for n in call.world.numbers.values() if n.waba is call.waba]
    wanted = set(re.findall(r"\d+", filters.get("phone_numbers", "")))
    return [n for n in ours if not wanted or n.phone in wanted]
