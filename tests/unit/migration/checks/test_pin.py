"""P15"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World, onprem_error
from wamigrate.clients.onprem import Node
from wamigrate.core.secret import Secret
from wamigrate.migration.check import Level
from wamigrate.migration.checks.pin import check

pytestmark = pytest.mark.anyio


async def test_a_configured_pin_of_six_digits_is_fine(world: World) -> None:
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (
        Level.OK,
        "A PIN of six digits is configured; only register can test it.",
    )


@pytest.mark.parametrize("pin", ["12345", "1234567", "12345a", "", "１２３４５６", "123456\n"])
async def test_a_pin_that_is_not_six_digits_blocks_and_is_not_shown(world: World, pin: str) -> None:
    world.change_number(pin=Secret(pin))
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.ERROR, "The configured PIN is not six digits.")


async def test_an_unknown_pin_is_fine_where_the_admin_can_set_one(world: World) -> None:
    world.change_number(pin=None)
    verdict = await world.verdict(check)
    assert verdict.level is Level.OK
    assert "after the approval" in verdict.seen


async def test_an_unknown_pin_blocks_where_no_deployment_is_left(world: World) -> None:
    world.change_number(pin=None)
    verdict = await world.verdict(check, path="D")
    assert verdict.level is Level.ERROR
    assert 'answers = { two_step = "off" }' in verdict.todo
    assert "WhatsApp Manager" in verdict.todo


async def test_an_unknown_pin_blocks_where_the_gateway_is_down(world: World) -> None:
    world.change_number(pin=None)
    world.onprem.answers["health"] = [Node("", "disconnected", None)]
    assert (await world.verdict(check, path="B")).level is Level.ERROR


async def test_an_unknown_pin_blocks_where_the_user_is_no_admin(world: World) -> None:
    world.change_number(pin=None)
    world.onprem.errors["application_settings"] = onprem_error(403, 1005)
    verdict = await world.verdict(check)
    assert verdict.level is Level.ERROR
    assert "refused (code 1005)" in verdict.seen


async def test_two_step_that_is_off_needs_no_pin(world: World) -> None:
    world.change_number(pin=None)
    world.answers["two_step"] = "off"
    world.cloud.override("phone_number", is_pin_enabled=False)
    assert (await world.verdict(check, path="D")).level is Level.OK


async def test_two_step_that_is_off_for_you_and_on_for_meta_warns(world: World) -> None:
    world.answers["two_step"] = "off"
    assert (await world.verdict(check)).level is Level.WARN


async def test_a_known_pin_that_is_not_configured_warns(world: World) -> None:
    world.change_number(pin=None)
    world.answers["two_step"] = "known"
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert verdict.todo == 'Add pin = "env:…" to the [[number]] table.'


async def test_a_configured_pin_that_you_do_not_know_warns_with_the_command_that_sets_it(
    world: World,
) -> None:
    world.answers["two_step"] = "unknown"
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert "wamigrate check main --only pin --write" in verdict.todo


async def test_with_write_the_admin_sets_the_configured_pin(world: World) -> None:
    verdict = await world.verdict(check, write=True)
    assert verdict.level is Level.OK
    assert world.onprem.calls == ["delete_two_step", "set_two_step"]
    assert world.onprem.pins == [Secret("012345")]


async def test_with_write_but_without_a_pin_nothing_is_set(world: World) -> None:
    world.change_number(pin=None)
    await world.verdict(check, write=True)
    assert world.onprem.pins == []


async def test_a_refused_write_blocks_before_anything_has_changed(world: World) -> None:
    world.onprem.errors["delete_two_step"] = onprem_error(500, 1014)
    assert (await world.verdict(check, write=True)).level is Level.ERROR
    assert world.onprem.calls == ["delete_two_step"]


async def test_a_write_that_ends_half_way_says_so(world: World) -> None:
    world.onprem.errors["set_two_step"] = onprem_error(500, 1014)
    verdict = await world.verdict(check, write=True)
    assert verdict.level is Level.ERROR
    assert verdict.seen.startswith("Two-step verification was switched off, and perhaps not on again: ")


@pytest.mark.parametrize(("agreed", "calls"), [(None, 0), (False, 0), (True, 2)])
async def test_nothing_is_set_behind_the_owners_back(world: World, agreed: bool | None, calls: int) -> None:
    world.answers["pin_owner"] = "someone-else"
    if agreed is not None:
        world.answers["pin_owner_agreed"] = agreed
    await world.verdict(check, write=True)
    assert len(world.onprem.calls) == calls
