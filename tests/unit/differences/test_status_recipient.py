"""The recipient of a status, in both forms or in one."""

from __future__ import annotations

from tests.unit.differences.ask import asked, edited
from wamigrate.differences.difference import Direction
from wamigrate.differences.samples import CUSTOMER, status_callback, status_value
from wamigrate.differences.status_recipient import difference


def test_both_forms_are_left_alone_for_on_premises_and_one_for_cloud() -> None:
    assert asked(difference, Direction.TO_ONPREM, status_callback(status="read")) == []
    assert asked(difference, Direction.TO_CLOUD, status_value(status="read")) == []
    assert asked(difference, Direction.TO_ONPREM, {"statuses": ["x"]}) == []


def test_the_new_form_alone_is_enough() -> None:
    given = status_callback(status="read")
    del given["statuses"][0]["recipient_id"]
    assert edited(difference, Direction.TO_CLOUD, given)["statuses"][0]["recipient_id"] == CUSTOMER


def test_payments_keep_their_type() -> None:
    paid = status_value(status="captured", type="payment")
    assert edited(difference, Direction.TO_ONPREM, paid)["statuses"][0]["type"] == "payment"
