"""P18"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World, cloud_error, onprem_error
from wamigrate.migration.check import Level
from wamigrate.migration.checks.profile import check

pytestmark = pytest.mark.anyio


async def test_the_profile_of_both_sides_is_told(world: World) -> None:
    verdict = await world.verdict(check)
    assert verdict.level is Level.INFO
    assert verdict.seen == (
        "It is no Official Business Account. Profile at Meta: about, websites. "
        "On the deployment: description."
    )


async def test_what_the_profile_says_is_not_shown(world: World) -> None:
    assert "acme.example" not in (await world.verdict(check)).seen


async def test_an_empty_profile_is_called_so(world: World) -> None:
    world.cloud.answers["business_profile"] = {"messaging_product": "whatsapp"}
    assert "Profile at Meta: empty." in (await world.verdict(check, path="C")).seen


@pytest.mark.parametrize(("oba", "word"), [(True, "badge is lost"), (False, "stored backup first.")])
async def test_a_move_without_a_backup_warns(world: World, oba: bool, word: str) -> None:
    world.cloud.override("phone_number", is_official_business_account=oba)
    verdict = await world.verdict(check, path="D")
    assert verdict.level is Level.WARN
    assert word in verdict.todo


async def test_a_deployment_that_does_not_tell_its_profile_is_no_obstacle(world: World) -> None:
    world.onprem.errors["business_profile"] = onprem_error(500)
    assert (await world.verdict(check)).level is Level.INFO


async def test_a_profile_that_cannot_be_read_at_meta_warns(world: World) -> None:
    world.cloud.errors["business_profile"] = cloud_error(10)
    assert (await world.verdict(check)).level is Level.WARN
