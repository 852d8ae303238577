"""`wamigrate sim`: both APIs and the network between them, offline."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from wamigrate.sim.examples import EXAMPLES, example

__all__ = ["sim"]


@click.command()
@click.option(
    "--world",
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"TOML file that describes the numbers, or example:NAME, one of {', '.join(EXAMPLES)}.",
)
@click.option("--show-example", type=click.Choice(EXAMPLES), help="Print that world file, and end.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--onprem-port", type=click.IntRange(0, 65535), default=9090, show_default=True, help="0 picks one."
)
@click.option(
    "--graph-port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0 picks one."
)
@click.option(
    "--graph-tls-port", type=click.IntRange(0, 65535), default=8443, show_default=True, help="0 picks one."
)
@click.option(
    "--control-port", type=click.IntRange(0, 65535), default=8090, show_default=True, help="0 picks one."
)
def sim(
    world: Path | None,
    show_example: str | None,
    host: str,
    onprem_port: int,
    graph_port: int,
    graph_tls_port: int,
    control_port: int,
) -> int:
    """Run both APIs and the network between them on this machine. Prints one JSON line when ready.

    Example: wamigrate sim --onprem-port 0 --graph-port 0 --graph-tls-port 0 --control-port 0
    """
    if show_example is not None:
        click.echo(example(show_example), nl=False)
        return 0
    from wamigrate.sim.server import run

    return run(
        world,
        host=host,
        onprem_port=onprem_port,
        graph_port=graph_port,
        graph_tls_port=graph_tls_port,
        control_port=control_port,
    )
