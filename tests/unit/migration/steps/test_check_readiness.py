"""Every check is run once, and one that blocks stops the migration before anything has changed."""

from __future__ import annotations

import pytest

from tests.unit.migration.bench import Bench, prospect
from tests.unit.migration.conftest import NewBench
from wamigrate.errors import StepFailed
from wamigrate.migration.check import Level, Result, Verdict, all_checks
from wamigrate.migration.steps.check_readiness import refuse_blockers, step

pytestmark = pytest.mark.anyio


def result(level: Level, check: str = "token", todo: str = "Mend it.") -> Result:
    return Result(check, "P01", "Title", Verdict(level, "Seen.", todo))


async def test_a_healthy_number_passes_and_what_was_seen_is_kept(bench: Bench) -> None:
    found = (await bench.run(step))["checks"]
    assert {"id", "check", "title", "level", "seen", "todo"} == found[0].keys()
    assert len(found) > len(all_checks()) / 2
    assert all(one["level"] not in {"skip", "error"} for one in found)
    assert bench.cloud.sent == []


async def test_a_check_that_blocks_stops_with_what_to_do(bench: Bench) -> None:
    bench.cloud.becomes(name_status="DECLINED")
    with pytest.raises(StepFailed, match="P06 display-name") as caught:
        await bench.run(step)
    assert caught.value.hint


async def test_known_findings_are_accepted_where_the_operator_said_so(new_bench: NewBench) -> None:
    bench = new_bench(options={"accept_findings": True})
    path = bench.settings.folder / "findings.json"
    path.write_text('{"messages": 9, "refused": 1, "changed": 0, "fixed": 0, "findings": []}')
    bench.change_number(findings=str(path))
    await bench.run(step)
    bench.migration = bench.row
    bench.set(options="{}")
    with pytest.raises(StepFailed, match="traffic-findings"):
        await bench.run(step)


def test_several_blockers_are_told_as_the_first_and_a_count() -> None:
    blocking = [result(Level.ERROR, "scopes", "First."), result(Level.OK), result(Level.ERROR)]
    with pytest.raises(StepFailed, match=r"P01 scopes: Seen\. \(and 1 more\)") as caught:
        refuse_blockers(blocking, "recheck")
    assert (caught.value.step, caught.value.hint) == ("recheck", "First.")
    assert isinstance(caught.value.found["checks"], list)


def test_what_does_not_apply_is_not_kept() -> None:
    kept = refuse_blockers([result(Level.SKIP), result(Level.WARN), result(Level.INFO)], "x")["checks"]
    assert [one["level"] for one in kept] == ["warn", "info"]


def test_the_plan_shows_what_blocks() -> None:
    results = [result(Level.WARN), result(Level.ERROR)]
    (blocker,) = step.blockers(prospect(results=results))
    assert (blocker.what, blocker.todo, blocker.note) == ("P01 token: Seen.", "Mend it.", False)
