"""Dates that are written in the user's language."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import findings, places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.difference import MANUAL
from wamigrate.differences.localized_date import difference
from wamigrate.differences.samples import send, template


def date(**moment: Json) -> Json:
    return send(
        "template", template({"type": "body", "parameters": [{"type": "date_time", "date_time": moment}]})
    )


@pytest.mark.parametrize(
    "payload", [date(fallback_value="1 May"), send("template", template()), send("template", None)]
)
def test_a_date_as_text_stays(payload: Json) -> None:
    assert places(difference, payload) == []


def test_what_is_lost_is_told_and_stays() -> None:
    (finding,) = findings(
        difference, date(fallback_value="1 May", day_of_month=1, month="5", calendar="GREGORIAN")
    )
    assert (finding.safety, finding.edits) == (MANUAL, ())


def test_parts_that_are_no_numbers_go() -> None:
    sent = repaired(difference, date(fallback_value="1 May", day_of_week="MONDAY", month=5))
    parameter = sent["template"]["components"][0]["parameters"][0]
    assert parameter["date_time"] == {"fallback_value": "1 May", "month": 5}


def test_other_parameters_are_no_dates() -> None:
    assert (
        places(difference, send("template", template({"type": "body", "parameters": [{"type": "text"}]})))
        == []
    )
