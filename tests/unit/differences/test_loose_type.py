"""Numbers, texts and flags in each other's place."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.loose_type import difference
from wamigrate.differences.samples import interactive, reply_button, send, template


def buttons(button_id: Json) -> Json:
    return send("interactive", interactive("button", {"buttons": [reply_button(button_id, "Yes")]}))


@pytest.mark.parametrize("button_id", ["7", True, None, [7], {}, float("inf")])
def test_what_is_no_number_stays(button_id: Json) -> None:
    assert places(difference, buttons(button_id)) == []


@pytest.mark.parametrize(("button_id", "text"), [(7, "7"), (1.5, "1.5"), (-1, "-1")])
def test_a_number_becomes_a_text(button_id: Json, text: str) -> None:
    sent = repaired(difference, buttons(button_id))
    assert sent["interactive"]["action"]["buttons"][0]["reply"]["id"] == text


@pytest.mark.parametrize(("preview", "shown"), [("TRUE", True), ("false", False)])
def test_a_flag_written_as_text_becomes_one(preview: str, shown: bool) -> None:
    assert (
        repaired(difference, send("text", {"body": "a", "preview_url": preview}))["text"]["preview_url"]
        is shown
    )


@pytest.mark.parametrize("given", ["yes", 1, None])
def test_other_words_are_no_flags(given: Json) -> None:
    assert places(difference, send("text", {"body": "a", "preview_url": given})) == []


@pytest.mark.parametrize(
    ("amount", "left"), [("1500", 1500), (1500.0, 1500), ("1,5", "1,5"), ("9" * 16, "9" * 16), (1.5, 1.5)]
)
def test_whole_numbers_are_read_where_there_is_one_way_to(amount: Json, left: Json) -> None:
    currency = {"fallback_value": "a", "code": "USD", "amount_1000": amount}
    message = send(
        "template", template({"type": "body", "parameters": [{"type": "currency", "currency": currency}]})
    )
    sent = repaired(difference, message)
    assert sent["template"]["components"][0]["parameters"][0]["currency"]["amount_1000"] == left


def test_a_type_is_no_number() -> None:
    assert places(difference, send("interactive", {"type": 5})) == []
