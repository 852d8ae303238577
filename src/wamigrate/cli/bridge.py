"""`wamigrate bridge`: runs the bridge, puts numbers behind it, and says who may call it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import rich_click as click

from wamigrate.cli.bridge_attach import attach, detach
from wamigrate.cli.bridge_user import user
from wamigrate.cli.common import opened, run_async, say, settings_of
from wamigrate.core.payload import JsonObject
from wamigrate.errors import UsageError

__all__ = ["bridge"]

WEBHOOK_KEYS = {
    "app_secret": "every webhook of Cloud API: it cannot tell whose it is",
    "verify_token": "Meta's question whether its webhooks may come here",
}


@click.group(invoke_without_command=True)
@click.option("--host", help="Address to listen on; [bridge] host by default.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port; 0 takes any free one.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes that share the port.")
@click.option(
    "--hand-over", is_flag=True, help="Share the port with a bridge that runs, until you stop that."
)
@click.pass_context
def bridge(
    ctx: click.Context, host: str | None, port: int | None, workers: int | None, *, hand_over: bool
) -> None:
    """Answer the On-Premises API for every configured number, whichever API it lives on.

    Prints one JSON line when it is ready, and serves until it is stopped.

    Example: wamigrate bridge --port 8070 --workers 2
    """
    if ctx.invoked_subcommand is not None:
        return
    from wamigrate.bridge.paths import RESERVED
    from wamigrate.bridge.processes import run_processes
    from wamigrate.bridge.tls import open_tls

    settings = settings_of(ctx)
    if not settings.number:
        raise UsageError("There is no number to serve.", hint="Add a [[number]] table to wamigrate.toml.")
    taken = next((number.name for number in settings.number if number.name in RESERVED), None)
    if taken is not None:
        raise UsageError(f"'{taken}' is a path of the bridge's own.", hint="Give that number another name.")
    # Whatever is wrong with the certificate or the store is said here, once, and not by each process.
    open_tls(settings)
    with opened(settings):
        pass
    for key, what in WEBHOOK_KEYS.items():
        if getattr(settings.graph, key) is None:
            say(f"notice: Without {key} in [graph] the bridge refuses {what}.")
    run_async(
        run_processes(
            _config_path(ctx),
            settings,
            host=host or settings.bridge.host,
            port=settings.bridge.port if port is None else port,
            workers=workers or settings.bridge.workers,
            hand_over=hand_over,
            ready=_print_ready,
        )
    )


def _print_ready(document: JsonObject) -> None:
    sys.stdout.write(json.dumps(document) + "\n")
    sys.stdout.flush()


def _config_path(ctx: click.Context) -> Path:
    path: Path = ctx.find_root().obj
    return path


bridge.add_command(attach)
bridge.add_command(detach)
bridge.add_command(user)
