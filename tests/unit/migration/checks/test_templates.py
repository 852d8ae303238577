"""P21"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World, cloud_error
from wamigrate.migration.check import Level
from wamigrate.migration.checks.templates import check

pytestmark = pytest.mark.anyio


async def test_an_approved_canary_template_is_fine(world: World) -> None:
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.OK, "All 1 template(s) in use are approved.")


async def test_where_nothing_says_what_is_in_use_it_only_counts(world: World) -> None:
    world.change_number(canary=None)
    verdict = await world.verdict(check)
    assert verdict.level is Level.INFO
    assert verdict.seen == "1 of 2 template(s) approved; which of them are in use is not known."


@pytest.mark.parametrize(
    ("template", "seen"),
    [
        ("gone", "There is no template 'gone'."),
        ({"name": "gone", "language": "de"}, "There is no template 'gone'."),
        ({"name": "hello_world", "language": "fr"}, "Template 'hello_world' has no language fr, only en_US."),
        ({"name": "receipt", "language": "de"}, "Template 'receipt' (de) is PAUSED."),
        ("receipt", "Template 'receipt' is PAUSED."),
    ],
)
async def test_a_template_that_traffic_uses_and_meta_would_refuse_warns(
    world: World, template: object, seen: str
) -> None:
    world.findings = {"messages": 1, "refused": 0, "changed": 0, "templates": [template]}
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.WARN, seen)


async def test_a_template_without_a_language_needs_one_approved_language(world: World) -> None:
    world.findings = {"messages": 1, "refused": 0, "changed": 0, "templates": ["hello_world", 7]}
    assert (await world.verdict(check)).level is Level.OK


async def test_a_broken_findings_file_is_left_to_its_own_check(world: World) -> None:
    world.findings = b"{"
    assert (await world.verdict(check)).level is Level.OK


async def test_templates_that_cannot_be_read_warn(world: World) -> None:
    world.cloud.errors["message_templates"] = cloud_error(80007)
    assert (await world.verdict(check)).level is Level.WARN
