"""The ordinary traffic."""

from __future__ import annotations

from wamigrate.sim.spec import NumberSpec
from wamigrate.sim.traffic import SLOT, inbound_until, sent_between, slot_volume

SPEC = NumberSpec(name="a", phone="1650555", peak_per_hour=1000, utc_offset_hours=0)
MONDAY = 1_767_571_200  # 2026-01-05 00:00 UTC


def test_nights_are_silent_and_days_are_not() -> None:
    assert sent_between(SPEC, MONDAY, MONDAY + 6 * 3600) == 0
    assert 700 < sent_between(SPEC, MONDAY + 11 * 3600, MONDAY + 12 * 3600) < 1300


def test_it_is_the_same_whenever_it_is_looked_at() -> None:
    slots = [slot_volume(SPEC, MONDAY + n * SLOT) for n in range(48)]
    assert sum(slots) == sent_between(SPEC, MONDAY, MONDAY + 86400)
    assert slots == [slot_volume(SPEC, MONDAY + n * SLOT) for n in range(48)]


def test_a_weekend_is_calmer_and_the_local_time_counts() -> None:
    saturday = MONDAY - 2 * 86400
    assert sent_between(SPEC, saturday, saturday + 86400) < sent_between(SPEC, MONDAY, MONDAY + 86400) / 2
    west = NumberSpec(name="a", phone="1650555", peak_per_hour=1000, utc_offset_hours=-8)
    assert sent_between(west, MONDAY + 8 * 3600, MONDAY + 14 * 3600) == 0


def test_inbound_grows_within_a_slot() -> None:
    noon = MONDAY + 12 * 3600
    counts = [inbound_until(SPEC, MONDAY, noon + n * 600) for n in range(4)]
    assert counts == sorted(counts)
    assert counts[0] < counts[3]
