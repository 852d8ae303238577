"""Which addresses the bridge fetches files from."""

from __future__ import annotations

import pytest

from wamigrate.bridge.links import Allowed, GuardedResolver, Links, Private
from wamigrate.bridge.refusals import Refused


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_a_public_address_is_used(address: str) -> None:
    Allowed(()).check("files.example", address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::10.0.0.1",
    ],
)
def test_an_address_of_the_own_network_is_not_used(address: str) -> None:
    with pytest.raises(Private):
        Allowed(()).check("files.example", address)


def test_what_the_operator_allows_is_used() -> None:
    allowed = Allowed(["media.internal", "10.1.0.0/16"])
    allowed.check("media.internal", "192.168.1.1")
    allowed.check("anything", "10.1.2.3")
    with pytest.raises(Private):
        allowed.check("anything", "10.2.2.3")


@pytest.mark.parametrize(
    ("link", "is_named"),
    [
        ("http://media.internal/a.png", True),
        ("http://MEDIA.internal:8080/a.png", True),
        ("http://10.1.2.3/a.png", True),
        ("http://[::ffff:10.1.2.3]/a.png", True),
        ("http://10.2.2.3/a.png", False),
        ("https://files.example/a.png", False),
        ("http://[", False),
        ("nonsense", False),
    ],
)
def test_only_hosts_that_the_operator_named_are_fetched_without_being_asked(
    link: str, is_named: bool
) -> None:
    assert Allowed(["media.internal", "10.1.0.0/16"]).names(link) is is_named


@pytest.mark.anyio
async def test_a_name_that_leads_inside_is_not_resolved() -> None:
    with pytest.raises(Private):
        await GuardedResolver(Allowed(())).resolve("localhost", 80)
    found = await GuardedResolver(Allowed(["localhost"])).resolve("localhost", 80)
    assert {one["host"] for one in found} <= {"127.0.0.1", "::1"}


@pytest.mark.anyio
@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://x/y", "http://", "http://a b/", "http://u:p@x.example/", "http://x:99999/"],
)
async def test_what_is_no_address_of_a_file_is_refused(url: str) -> None:
    links = Links(Allowed(()), limit=1.0)
    with pytest.raises(Refused) as refused:
        async with links.fetch(url):
            pass
    assert refused.value.code == 1009
    await links.close()
