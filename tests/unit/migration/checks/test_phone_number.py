"""P03"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World, cloud_error, onprem_error
from wamigrate.migration.check import Level
from wamigrate.migration.checks.phone_number import canonical, check

pytestmark = pytest.mark.anyio


async def test_the_same_digits_on_both_sides_are_fine(world: World) -> None:
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.OK, "Both sides say +16505550100.")


async def test_without_a_deployment_there_is_nothing_to_compare(world: World) -> None:
    assert (await world.verdict(check, path="D")).level is Level.OK


@pytest.mark.parametrize(
    ("onprem", "meta"),
    [
        ("553111100000", "5531911100000"),
        ("5531911100000", "553111100000"),
        ("5215512345678", "525512345678"),
        ("5491112345678", "541112345678"),
    ],
)
async def test_the_two_spellings_of_a_number_warn_with_the_mapping(
    world: World, onprem: str, meta: str
) -> None:
    world.onprem.answers["application_settings"] = {"wa_id": onprem}
    world.cloud.override("phone_number", display_phone_number=f"+{meta}")
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert f"map {onprem} to {meta}" in verdict.todo


@pytest.mark.parametrize("digits", ["16505550100", "5511987", "55319111000001", "34911100000"])
def test_other_numbers_have_one_spelling(digits: str) -> None:
    assert canonical(digits) == digits


async def test_another_number_on_the_deployment_blocks(world: World) -> None:
    world.onprem.answers["application_settings"] = {"wa_id": "16505550199"}
    verdict = await world.verdict(check)
    assert verdict.level is Level.ERROR
    assert verdict.seen == (
        "The deployment serves +16505550199, but the phone number id belongs to +16505550100."
    )


async def test_a_number_of_another_waba_blocks(world: World) -> None:
    world.cloud.answers["phone_numbers"] = [{"id": "1"}]
    verdict = await world.verdict(check)
    assert verdict.level is Level.ERROR
    assert "The number 106540352242922 is not in WABA 102290129340398." in verdict.seen


async def test_an_id_that_meta_does_not_show_blocks_with_the_usual_mistakes(world: World) -> None:
    world.cloud.errors["phone_number"] = cloud_error(100, 33)
    verdict = await world.verdict(check)
    assert verdict.level is Level.ERROR
    assert "not the WABA's id" in verdict.todo


async def test_another_refusal_is_shown_as_it_is(world: World) -> None:
    world.cloud.errors["phone_number"] = cloud_error(10, status=403)
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.ERROR, "Not known: Graph API: refused (code 10).")


async def test_a_silent_deployment_is_left_to_its_own_check(world: World) -> None:
    world.onprem.errors["application_settings"] = onprem_error(401)
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert verdict.todo == "First: wamigrate check main --only onprem-login"
