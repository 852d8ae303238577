"""Run every preflight check.

Why: a wrong PIN, a missing permission or a sick deployment found now costs nothing; found at `register`
it can take the number down.
Does: reads both sides. Changes nothing.
Undo: nothing to undo.
Source: migration guide, "Requirements".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.errors import StepFailed
from wamigrate.migration.check import Level, Result, run_checks
from wamigrate.migration.context import Context
from wamigrate.migration.readiness import check_context
from wamigrate.migration.step import Blocker, Output, Prospect, Step

__all__ = ["refuse_blockers", "step"]

step = Step(__name__)


@step.blocks
def blockers(prospect: Prospect) -> Iterator[Blocker]:
    for result in prospect.results:
        if result.blocks:
            yield Blocker(f"{result.id} {result.check}: {result.verdict.seen}", result.verdict.todo)


@step.runs
async def run(ctx: Context) -> Output:
    return refuse_blockers(await run_checks(await check_context(ctx)), step.name)


def refuse_blockers(results: list[Result], name: str) -> Output:
    """What the checks saw; StepFailed where one blocks."""
    found: Output = {"checks": [_shown(r) for r in results if r.verdict.level is not Level.SKIP]}
    blocking = [r for r in results if r.blocks]
    if blocking:
        first = blocking[0]
        more = f" (and {len(blocking) - 1} more)" if len(blocking) > 1 else ""
        raise StepFailed(
            f"{first.id} {first.check}: {first.verdict.seen}{more}",
            step=name,
            hint=first.verdict.todo,
            found=found,
        )
    return found


def _shown(result: Result) -> Output:
    verdict = result.verdict
    return {
        "id": result.id,
        "check": result.check,
        "title": result.title,
        "level": verdict.level.value,
        "seen": verdict.seen,
        "todo": verdict.todo,
    }
