"""WABA analytics: traffic by half hour, day or month; slots without traffic are absent."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.call import Call
from wamigrate.sim.cloud.errors import missing, parameter
from wamigrate.sim.number import PhoneNumber
from wamigrate.sim.traffic import SLOT, sent_between

__all__ = ["analytics", "conversation_analytics", "pricing_analytics", "slots_of"]

DAY = 86400
YEAR = 366 * DAY
PLAIN = {"HALF_HOUR": SLOT, "DAY": DAY, "MONTH": 30 * DAY}
PRICED = {"HALF_HOUR": SLOT, "DAILY": DAY, "MONTHLY": 30 * DAY}
PRODUCTS = {"0", "2"}
CONVERSATION_DIMENSIONS = (
    "CONVERSATION_CATEGORY",
    "CONVERSATION_DIRECTION",
    "CONVERSATION_TYPE",
    "COUNTRY",
    "PHONE",
)
PRICING_DIMENSIONS = ("COUNTRY", "PHONE", "PRICING_CATEGORY", "PRICING_TYPE", "TIER")
MESSAGES_A_CONVERSATION = 4
PRICE = 0.005
# Where the customers of every number live, in these figures.
COUNTRY = "US"

Filters = dict[str, str]
Slot = tuple[int, int]


def analytics(call: Call, filters: Filters) -> JsonObject:
    """The field `analytics`: messages sent and delivered."""
    granularity, slots = slots_of(call, filters, PLAIN)
    numbers = _numbers(call, filters)
    countries = _names(filters, "country_codes")
    nothing = bool(countries) and COUNTRY not in countries
    products = _names(filters, "product_types")
    points = []
    for start, end in slots:
        sent = sum(sent_between(n.spec, start, end) for n in numbers)
        if sent and not nothing and (not products or products & PRODUCTS):
            points.append({"start": start, "end": end, "sent": sent, "delivered": sent - sent // 50})
    if not points:
        return {"granularity": granularity}
    return {
        "phone_numbers": [n.phone for n in numbers],
        "country_codes": [COUNTRY],
        "granularity": granularity,
        "data_points": points,
    }


def conversation_analytics(call: Call, filters: Filters) -> JsonObject:
    """The field `conversation_analytics`."""
    labels = {
        "CONVERSATION_CATEGORY": ("conversation_category", "SERVICE"),
        "CONVERSATION_DIRECTION": ("conversation_direction", "USER_INITIATED"),
        "CONVERSATION_TYPE": ("conversation_type", "REGULAR"),
        "COUNTRY": ("country", COUNTRY),
    }
    dimensions = _dimensions(filters, CONVERSATION_DIMENSIONS)
    return _priced(call, filters, "conversation", MESSAGES_A_CONVERSATION, dimensions, labels)


def pricing_analytics(call: Call, filters: Filters) -> JsonObject:
    """The field `pricing_analytics`."""
    labels = {
        "COUNTRY": ("country", COUNTRY),
        "PRICING_CATEGORY": ("pricing_category", "UTILITY"),
        "PRICING_TYPE": ("pricing_type", "REGULAR"),
        "TIER": ("tier", "0:100000"),
    }
    return _priced(call, filters, "volume", 1, _dimensions(filters, PRICING_DIMENSIONS), labels)


def _priced(
    call: Call,
    filters: Filters,
    counted: str,
    divisor: int,
    dimensions: set[str],
    labels: dict[str, tuple[str, str]],
) -> JsonObject:
    _, slots = slots_of(call, filters, PRICED)
    metrics = _names(filters, "metric_types") or {"COST", counted.upper()}
    more = dict(labels[d] for d in sorted(dimensions) if d in labels)
    points = []
    for start, end in slots:
        for phone, sent in _volumes(call, filters, start, end, apart="PHONE" in dimensions):
            count = sent // divisor
            if count:
                point: JsonObject = {"start": start, "end": end}
                point |= {counted: count} if counted.upper() in metrics else {}
                point |= {"phone_number": phone} if phone else {}
                point |= more
                points.append(point | ({"cost": round(count * PRICE, 4)} if "COST" in metrics else {}))
    return {"data": [{"data_points": points}]} if points else {"data": []}


def _volumes(call: Call, filters: Filters, start: int, end: int, *, apart: bool) -> Iterator[tuple[str, int]]:
    sent = [(n.phone, sent_between(n.spec, start, end)) for n in _numbers(call, filters)]
    if apart:
        yield from sent
    else:
        yield "", sum(count for _, count in sent)


def _dimensions(filters: Filters, known: tuple[str, ...]) -> set[str]:
    given = _names(filters, "dimensions")
    for place, name in enumerate(sorted(given)):
        if name not in known:
            raise parameter(
                f'Param dimensions[{place}] must be one of {{{", ".join(known)}}} - got "{name}".'
            )
    return given


def _names(filters: Filters, name: str) -> set[str]:
    """`["A","B"]`, `[A,B]` and `A,B` mean the same."""
    return {part.upper() for part in re.findall(r"[\w-]+", str(filters.get(name, "")))}


def slots_of(call: Call, filters: Filters, sizes: dict[str, int]) -> tuple[str, list[Slot]]:
    """The granularity that was asked for, and the slots of the time that was asked for."""
    for name in ("start", "end", "granularity"):
        if not filters.get(name):
            raise missing(name)
    given = str(filters["granularity"]).strip("\"'")
    granularity = given.upper()
    if granularity not in sizes:
        raise parameter(f'Param granularity must be one of {{{", ".join(sizes)}}} - got "{given}".')
    start, end = (_moment(filters, name) for name in ("start", "end"))
    if end <= start:
        raise parameter("Param end must be after start.")
    start, end = max(start, int(call.now) - YEAR), min(end, int(call.now))
    return granularity, list(_cut(start, end, granularity, sizes[granularity]))


def _moment(filters: Filters, name: str) -> int:
    try:
        return int(filters[name])
    except ValueError:
        raise parameter(f"Param {name} must be an integer.") from None


def _cut(start: int, end: int, granularity: str, size: int) -> Iterator[Slot]:
    if granularity.startswith("MONTH"):
        yield from _months(start, end)
        return
    first = start // size * size
    yield from ((slot, slot + size) for slot in range(first, end, size))


def _months(start: int, end: int) -> Iterator[Slot]:
    moment = datetime.fromtimestamp(start, UTC).replace(day=1, hour=0, minute=0, second=0)
    starts = [moment]
    while starts[-1].timestamp() < end:
        last = starts[-1]
        year, month = (last.year + 1, 1) if last.month == 12 else (last.year, last.month + 1)
        starts.append(last.replace(year=year, month=month))
    for left, right in itertools.pairwise(starts):
        yield int(left.timestamp()), int(min(right.timestamp(), end))


def _numbers(call: Call, filters: Filters) -> list[PhoneNumber]:
    # A test number has no traffic of its own.
    live = (n for n in call.world.numbers.values() if n.spec.account_mode == "LIVE")
    ours = [n for n in live if n.waba is call.waba]
    wanted = set(re.findall(r"\d+", str(filters.get("phone_numbers", ""))))
    return [n for n in ours if not wanted or n.phone in wanted]
