"""What must not have changed, and what must have."""

from __future__ import annotations

import pytest

from tests.unit.migration.bench import Bench
from wamigrate.core.payload import JsonObject
from wamigrate.migration.snapshot import CHANGING, LABELS, compare, expected_level, take

BEFORE: JsonObject = {
    "phone_number": "…0100",
    "verified_name": "Acme",
    "templates": ["hello_world (en_US): APPROVED", "receipt (de): PAUSED"],
    "profile": {"about": "Hi"},
    "status": "CONNECTED",
    "platform_type": "ON_PREMISE",
    "throughput_level": "NOT_APPLICABLE",
}
AFTER: JsonObject = {**BEFORE, "platform_type": "CLOUD_API", "throughput_level": "STANDARD"}
UNCHANGED = [field for field in LABELS if field not in CHANGING and field != "throughput_level"]


def row(field: str, after: JsonObject | None = None, *, wanted_level: str | None = "STANDARD") -> JsonObject:
    rows = {r["field"]: r for r in compare(BEFORE, {**AFTER, **(after or {})}, wanted_level=wanted_level)}
    return rows[field]


def test_an_ordinary_move_is_as_expected_in_every_field() -> None:
    rows = compare(BEFORE, AFTER, wanted_level="STANDARD")
    assert [r["field"] for r in rows] == list(LABELS)
    assert all(r["as_expected"] for r in rows)


@pytest.mark.parametrize("field", UNCHANGED)
def test_each_field_that_must_not_change_is_told_when_it_did(field: str) -> None:
    found = row(field, {field: ["something else"]})
    assert (found["as_expected"], found["wanted"]) == (False, "unchanged")


@pytest.mark.parametrize(("field", "value"), [("status", "PENDING"), ("platform_type", "ON_PREMISE")])
def test_each_field_that_must_change_is_told_when_it_did_not(field: str, value: str) -> None:
    found = row(field, {field: value})
    assert (found["as_expected"], found["wanted"]) == (False, CHANGING[field])


@pytest.mark.parametrize(
    ("wanted", "level", "good"),
    [
        ("HIGH", "HIGH", True),
        ("HIGH", "STANDARD", False),
        ("STANDARD", "HIGH", False),
        (None, "HIGH", True),
        (None, "STANDARD", True),
        (None, "NOT_APPLICABLE", False),
        ("STANDARD", None, False),
    ],
)
def test_the_throughput_is_what_the_shards_give(wanted: str | None, level: str | None, good: bool) -> None:
    assert row("throughput_level", {"throughput_level": level}, wanted_level=wanted)["as_expected"] is good


@pytest.mark.parametrize(
    ("shards", "level"), [(None, None), (1, "STANDARD"), (2, "HIGH"), (4, "HIGH"), (32, "HIGH")]
)
def test_two_shards_and_more_give_high_throughput(shards: int | None, level: str | None) -> None:
    assert expected_level(shards) == level


def test_of_the_templates_only_what_changed_is_shown() -> None:
    same = row("templates")
    assert (same["before"], same["after"]) == ("2 templates", "2 templates")
    changed = row("templates", {"templates": ["hello_world (en_US): APPROVED", "receipt (de): DISABLED"]})
    assert (changed["before"], changed["after"]) == ("receipt (de): PAUSED", "receipt (de): DISABLED")
    gone = row("templates", {"templates": ["hello_world (en_US): APPROVED"]})
    assert (gone["before"], gone["after"]) == ("receipt (de): PAUSED", "1 templates")


@pytest.mark.anyio
async def test_a_snapshot_has_every_field_and_no_personal_data(bench: Bench) -> None:
    bench.cloud.answers["business_profile"]["profile_picture_url"] = "https://example.com/p?token=1"
    found = await take(await bench.context())
    assert found.keys() == LABELS.keys()
    assert found["phone_number"] == "…0100"
    assert found["templates"] == BEFORE["templates"]
    assert "profile_picture_url" not in found["profile"]
    assert (found["platform_type"], found["throughput_level"]) == ("ON_PREMISE", "NOT_APPLICABLE")


@pytest.mark.anyio
async def test_fields_that_meta_does_not_give_are_none(bench: Bench) -> None:
    bench.cloud.answers["phone_number"] = {"id": "1"}
    bench.cloud.answers["waba"] = {}
    found = await take(await bench.context())
    assert (found["verified_name"], found["waba_id"], found["phone_number"]) == (None, None, "…")
