"""P22"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World
from wamigrate.migration.check import Level
from wamigrate.migration.checks.traffic_findings import check

pytestmark = pytest.mark.anyio

FOUND = {
    "messages": 40,
    "refused": 3,
    "changed": 1,
    "fixed": 0,
    "findings": [
        {"difference": "padded-text", "level": "refused"},
        {"difference": "padded-text", "level": "refused"},
        {"difference": "onprem-media-id", "level": "refused"},
        {"difference": "voice-type", "level": "changed"},
        {"difference": "namespace", "level": "note"},
    ],
}


async def test_traffic_without_findings_is_fine(world: World) -> None:
    verdict = await world.verdict(check)
    assert verdict.level is Level.OK
    assert verdict.seen == "3 message(s) looked at: Cloud API takes them all as they are meant."


async def test_notes_alone_are_fine(world: World) -> None:
    world.findings = {"messages": 1, "refused": 0, "changed": 0, "findings": [{"level": "note"}]}
    assert (await world.verdict(check)).level is Level.OK


async def test_traffic_that_nobody_looked_at_warns(world: World) -> None:
    world.change_number(findings=None)
    verdict = await world.verdict(check)
    assert verdict.level is Level.WARN
    assert "findings = " in verdict.todo


async def test_a_bridge_makes_looking_at_it_unnecessary(world: World) -> None:
    world.change_number(findings=None)
    assert (await world.verdict(check, bridge_serves=True)).level is Level.OK


async def test_findings_that_are_left_block_and_are_named(world: World) -> None:
    world.findings = FOUND
    verdict = await world.verdict(check)
    assert verdict.level is Level.ERROR
    assert verdict.seen == (
        "40 message(s) looked at: 3 finding(s) that Cloud API refuses, 1 that it understands differently "
        "(padded-text ×2, onprem-media-id ×1, voice-type ×1)."
    )


@pytest.mark.parametrize("counts", [{"refused": 1, "changed": 0}, {"refused": 0, "changed": 1}])
async def test_either_kind_blocks_by_its_count_alone(world: World, counts: dict[str, int]) -> None:
    world.findings = {"messages": 1, **counts}
    assert (await world.verdict(check)).level is Level.ERROR


async def test_findings_do_not_block_behind_a_bridge(world: World) -> None:
    world.findings = FOUND
    assert (await world.verdict(check, bridge_serves=True)).level is Level.OK


async def test_accepted_findings_warn(world: World) -> None:
    world.findings = FOUND
    assert (await world.verdict(check, accept_findings=True)).level is Level.WARN


async def test_a_file_about_no_message_is_as_good_as_none(world: World) -> None:
    world.findings = {"messages": 0, "refused": 0, "changed": 0}
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.WARN, "No traffic of this number has been looked at.")


@pytest.mark.parametrize(
    "content", [b"{", b"[]", b"\xff", b'{"messages": 1}', b'{"messages":1,"refused":true,"changed":0}']
)
@pytest.mark.parametrize("bridged", [False, True])
async def test_a_broken_file_blocks(world: World, content: bytes, bridged: bool) -> None:
    world.findings = content
    verdict = await world.verdict(check, bridge_serves=bridged)
    assert verdict.level is Level.ERROR
    assert "findings.json" in verdict.seen


async def test_a_missing_file_blocks(world: World) -> None:
    world.findings = None
    verdict = await world.verdict(check)
    assert verdict.level is Level.ERROR
    assert verdict.seen.startswith("There is no findings file ")
