"""Lists with too many or too few items."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import findings, places
from wamigrate.core.payload import Json
from wamigrate.differences.samples import interactive, send
from wamigrate.differences.wrong_count import difference


def test_lists_of_the_right_length_stay() -> None:
    assert places(difference, send("contacts", [{"name": {"formatted_name": "a"}}])) == []


@pytest.mark.parametrize(("action", "code"), [({"sections": []}, 2015), ({"sections": [{"rows": []}]}, 2016)])
def test_sections_and_rows_have_errors_of_their_own(action: Json, code: int) -> None:
    (finding,) = findings(difference, send("interactive", interactive("list", {"button": "a", **action})))
    assert finding.code == code


def test_a_list_that_is_the_whole_message_is_missing_where_it_is_empty() -> None:
    (finding,) = findings(difference, send("contacts", []))
    assert finding.code == 1008
