"""All there is to know about a code."""

from __future__ import annotations

import pytest

from wamigrate.apis.cloud import error_codes as cloud
from wamigrate.apis.error_page import explain, near
from wamigrate.apis.error_rows import Where
from wamigrate.apis.onprem import error_codes as onprem


@pytest.mark.parametrize("code", sorted({*onprem.BY_CODE, *(number for number, _ in cloud.BY_CODE)}))
def test_each_code_of_either_api_is_explained(code: int) -> None:
    found = explain(code)
    assert found
    assert all(becomes.title for known in found for becomes in known.becomes)


def test_a_cloud_code_says_what_it_becomes_in_answers_and_in_webhooks() -> None:
    (known,) = explain(130429)
    assert [(b.where, b.code, b.http) for b in known.becomes] == [
        (Where.ANSWER, 1015, 429),
        (Where.WEBHOOK, 429, None),
    ]


def test_words_that_matter_are_named_where_no_subcode_decides() -> None:
    assert "if its text says “row count”" in [b.when for b in explain(131009)[0].becomes]
    assert [b.when for b in explain(131026)[0].becomes][-1] == "if the operator wants it so"
    assert {b.when for b in explain(100, 33)[0].becomes} == {""}


def test_what_is_reported_later_is_marked() -> None:
    assert [explain(code)[0].reported_later for code in (131047, 131008)] == [True, False]


def test_an_unknown_code_is_explained_by_nothing_and_has_neighbours() -> None:
    assert explain(131407) == []
    assert 131047 in near(131407)
