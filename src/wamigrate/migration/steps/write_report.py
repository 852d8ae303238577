"""Write the report.

Why: the owner of the number wants to read what happened, and support asks for times and trace ids.
Does: writes HTML, JSON and Markdown into the state folder. `wamigrate report` writes them again at any time.
Undo: nothing to undo.
Source: ours.
"""

from __future__ import annotations

from wamigrate.errors import StepFailed
from wamigrate.migration.context import Context
from wamigrate.migration.report import FORMATS, gather, render
from wamigrate.migration.step import AFTER, Output, Step

__all__ = ["step"]

step = Step(__name__, acts_in=AFTER)


@step.runs
async def run(ctx: Context) -> Output:
    report = await ctx.db.read(lambda conn: gather(conn, ctx.migration.id, ctx.number, now=ctx.now()))
    folder = ctx.settings.state_folder / "reports"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for form in FORMATS:
            (folder / f"{ctx.migration.id}.{form}").write_text(render(report, form))
    except OSError as error:
        told = f"The report cannot be written to {folder}: {error.strerror}."
        raise StepFailed(told, step=step.name, hint="Make room or correct the rights; resume.") from error
    return {"files": [f"{ctx.migration.id}.{form}" for form in FORMATS]}
