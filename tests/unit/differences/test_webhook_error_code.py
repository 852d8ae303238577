"""Codes in webhooks: each in the words of the other API, none twice."""

from __future__ import annotations

from tests.unit.differences.ask import asked, edited
from wamigrate.differences.difference import Direction
from wamigrate.differences.facts import Facts, Policies
from wamigrate.differences.samples import status_callback
from wamigrate.differences.webhook_error_code import difference

WAY = Direction.TO_ONPREM


def test_a_code_of_on_premises_is_left_alone() -> None:
    assert (
        asked(difference, WAY, status_callback(status="failed", errors=[{"code": 470, "title": "x"}])) == []
    )


def test_an_undeliverable_message_may_have_no_valid_user() -> None:
    failed = status_callback(status="failed", errors=[{"code": 131026}])
    strict = Facts(policies=Policies(undeliverable_is_invalid=True))
    codes = [
        edited(difference, WAY, failed, f)["statuses"][0]["errors"][0]["code"] for f in (Facts(), strict)
    ]
    assert codes == [1026, 1013]


def test_links_are_added_where_an_application_wants_them() -> None:
    failed = status_callback(status="failed", errors=[{"code": 470, "title": "x"}])
    facts = Facts(policies=Policies(error_links=True))
    assert "href" in edited(difference, WAY, failed, facts)["statuses"][0]["errors"][0]


def test_ids_of_ours_are_not_told() -> None:
    error = {"code": 131000, "error_data": {"details": "Number 110200345501442 is busy"}}
    facts = Facts(phone_number_id="110200345501442")
    failed = status_callback(status="failed", errors=[error])
    shown = edited(difference, WAY, failed, facts)["statuses"][0]["errors"][0]
    assert shown["details"] == "Number … is busy"


def test_a_message_that_cannot_be_shown_is_another_difference_s_matter() -> None:
    failed = status_callback(status="failed", errors=[{"code": 501}])
    assert asked(difference, Direction.TO_CLOUD, failed) == []
