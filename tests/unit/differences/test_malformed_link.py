"""Links that are none."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import findings, places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.difference import MANUAL
from wamigrate.differences.malformed_link import difference
from wamigrate.differences.samples import interactive, send

LINK = "https://media.example.com/a.jpg"


@pytest.mark.parametrize(
    "medium", [{"link": LINK}, {"link": "HTTP://a.example.com"}, {"id": "1", "link": "x"}, {"link": ""}, {}]
)
def test_a_whole_address_stays(medium: Json) -> None:
    assert places(difference, send("image", medium)) == []


@pytest.mark.parametrize(
    "link", ["ftp://a.example.com", "a.example.com/b", "https://", "https://[", "https://a:b/", 7]
)
def test_what_is_no_address_is_for_a_person(link: Json) -> None:
    (finding,) = findings(difference, send("image", {"link": link}))
    assert (finding.safety, finding.code) == (MANUAL, 1009)


def test_the_address_of_a_button_is_looked_at_too() -> None:
    action = {"name": "cta_url", "parameters": {"display_text": "Look", "url": f" {LINK}"}}
    sent = repaired(difference, send("interactive", interactive("cta_url", action)))
    assert sent["interactive"]["action"]["parameters"]["url"] == LINK
