"""Media uploaded to On-Premises."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.facts import Facts
from wamigrate.differences.onprem_media_id import difference
from wamigrate.differences.samples import interactive, reply_button, send, template

OLD = "f1d0c0de-0000-4000-8000-c0ffee000001"
YES = {"buttons": [reply_button(OLD, "Yes")]}


@pytest.mark.parametrize(
    "payload",
    [
        send("image", {"id": "1037543291543636"}),
        send("image", {"link": "https://a.example.com/f1d0c0de-0000-4000-8000-c0ffee000001"}),
        send("image", {"id": 7}),
        send("image", None),
        send("interactive", interactive("button", YES)),
        send("text", {"body": OLD}),
    ],
)
def test_ids_of_cloud_and_what_is_no_medium_stay(payload: Json) -> None:
    assert places(difference, payload) == []


def test_every_medium_is_found_wherever_it_stands() -> None:
    header = interactive("button", YES, header={"type": "image", "image": {"id": OLD}})
    component = {
        "type": "header",
        "parameters": [{"type": "document", "document": {"id": OLD.replace("-", "")}}],
    }
    cards = {"type": "carousel", "cards": [{"components": [component]}]}
    assert places(difference, send("interactive", header)) == ["interactive.header.image.id"]
    assert places(difference, send("template", template(component, cards))) == [
        "template.components[0].parameters[0].document.id",
        "template.components[1].cards[0].components[0].parameters[0].document.id",
    ]


def test_an_id_that_is_known_is_replaced_whatever_it_looks_like() -> None:
    assert repaired(difference, send("image", {"id": "cat"}), Facts(media={"cat": "9"}))["image"] == {
        "id": "9"
    }
