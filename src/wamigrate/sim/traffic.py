"""The ordinary traffic of a number: busy by day, silent at night, the same whenever it is looked at.

It feeds WABA analytics and the counters of On-Premises, so that a quiet hour can be found. These messages
exist only as figures.
"""

from __future__ import annotations

import zlib

from wamigrate.sim.spec import NumberSpec

__all__ = ["SLOT", "inbound_until", "sent_between", "slot_volume"]

SLOT = 1800
# Share of the busiest hour, for each local hour of the day.
SHAPE = (0, 0, 0, 0, 0, 0, 2, 10, 35, 70, 90, 100, 80, 85, 95, 90, 80, 70, 55, 40, 25, 12, 5, 1)
WEEKEND = 40
INBOUND_SHARE = 0.4


def slot_volume(spec: NumberSpec, start: int) -> int:
    """Messages that the number sent in the half hour from `start`."""
    local = start + int(spec.utc_offset_hours * 3600)
    hour = local // 3600 % 24
    weekend = (local // 86400 + 4) % 7 in (0, 6)
    noise = 80 + zlib.crc32(f"{spec.phone}/{start}".encode()) % 41
    share = SHAPE[hour] * (WEEKEND if weekend else 100)
    return spec.peak_per_hour * share * noise // (2 * 100 * 100 * 100)


def sent_between(spec: NumberSpec, start: int, end: int) -> int:
    """Messages sent from `start` to `end`, in whole half hours."""
    first = -(-start // SLOT) * SLOT
    return sum(slot_volume(spec, slot) for slot in range(first, end, SLOT))


def inbound_until(spec: NumberSpec, start: float, now: float) -> int:
    """Messages received since `start`, the running half hour counted in part."""
    begin = int(start) // SLOT * SLOT
    current = int(now) // SLOT * SLOT
    total = sum(slot_volume(spec, slot) for slot in range(begin, current, SLOT))
    part = slot_volume(spec, current) * (now - current) / SLOT
    return int((total + part) * INBOUND_SHARE)
