"""Properties that are null."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places
from wamigrate.core.payload import Json
from wamigrate.differences.null_property import difference
from wamigrate.differences.samples import interactive, send


@pytest.mark.parametrize("payload", [send("text", {"body": "hi"}), None, [None]])
def test_what_has_no_nulls_and_what_is_no_message_stay(payload: Json) -> None:
    assert places(difference, payload) == []


def test_null_inside_of_free_data_stays() -> None:
    parameters = {"flow_cta": "Go", "flow_action_payload": {"screen": "A", "data": {"name": None}}}
    message = send("interactive", interactive("flow", {"name": "flow", "parameters": parameters}))
    assert places(difference, message) == []


def test_null_in_a_list_is_no_property() -> None:
    message = send("interactive", interactive("button", {"buttons": [None]}, footer=None))
    assert places(difference, message) == ["interactive.footer"]
