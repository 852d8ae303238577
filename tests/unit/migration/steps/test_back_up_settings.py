"""The backup is taken as it is, kept encrypted, and shown only by its hash."""

from __future__ import annotations

import hashlib

import pytest

from tests.unit.migration.bench import BACKUP, Bench, prospect
from tests.unit.migration.checks.fakes import World, onprem_error
from tests.unit.migration.conftest import NewBench
from wamigrate.config import Number, StoredBackup
from wamigrate.core.secret import Secret
from wamigrate.errors import OnPremError, StepFailed
from wamigrate.migration.steps.back_up_settings import fingerprint, step

pytestmark = pytest.mark.anyio

SHA256 = hashlib.sha256(BACKUP.encode()).hexdigest()


def stored(sha256: str | None = None) -> StoredBackup:
    return StoredBackup(data=Secret(BACKUP), password=Secret("long-ago"), sha256=sha256)


async def test_a_backup_is_taken_and_kept_with_the_password_made_for_it(bench: Bench) -> None:
    assert await bench.run(step) == {"backup": "taken", "sha256": SHA256, "length": len(BACKUP)}
    assert await bench.kept("backup_data") == BACKUP
    assert await bench.kept("backup_password") == bench.onprem.password.reveal()


async def test_each_backup_gets_a_password_of_its_own(bench: Bench) -> None:
    await bench.run(step)
    first = bench.onprem.password
    await bench.run(step)
    assert len(first.reveal()) >= 32
    assert bench.onprem.password != first


async def test_a_deployment_that_refuses_leaves_nothing_kept(bench: Bench) -> None:
    bench.onprem.errors["backup"] = onprem_error(500, 1014)
    with pytest.raises(OnPremError):
        await bench.run(step)
    assert await bench.kept("backup_data") is None


@pytest.mark.parametrize("sha256", [None, SHA256, SHA256.upper()])
async def test_where_the_deployment_is_gone_the_stored_backup_is_taken(
    new_bench: NewBench, sha256: str | None
) -> None:
    bench = new_bench(path="C")
    bench.change_number(backup=stored(sha256))
    assert await bench.run(step) == {"backup": "stored", "sha256": SHA256, "length": len(BACKUP)}
    assert bench.onprem.calls == []
    assert await bench.kept("backup_data") == BACKUP
    assert await bench.kept("backup_password") == "long-ago"


async def test_a_stored_backup_that_differs_from_what_was_noted_is_refused(new_bench: NewBench) -> None:
    bench = new_bench(path="C")
    bench.change_number(backup=stored("0" * 64))
    with pytest.raises(StepFailed, match="SHA-256 differs") as caught:
        await bench.run(step)
    assert caught.value.step == "back_up_settings"
    assert caught.value.hint is not None
    assert await bench.kept("backup_data") is None


async def test_a_stored_backup_that_was_taken_out_of_the_file_is_missed(new_bench: NewBench) -> None:
    with pytest.raises(StepFailed, match=r"not in wamigrate\.toml any more"):
        await new_bench(path="C").run(step)


async def test_without_deployment_and_backup_there_is_none(new_bench: NewBench) -> None:
    bench = new_bench(path="D")
    bench.change_number(onprem=None)
    assert await bench.run(step) == {"backup": "none"}


def test_the_fingerprint_tells_of_a_change_and_nothing_else() -> None:
    shown = fingerprint(Secret(BACKUP))
    assert shown == {"sha256": SHA256, "length": len(BACKUP)}
    assert fingerprint(Secret(BACKUP + "=")) != shown


def with_backup(sha256: str | None) -> Number:
    bench = World()
    bench.change_number(backup=stored(sha256))
    return bench.number


@pytest.mark.parametrize(
    ("path", "number", "notes"),
    [
        ("A", with_backup(None), []),
        ("C", with_backup(SHA256), []),
        ("C", with_backup(None), ["The stored backup has no sha256 to compare with."]),
        (
            "D",
            with_backup(None),
            ["There is no backup: the profile is lost, and an Official Business Account with it."],
        ),
    ],
)
def test_the_plan_notes_what_is_lost_or_cannot_be_compared(
    path: str, number: Number, notes: list[str]
) -> None:
    found = list(step.blockers(prospect(number, path=path)))
    assert [blocker.what for blocker in found] == notes
    assert all(blocker.note for blocker in found)
