"""P33"""

from __future__ import annotations

import hashlib

import pytest

from tests.unit.migration.checks.fakes import World
from wamigrate.config import StoredBackup
from wamigrate.core.secret import Secret
from wamigrate.migration.check import Level
from wamigrate.migration.checks.stored_backup import check

pytestmark = pytest.mark.anyio

DATA = "V0FCSw" + "A" * 60
HASH = hashlib.sha256(DATA.encode()).hexdigest()


def stored(data: str = DATA, password: str = "tacocat", sha256: str | None = HASH) -> StoredBackup:
    return StoredBackup(data=Secret(data), password=Secret(password), sha256=sha256)


async def test_a_backup_with_the_noted_hash_is_fine(world: World) -> None:
    world.change_number(backup=stored())
    verdict = await world.verdict(check, path="C")
    assert (verdict.level, verdict.seen) == (Level.OK, "The stored backup is the one whose hash was noted.")


async def test_a_hash_in_capitals_is_the_same_hash(world: World) -> None:
    world.change_number(backup=stored(sha256=f" {HASH.upper()} "))
    assert (await world.verdict(check, path="C")).level is Level.OK


async def test_without_a_stored_backup_other_paths_skip_it(world: World) -> None:
    assert (await world.verdict(check)).level is Level.SKIP


async def test_path_c_without_a_stored_backup_blocks(world: World) -> None:
    assert (await world.verdict(check, path="C")).level is Level.ERROR


async def test_a_changed_backup_blocks_and_is_not_shown(world: World) -> None:
    world.change_number(backup=stored(data=DATA[:-1] + "B"))
    verdict = await world.verdict(check, path="C")
    assert verdict.level is Level.ERROR
    assert DATA[:10] not in f"{verdict}"


@pytest.mark.parametrize("data", ["", "V0FCSw", DATA + "\n", "V0FC Sw" + DATA])
async def test_a_backup_of_an_impossible_shape_blocks(world: World, data: str) -> None:
    world.change_number(backup=stored(data=data, sha256=None))
    assert (await world.verdict(check, path="C")).level is Level.ERROR


async def test_a_backup_without_a_password_blocks(world: World) -> None:
    world.change_number(backup=stored(password=""))
    assert (await world.verdict(check, path="C")).level is Level.ERROR


async def test_a_backup_without_a_noted_hash_warns(world: World) -> None:
    world.change_number(backup=stored(sha256=None))
    assert (await world.verdict(check, path="C")).level is Level.WARN
