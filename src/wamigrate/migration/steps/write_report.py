"""Write the report.

Why: the owner of the number wants to read what happened, and support asks for times and trace ids.
Does: writes HTML, JSON and Markdown into the state folder. `wamigrate report` writes them again at any time.
Undo: nothing to undo.
Source: ours.
"""

from __future__ import annotations

from wamigrate.migration.context import Context
from wamigrate.migration.report import FORMATS, gather, render
from wamigrate.migration.step import AFTER, Output, Step

step = Step(__name__, acts_in=AFTER)


@step.runs
async def run(ctx: Context) -> Output:
    report = await ctx.run(lambda conn: gather(conn, ctx.migration.id, ctx.number, now=ctx.now()))
    folder = ctx.settings.state_folder / "reports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = []
    for form in FORMATS:
        path = folder / f"{ctx.migration.id}.{form}"
        path.write_text(render(report, form))
        files.append(path.name)
    return {"files": files}
