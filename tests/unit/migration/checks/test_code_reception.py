"""P19"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World
from wamigrate.migration.check import Level
from wamigrate.migration.checks.code_reception import check

pytestmark = pytest.mark.anyio


async def test_a_phone_that_takes_codes_with_a_person_at_it_is_fine(world: World) -> None:
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.OK, "The phone takes codes; the night shift answers it.")


async def test_unanswered_it_warns_and_says_how_to_answer(world: World) -> None:
    world.forget("phone_takes_codes", "code_holder")
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert verdict.todo == (
        "Answer when `wamigrate check main --only code-reception` asks, "
        'or put answers = { phone_takes_codes = true, code_holder = "…" } into its [[number]] table.'
    )


async def test_only_the_open_question_is_asked(world: World) -> None:
    world.forget("code_holder")
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert "phone_takes_codes" not in verdict.todo


async def test_a_phone_that_takes_no_codes_warns(world: World) -> None:
    world.answers["phone_takes_codes"] = False
    assert (await world.verdict(check)).level is Level.WARN


@pytest.mark.parametrize(("verified", "level"), [("VERIFIED", Level.WARN), ("EXPIRED", Level.ERROR)])
async def test_a_path_that_needs_a_code_is_blocked_by_a_phone_that_takes_none(
    world: World, verified: str, level: Level
) -> None:
    world.answers["phone_takes_codes"] = False
    world.cloud.override("phone_number", code_verification_status=verified)
    assert (await world.verdict(check, path="D")).level is level
