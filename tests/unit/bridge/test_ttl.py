"""`ttl` in its three spellings."""

from __future__ import annotations

import pytest

from wamigrate.bridge.ttl import LONGEST, max_age_of


@pytest.mark.parametrize(
    ("ttl", "seconds"),
    [
        (86400, 86400.0),
        ("3600", 3600.0),
        ("P1D", 86400.0),
        ("PT1H30M", 5400.0),
        ("P1W", 604800.0),
        ("P999999W", LONGEST),
        (10**12, LONGEST),
    ],
)
def test_a_lifetime_is_read(ttl: object, seconds: float) -> None:
    assert max_age_of({"ttl": ttl}) == seconds


@pytest.mark.parametrize("ttl", [None, True, "", "P", "soon", -5, 0, "PT", {}, []])
def test_nonsense_is_no_lifetime(ttl: object) -> None:
    assert max_age_of({"ttl": ttl}) is None
