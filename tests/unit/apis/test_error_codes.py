"""The error-code tables: complete, consistent, and read by code and subcode."""

from __future__ import annotations

import pytest

from wamigrate.apis import FAMILY_HINTS, ErrorCode, Family
from wamigrate.apis.cloud import error_codes as cloud
from wamigrate.apis.onprem import error_codes as onprem

ROWS = [*onprem.BY_CODE.values(), *cloud.BY_CODE.values(), *(entry for _, entry in cloud.RANGES)]


@pytest.mark.parametrize("entry", ROWS, ids=lambda e: f"{e.code}-{e.subcode}")
def test_each_row_says_what_it_is_and_what_to_do(entry: ErrorCode) -> None:
    assert entry.title
    assert entry.hint.endswith(".") or entry.hint[-1].isalnum()
    assert entry.http is None or 400 <= entry.http < 600


def test_each_family_has_a_hint() -> None:
    assert set(FAMILY_HINTS) == set(Family)


@pytest.mark.parametrize("code", onprem.BY_CODE)
def test_each_on_premises_code_is_found(code: int) -> None:
    found = onprem.lookup(code)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("key", cloud.BY_CODE)
def test_each_cloud_code_is_found_by_code_and_subcode(key: tuple[int, int | None]) -> None:
    found = cloud.lookup(*key)
    assert found is not None
    assert (found.code, found.subcode) == key


def test_the_tables_have_all_documented_codes() -> None:
    assert (len(onprem.BY_CODE), len(cloud.BY_CODE), len(cloud.RANGES)) == (76, 167, 2)


@pytest.mark.parametrize("code", [None, 0, 999, 2018, 10**9])
def test_an_unknown_on_premises_code_is_unknown(code: int | None) -> None:
    assert onprem.lookup(code) is None


@pytest.mark.parametrize("code", [None, 5, 300, 131999])
def test_an_unknown_cloud_code_is_unknown(code: int | None) -> None:
    assert cloud.lookup(code) is None


def test_an_unknown_subcode_falls_back_to_its_code() -> None:
    assert cloud.lookup(190, 999) == cloud.BY_CODE[(190, None)]


@pytest.mark.parametrize("code", [17, 131030, 136024])
def test_a_code_documented_with_a_subcode_only_is_found_without_it(code: int) -> None:
    found = cloud.lookup(code)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("code", [201, 230, 299, 2494170])
def test_a_code_of_a_documented_range_is_found(code: int) -> None:
    assert cloud.lookup(code) is not None


def test_a_code_of_a_range_that_has_its_own_row_gives_that() -> None:
    found = cloud.lookup(200)
    assert found is not None
    assert found.title == "Permissions error"


@pytest.mark.parametrize(
    ("code", "family", "transient"),
    [
        (3, Family.ACCESS, False),
        (2, Family.OUTAGE, True),
        (131031, Family.POLICY, False),
        (131057, Family.OUTAGE, True),
        (133004, Family.OUTAGE, True),
        (133005, Family.PIN, False),
        (133016, Family.LIMIT, False),
        (80007, Family.LIMIT, True),
    ],
)
def test_what_decides_about_register_stands_where_it_must(code: int, family: Family, transient: bool) -> None:
    found = cloud.lookup(code)
    assert found is not None
    assert (found.family, found.transient) == (family, transient)
