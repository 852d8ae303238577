"""`wamigrate demo`: the whole story, start to end."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

__all__ = ["demo"]


@click.command()
@click.option(
    "--report", type=click.Path(path_type=Path, dir_okay=False), help="Keep the HTML report in this file."
)
def demo(report: Path | None) -> int:
    """Move two numbers on the simulators; one runner is killed on the way. Needs no configuration.

    Example: wamigrate demo --report report.html
    """
    from wamigrate import demo as story

    return story.run(report)
