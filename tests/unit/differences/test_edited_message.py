"""Edited messages are delivered only as what they are."""

from __future__ import annotations

import pytest

from tests.unit.differences.ask import edited
from wamigrate.core.payload import REMOVED, Json
from wamigrate.differences.difference import Direction
from wamigrate.differences.edited_message import difference
from wamigrate.differences.facts import Facts, Policies
from wamigrate.differences.samples import value

FACTS = Facts(policies=Policies(edits="message"))


@pytest.mark.parametrize("inner", [None, {}, {"type": 5}, {"type": "edit", "edit": {}}])
def test_an_edit_of_nothing_is_kept_back(inner: Json) -> None:
    payload = value(type="edit", edit={"original_message_id": "wamid.1", "message": inner})
    assert edited(difference, Direction.TO_ONPREM, payload, FACTS) is REMOVED


def test_a_picture_keeps_its_new_caption() -> None:
    image = {"id": "1", "caption": "new"}
    inner = {"type": "image", "image": image, "context": {"from": "1", "id": "x"}}
    payload = value(type="edit", edit={"original_message_id": "wamid.1", "message": inner})
    message = edited(difference, Direction.TO_ONPREM, payload, FACTS)["messages"][0]
    assert (message["type"], message["image"], message["context"]) == ("image", image, {"id": "wamid.1"})
