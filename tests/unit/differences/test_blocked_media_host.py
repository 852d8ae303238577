"""Links to hosts that Cloud API does not fetch from."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places
from wamigrate.core.payload import Json
from wamigrate.differences.blocked_media_host import difference
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import send

FACTS = Facts(blocked_hosts=frozenset({"blocked.example.com"}))


@pytest.mark.parametrize(
    "medium",
    [
        {"link": "https://example.com/a.jpg"},
        {"link": "https://unblocked.example.com/a.jpg"},
        {"id": "1", "link": "https://blocked.example.com/a.jpg"},
        {"link": "blocked.example.com"},
        {},
    ],
)
def test_other_hosts_and_no_links_are_left_alone(medium: Json) -> None:
    assert places(difference, send("image", medium), FACTS) == []


def test_without_a_list_nothing_is_blocked() -> None:
    assert places(difference, send("image", {"link": "https://blocked.example.com/a"})) == []


def test_capital_letters_and_ports_do_not_hide_a_host() -> None:
    assert places(difference, send("image", {"link": "https://CDN.Blocked.example.com:8443/a"}), FACTS) == [
        "image.link"
    ]
