"""Messages to customers who are known by a user id."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.samples import send
from wamigrate.differences.user_id_recipient import USER, difference


def to_nobody(**others: Json) -> Json:
    return {k: v for k, v in send("text", {"body": "hi"}, **others).items() if k != "to"}


@pytest.mark.parametrize(
    "payload",
    [send("text", {"body": "hi"}), to_nobody(recipient=USER), to_nobody(recipient=None), to_nobody()],
)
def test_what_names_its_customer_as_cloud_api_does_stays(payload: Json) -> None:
    assert places(difference, payload) == []


def test_a_user_id_in_the_place_of_a_number_moves() -> None:
    sent = repaired(difference, send("text", {"body": "hi"}, to="DE.ENT.4711"))
    assert sent == to_nobody(recipient="DE.ENT.4711")


@pytest.mark.parametrize("named", ["Ann", 7, ["US.1"], {}])
def test_what_is_no_user_id_is_for_a_person(named: Json) -> None:
    assert places(difference, to_nobody(recipient=named)) == ["recipient"]
