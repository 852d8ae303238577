"""Links that only your own network can reach."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import findings, places
from wamigrate.core.payload import Json
from wamigrate.differences.private_link import difference
from wamigrate.differences.samples import send


@pytest.mark.parametrize(
    "medium",
    [
        {"link": "https://media.example.com/a"},
        {"link": "https://8.8.8.8/a"},
        {"id": "1", "link": "http://nas/a"},
        {"link": "x"},
    ],
)
def test_what_the_internet_can_reach_is_left_alone(medium: Json) -> None:
    assert places(difference, send("image", medium)) == []


@pytest.mark.parametrize("host", ["localhost", "nas", "files.internal", "192.168.1.4", "[::1]", "127.0.0.1"])
def test_what_only_the_company_can_reach_gets_a_note(host: str) -> None:
    (finding,) = findings(difference, send("image", {"link": f"http://{host}/a.jpg"}))
    assert finding.edits == ()
