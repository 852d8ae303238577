"""Messages to groups."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import findings, places
from wamigrate.core.payload import Json
from wamigrate.differences.difference import MANUAL
from wamigrate.differences.group_recipient import difference
from wamigrate.differences.samples import send


@pytest.mark.parametrize("more", [{}, {"recipient_type": "individual"}, {"recipient_type": None}])
def test_single_users_are_left_alone(more: dict[str, Json]) -> None:
    assert places(difference, send("text", {"body": "hi"}, **more)) == []


def test_a_group_is_an_unknown_group() -> None:
    (finding,) = findings(difference, send("text", {"body": "hi"}, recipient_type="GROUP"))
    assert (finding.code, finding.safety, finding.edits) == (1012, MANUAL, ())
