"""Run those checks again that can have changed since the first time.

Why: an approval may come days after the first checks; the app must be subscribed by now, and nothing
may be pending.
Does: only reads.
Undo: nothing to undo.
Source: migration guide, "Requirements" and "Best Practices".
"""

from __future__ import annotations

from wamigrate.migration.check import run_checks
from wamigrate.migration.context import Context
from wamigrate.migration.readiness import check_context
from wamigrate.migration.step import Output, Step
from wamigrate.migration.steps.check_readiness import refuse_blockers

__all__ = ["step"]

step = Step(__name__)


@step.runs
async def run(ctx: Context) -> Output:
    return refuse_blockers(await run_checks(await check_context(ctx, final=True), again=True), step.name)
