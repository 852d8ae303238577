"""P16"""

from __future__ import annotations

import re

import pytest

from tests.unit.migration.checks.fakes import World, onprem_error
from wamigrate.migration.check import Level
from wamigrate.migration.checks.backup_dry_run import check

pytestmark = pytest.mark.anyio


async def test_without_write_no_backup_is_taken(world: World) -> None:
    verdict = await world.verdict(check)
    assert verdict.level is Level.SKIP
    assert verdict.todo == "To take one: wamigrate check main --only backup-dry-run --write"
    assert world.onprem.calls == []


async def test_with_write_a_usable_backup_is_fine_and_not_shown(world: World) -> None:
    verdict = await world.verdict(check, write=True)
    assert (verdict.level, verdict.seen) == (
        Level.OK,
        "A trial backup of 66 characters was given, and forgotten.",
    )


async def test_its_password_is_long_plain_and_new_each_time(world: World) -> None:
    passwords = set()
    for _ in range(2):
        await world.verdict(check, write=True)
        passwords.add(world.onprem.password.reveal())
    assert len(passwords) == 2
    assert all(re.fullmatch("[0-9a-f]{48}", password) for password in passwords)


@pytest.mark.parametrize("metadata", ["", "V0FCSw", "V0FCSw AAAAAAAAAAAAAAAAAAAA", "V0FCSwAAAAAAAAAAAAAA\n"])
async def test_an_unusable_backup_blocks(world: World, metadata: str) -> None:
    world.onprem.answers["backup"] = metadata
    assert (await world.verdict(check, write=True)).level is Level.ERROR


async def test_a_refused_backup_blocks(world: World) -> None:
    world.onprem.errors["backup"] = onprem_error(500, 1014)
    verdict = await world.verdict(check, write=True)
    assert (verdict.level, verdict.seen) == (Level.ERROR, "Not known: On-Premises API: refused (code 1014).")
