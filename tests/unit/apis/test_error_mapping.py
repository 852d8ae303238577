"""Cloud's errors in On-Premises words, and back: each row, each way of finding one, no secret of ours."""

from __future__ import annotations

import pytest

from wamigrate.apis.error_mapping import (
    Mapped,
    answer_for,
    cloud_code,
    code_of,
    details_of,
    item_for,
    map_error,
    onprem_item,
    sources,
)
from wamigrate.apis.error_rows import ACCEPT_THEN_FAIL, BACK, ELSEWHERE, ROWS, Fit, Row, Where
from wamigrate.apis.onprem import error_codes as onprem

META = {"api_status": "stable", "version": "v2.53.4"}


def first(row: Row) -> int:
    return row[0] if isinstance(row[0], int) else row[0][0]


def saying(row: Row) -> tuple[str, tuple[str, ...]]:
    """A text, and options, with which the row's condition holds."""
    kind, _, words = row[3].partition("~")
    last = words.split("|")[-1]
    return (f"so {last.upper()} so", ()) if kind == "details" else ("", (words,) if words else ())


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{first(r)}-{r[1]}-{r[2]}-{r[3]}")
def test_each_row_is_found_by_what_it_asks_for(row: Row) -> None:
    text, options = saying(row)
    found = map_error(first(row), subcode=row[1], where=row[2], text=text, options=options)
    assert Mapped(row[4], row[5], row[6]) == found
    assert onprem.lookup(row[4]) is not None


@pytest.mark.parametrize("code", [*BACK, *sorted(ELSEWHERE), *sorted(ACCEPT_THEN_FAIL)])
def test_each_code_of_the_other_tables_has_a_counterpart(code: int) -> None:
    if code in BACK:
        assert onprem.lookup(code) is not None or code == 0
        assert cloud_code(code) == BACK[code][0]
    else:
        assert onprem.lookup(map_error(code, where=Where.WEBHOOK).code) is not None


def test_a_subcode_without_meaning_changes_nothing() -> None:
    assert map_error(131009, subcode=2494010, text="row count").code == 2016


def test_a_subcode_with_a_meaning_comes_before_the_words() -> None:
    assert map_error(100, subcode=33, text="missing permissions").code == 1006


def test_a_length_is_a_plain_wrong_value_although_it_speaks_of_characters() -> None:
    assert map_error(131009, text="Header text exceeds 60 characters").code == 1009


@pytest.mark.parametrize(
    ("code", "where", "http", "expected"),
    [
        (999, Where.ANSWER, 429, 1015),
        (999, Where.ANSWER, 503, 1016),
        (999, Where.ANSWER, 404, 1009),
        (999, Where.ANSWER, None, 1000),
        (999, Where.WEBHOOK, None, 500),
        (131036, Where.WEBHOOK, None, 500),
        (132004, Where.WEBHOOK, None, 2004),
    ],
)
def test_an_unknown_code_is_judged_by_its_status_and_its_number(
    code: int, where: Where, http: int | None, expected: int
) -> None:
    assert map_error(code, where=where, http=http).code == expected


def test_a_code_known_from_the_other_place_keeps_its_meaning() -> None:
    assert Mapped(410, 400, Fit.EXACT) == map_error(131043)
    assert Mapped(1009, None, Fit.CLOSE) == map_error(100, where=Where.WEBHOOK)


def test_an_answer_has_meta_and_cloud_s_details() -> None:
    body = {
        "error": {
            "message": "(#131008) Required parameter is missing",
            "code": 131008,
            "error_data": {"messaging_product": "whatsapp", "details": "to is required"},
            "fbtrace_id": "AbC",
        }
    }
    expected = {"code": 1008, "title": "Required parameter is missing", "details": "to is required"}
    assert (400, {"meta": META, "errors": [expected]}) == answer_for(400, body, META)


def test_trouble_with_our_own_token_looks_like_an_outage_and_tells_nothing() -> None:
    error = {"message": "Error validating access token: app 123456", "code": 190, "error_subcode": 463}
    status, body = answer_for(401, {"error": error}, META)
    assert (status, body["errors"][0]["code"]) == (503, 1011)
    assert "123456" not in str(body)


def test_ids_of_ours_are_not_told() -> None:
    missing = {"code": 100, "error_subcode": 33, "message": "Object with ID '110200345501442' does not exist"}
    assert "110200" not in str(details_of(missing))
    assert details_of({"code": 100, "message": "(#100) no 110 here"}, hide=["110"]) == "no … here"


def test_an_error_in_a_webhook_has_its_title_and_details() -> None:
    error = {"code": 131047, "title": "Re-engagement message", "error_data": {"details": "24 hours"}}
    assert item_for(error) == {"code": 470, "title": "Re-engagement message", "details": "24 hours"}


@pytest.mark.parametrize("error", [None, [], "x", {"code": []}, {"code": True}, {"error_data": "x"}])
def test_an_error_of_any_shape_becomes_one_of_on_premises(error: object) -> None:
    assert item_for(error)["code"] == 500
    status, body = answer_for(500, {"error": error}, META)
    assert (status, body["errors"][0]["code"]) == (500, 1000)


def test_a_code_may_be_written_as_text() -> None:
    assert [code_of({"code": "470"}), code_of({"code": "x"}), code_of({})] == [470, None, None]
    assert onprem_item({"code": 470})
    assert not onprem_item({"code": 0})


def test_the_sources_of_an_on_premises_code_are_known() -> None:
    assert sources(470) == [131047]
