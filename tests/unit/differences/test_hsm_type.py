"""Templates sent as `hsm`."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.hsm_type import difference
from wamigrate.differences.samples import send


@pytest.mark.parametrize("payload", [send("hsm", None), send("hsm", "x"), {"type": "hsm"}])
def test_what_is_no_object_stays(payload: Json) -> None:
    assert places(difference, payload) == []


def test_a_date_keeps_the_text_of_its_default() -> None:
    date = {"default": "1 May", "date_time": {"component": {"month": 5}}}
    old = send("hsm", {"element_name": "a", "localizable_params": [date]})
    (body,) = repaired(difference, old)["template"]["components"]
    assert body["parameters"] == [{"type": "date_time", "date_time": {"fallback_value": "1 May"}}]


def test_a_single_parameter_may_stand_without_a_list() -> None:
    old = send("hsm", {"element_name": "a", "localizable_params": {"default": "Ann"}})
    (body,) = repaired(difference, old)["template"]["components"]
    assert body["parameters"] == [{"type": "text", "text": "Ann"}]


def test_what_is_missing_is_not_made_up() -> None:
    assert repaired(difference, send("hsm", {}))["template"] == {}


def test_an_amount_becomes_a_currency() -> None:
    amount = {"default": "$10", "currency": {"currency_code": "USD", "amount_1000": 10000}}
    old = send("hsm", {"element_name": "a", "localizable_params": [amount]})
    (body,) = repaired(difference, old)["template"]["components"]
    currency = {"fallback_value": "$10", "code": "USD", "amount_1000": 10000}
    assert body["parameters"] == [{"type": "currency", "currency": currency}]
