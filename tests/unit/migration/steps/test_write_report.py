"""The report lies in the state folder in every format, for its owner alone."""

from __future__ import annotations

import json

import pytest

from tests.unit.migration.bench import Bench
from wamigrate.errors import StepFailed
from wamigrate.migration.report import FORMATS
from wamigrate.migration.steps.write_report import step

pytestmark = pytest.mark.anyio


async def test_every_format_is_written(bench: Bench) -> None:
    found = await bench.run(step)
    assert found == {"files": [f"{bench.migration.id}.{form}" for form in FORMATS]}
    folder = bench.settings.state_folder / "reports"
    assert folder.stat().st_mode & 0o777 == 0o700
    document = json.loads((folder / f"{bench.migration.id}.json").read_text())
    assert document["migration"]["id"] == bench.migration.id


async def test_writing_it_again_replaces_it(bench: Bench) -> None:
    await bench.run(step)
    bench.set(state="S2")
    await bench.run(step)
    document = json.loads(
        (bench.settings.state_folder / "reports" / f"{bench.migration.id}.json").read_text()
    )
    assert document["migration"]["state"] == "S2"


async def test_a_folder_that_cannot_be_written_is_told(bench: Bench) -> None:
    bench.settings.state_folder.mkdir(parents=True, exist_ok=True)
    (bench.settings.state_folder / "reports").write_text("a file where the folder should be")
    with pytest.raises(StepFailed) as caught:
        await bench.run(step)
    assert "reports" in caught.value.message
    assert caught.value.hint
