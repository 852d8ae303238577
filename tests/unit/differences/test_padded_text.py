"""Blanks around the texts and IDs of buttons, rows and actions."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import findings, places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.difference import MANUAL, SAFE
from wamigrate.differences.facts import Memory, Remembered
from wamigrate.differences.padded_text import difference
from wamigrate.differences.samples import interactive, reply_button, send


def buttons(*replies: Json) -> Json:
    return send("interactive", interactive("button", {"buttons": list(replies)}))


def sections(*given: Json, **more: Json) -> Json:
    return send("interactive", interactive("list", {"button": "Choose", "sections": list(given), **more}))


@pytest.mark.parametrize(
    "payload",
    [
        buttons(reply_button("yes", "Yes, please")),
        buttons({"type": "reply", "reply": {"id": 5, "title": ""}}, "x", {"reply": None}),
        send("interactive", interactive("button", None, body={"text": " spaces are welcome here "})),
        sections({"title": "A b", "rows": [{"id": "1"}, None]}, "x"),
    ],
)
def test_texts_without_blanks_around_them_stay(payload: Json) -> None:
    assert places(difference, payload) == []


def test_ids_are_remembered_so_that_the_application_gets_its_own_back() -> None:
    row = {"id": "\u00a0row\n", "title": "Row "}
    found = findings(difference, sections({"rows": [row]}))
    memory = [m for finding in found for m in finding.memory]
    assert memory == [Memory(Remembered.BUTTON_ID, "row", "\u00a0row\n")]


@pytest.mark.parametrize(
    ("action", "path"),
    [
        ({"parameters": {"display_text": " a"}}, "parameters.display_text"),
        ({"parameters": {"flow_cta": "a "}}, "parameters.flow_cta"),
        ({"parameters": {"thumbnail_product_retailer_id": "a "}}, "parameters.thumbnail_product_retailer_id"),
        ({"product_retailer_id": "a "}, "product_retailer_id"),
        (
            {"sections": [{"product_items": [{"product_retailer_id": " a"}]}]},
            "sections[0].product_items[0].product_retailer_id",
        ),
    ],
)
def test_every_place_is_known(action: Json, path: str) -> None:
    assert places(difference, send("interactive", interactive("x", action))) == [f"interactive.action.{path}"]


def test_a_blank_title_of_the_only_section_goes_and_of_one_of_several_is_for_a_person() -> None:
    only = repaired(difference, sections({"title": " ", "rows": []}))
    assert only["interactive"]["action"]["sections"] == [{"rows": []}]
    (finding,) = findings(difference, sections({"title": " ", "rows": []}, {"title": "B", "rows": []}))
    assert (finding.safety, finding.code) == (MANUAL, 1008)


def test_rows_that_become_the_same_are_for_a_person_and_titles_of_rows_may_be_the_same() -> None:
    rows = [{"id": "1", "title": "A"}, {"id": "1 ", "title": "A "}]
    found = findings(difference, sections({"rows": rows}))
    assert [(f.path[-1], f.safety) for f in found] == [("id", MANUAL), ("title", SAFE)]


def test_a_blank_description_goes() -> None:
    sent = repaired(difference, sections({"rows": [{"id": "1", "title": "A", "description": " "}]}))
    assert sent["interactive"]["action"]["sections"] == [{"rows": [{"id": "1", "title": "A"}]}]


def test_ids_and_titles_of_buttons_are_told_apart() -> None:
    found = findings(difference, buttons(reply_button("1", "No"), reply_button(" 1", "1 ")))
    assert [(f.path[-1], f.safety) for f in found] == [("id", MANUAL), ("title", SAFE)]
