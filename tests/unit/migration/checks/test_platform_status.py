"""P23"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World
from wamigrate.clients.transport import Answer, Request
from wamigrate.errors import NotSent
from wamigrate.migration.check import Level
from wamigrate.migration.checks.platform_status import check

pytestmark = pytest.mark.anyio

QUIET = b'<?xml version="1.0"?><rss version="2.0"><channel><title>Status</title></channel></rss>'
TROUBLE = (
    b'<rss version="2.0"><channel><title>Status</title><item><guid>1</guid>'
    b"<title><![CDATA[Cloud API: <b>elevated</b> errors &amp; latency]]></title></item></channel></rss>"
)


def at_meta(world: World, status: int, body: bytes) -> None:
    world.change_graph(url="https://graph.facebook.com")
    world.transport.reply = lambda request: Answer(status, {}, body)


async def test_no_open_disturbance_is_fine(world: World) -> None:
    at_meta(world, 200, QUIET)
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.OK, "Meta's status page names no disturbance.")
    assert [request.place for request in world.transport.requests] == ["metastatus.com:443"]


async def test_at_a_simulator_nothing_is_asked(world: World) -> None:
    assert (await world.verdict(check)).level is Level.SKIP
    assert world.transport.requests == []


async def test_an_open_disturbance_warns_with_its_title(world: World) -> None:
    at_meta(world, 200, TROUBLE)
    verdict = await world.verdict(check, final=True)
    assert verdict.level is Level.WARN
    assert verdict.seen == "Meta's status page names: Cloud API: elevated errors & latency."


@pytest.mark.parametrize(("status", "body"), [(500, b""), (200, b"<html>"), (302, b"")])
async def test_a_page_that_is_no_feed_warns(world: World, status: int, body: bytes) -> None:
    at_meta(world, status, body)
    assert (await world.verdict(check)).level is Level.WARN


async def test_a_page_that_cannot_be_reached_warns(world: World) -> None:
    def refuse(request: Request) -> Answer:
        raise NotSent("metastatus.com:443 refuses connections.")

    at_meta(world, 200, b"")
    world.transport.reply = refuse
    assert (await world.verdict(check)).level is Level.WARN
