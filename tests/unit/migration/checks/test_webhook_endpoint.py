"""P10"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World
from wamigrate.clients.transport import Answer, Request
from wamigrate.errors import NotSent
from wamigrate.migration.check import Level
from wamigrate.migration.checks.webhook_endpoint import check

pytestmark = pytest.mark.anyio


async def test_an_endpoint_that_echoes_and_accepts_a_signature_is_fine(world: World) -> None:
    verdict = await world.verdict(check)
    assert verdict.level is Level.OK
    assert verdict.seen == "The endpoint repeats hub.challenge. It accepts a signed delivery."


async def test_the_delivery_holds_nothing_that_could_do_harm(world: World) -> None:
    await world.verdict(check)
    posted = [request for request in world.transport.requests if request.method == "POST"]
    assert [request.body for request in posted] == [b'{"object":"whatsapp_business_account","entry":[]}']


async def test_an_address_with_a_query_keeps_it(world: World) -> None:
    world.change_number(webhook_url="https://hooks.example.com/cloud?tenant=7")
    assert (await world.verdict(check)).level is Level.OK
    assert world.transport.requests[0].url.startswith("https://hooks.example.com/cloud?tenant=7&hub.mode=")


async def test_without_an_address_it_is_skipped(world: World) -> None:
    world.change_number(webhook_url=None)
    assert (await world.verdict(check)).level is Level.SKIP


async def test_without_a_transport_it_is_skipped(world: World) -> None:
    assert (await world.verdict(check, transport=None)).level is Level.SKIP


@pytest.mark.parametrize(("status", "body"), [(403, b"no"), (200, b'{"challenge": 1}'), (302, b"")])
async def test_a_challenge_that_is_not_echoed_blocks(world: World, status: int, body: bytes) -> None:
    world.transport.reply = lambda request: Answer(status if request.method == "GET" else 200, {}, body)
    verdict = await world.verdict(check)
    assert verdict.level is Level.ERROR
    assert verdict.seen == f"The verification GET was answered with {status}, not with the bare challenge."


async def test_a_refused_signature_blocks(world: World) -> None:
    def reply(request: Request) -> Answer:
        return Answer(401, {}, b"") if request.method == "POST" else world.transport.behave(request)

    world.transport.reply = reply
    verdict = await world.verdict(check)
    assert verdict.level is Level.ERROR
    assert verdict.seen == "A correctly signed delivery was answered with 401, not 200."


async def test_a_slow_endpoint_warns(world: World) -> None:
    world.transport.delay = 2.5
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.WARN, "A delivery took 2.5 s.")


async def test_what_there_is_no_secret_for_is_not_tried_and_warns(world: World) -> None:
    world.change_graph(verify_token=None, app_secret=None)
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert verdict.todo == "Set verify_token in [graph]. Set app_secret in [graph]."
    assert world.transport.requests == []


async def test_an_endpoint_with_a_self_signed_certificate_blocks(world: World) -> None:
    def refuse(request: Request) -> Answer:
        raise NotSent("The certificate of hooks.example.com:443 is not trusted.")

    world.transport.reply = refuse
    verdict = await world.verdict(check)
    assert verdict.level is Level.ERROR
    assert "public authority" in verdict.todo


@pytest.mark.parametrize(
    ("graph", "level"), [("https://graph.facebook.com", Level.ERROR), ("http://127.0.0.1:8080", Level.WARN)]
)
async def test_plain_http_blocks_unless_it_is_a_rehearsal(world: World, graph: str, level: Level) -> None:
    world.change_graph(url=graph)
    world.change_number(webhook_url="http://127.0.0.1:9000/cloud")
    assert (await world.verdict(check)).level is level


@pytest.mark.parametrize(
    "url", ["hooks.example.com/cloud", "https://", "ftp://hooks.example.com/", "https://[/"]
)
async def test_what_is_no_address_blocks(world: World, url: str) -> None:
    world.change_number(webhook_url=url)
    verdict = await world.verdict(check)
    assert verdict.level is Level.ERROR
    assert "webhook_url is not an address." in verdict.seen


async def test_neither_verify_token_nor_app_secret_is_shown(world: World) -> None:
    world.transport.reply = lambda request: Answer(500, {}, b"verify-me app-secret")
    verdict = await world.verdict(check)
    assert "verify-me" not in f"{verdict}"
    assert "app-secret" not in f"{verdict}"
