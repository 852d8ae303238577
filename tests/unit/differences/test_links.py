"""What a link says about its host."""

from __future__ import annotations

import pytest

from wamigrate.core.payload import Json
from wamigrate.differences.links import host_of, is_private


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://Media.Example.com/a?b#c", "media.example.com"),
        ("http://user:secret@a.example.com:81", "a.example.com"),
        ("https://[2001:db8::1]/a", "2001:db8::1"),
    ],
)
def test_a_link_has_a_host(link: str, host: str) -> None:
    assert host_of(link) == host


@pytest.mark.parametrize(
    "link",
    ["", "a", "ftp://a.b", "https://", "https:///a", "https://a.b ", "https://[", "https://a:x/", 5, None],
)
def test_what_is_no_link_has_none(link: Json) -> None:
    assert host_of(link) is None


@pytest.mark.parametrize(
    "host", ["localhost", "nas", "a.internal", "10.1.2.3", "169.254.169.254", "fe80::1", "::1"]
)
def test_what_has_no_way_from_the_internet_is_private(host: str) -> None:
    assert is_private(host)


@pytest.mark.parametrize("host", ["example.com", "1.1.1.1", "2606:4700:4700::1111"])
def test_the_rest_is_not(host: str) -> None:
    assert not is_private(host)
