"""Links that need a media provider's credentials."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import findings, places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.difference import MANUAL
from wamigrate.differences.facts import Facts
from wamigrate.differences.media_provider import difference
from wamigrate.differences.samples import send

LINK = "https://files.example.com/a.pdf"


def test_media_without_a_provider_stay() -> None:
    assert places(difference, send("document", {"link": LINK})) == []


@pytest.mark.parametrize(
    "medium", [{"id": "1", "provider": "a"}, {"provider": {"name": "a"}}, {"link": LINK, "provider": None}]
)
def test_a_provider_that_means_nothing_goes(medium: dict[str, Json]) -> None:
    (finding,) = findings(difference, send("document", medium))
    assert (finding.path, finding.fix) == (("document", "provider"), "safe")


@pytest.mark.parametrize("provider", ["archive", {"name": "archive"}])
def test_a_known_provider_s_link_waits_until_it_was_fetched(provider: Json) -> None:
    facts = Facts(providers=frozenset({"archive"}))
    (finding,) = findings(difference, send("document", {"link": LINK, "provider": provider}), facts)
    assert (finding.safety, finding.code) == (MANUAL, 1014)


def test_an_unknown_provider_s_link_may_be_public() -> None:
    (finding,) = findings(difference, send("document", {"link": LINK, "provider": {"name": ["?"]}}))
    assert (finding.fix, finding.code) == ("unsafe", 1006)


def test_a_file_that_was_uploaded_is_sent_by_its_id() -> None:
    medium = {"link": LINK, "provider": {"name": "archive"}, "caption": "yours"}
    sent = repaired(difference, send("document", medium), Facts(media={LINK: "9"}))
    assert sent["document"] == {"id": "9", "caption": "yours"}
