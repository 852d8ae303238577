"""What every command needs: the settings, one number of them, the store, and a way to print."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import rich_click as click

from wamigrate import config
from wamigrate.config import Settings
from wamigrate.store.opening import Store, open_store

__all__ = ["as_json", "number_argument", "opened", "run_async", "say", "settings_of"]

T = TypeVar("T")
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def settings_of(ctx: click.Context) -> Settings:
    """wamigrate.toml as it stands; warnings go to standard error."""
    path: Path = ctx.find_root().obj
    settings = config.load(path)
    for warning in settings.warnings:
        say(f"warning: {warning}")
    return settings


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """The store; what the operator must know of it is said once."""
    with open_store(settings) as store:
        for notice in store.notices:
            say(f"notice: {notice}")
        yield store


def number_argument() -> Decorator:
    """NUMBER, completed from the configuration."""
    return click.argument("number", shell_complete=_complete)


def _complete(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    try:
        path = ctx.find_root().params.get("config") or Path("wamigrate.toml")
        names = [n.name for n in config.load(path).number]
    except Exception:  # completion must never print an error into somebody's prompt
        return []
    return [name for name in names if name.startswith(incomplete)]


def run_async(work: Coroutine[Any, Any, T]) -> T:
    """The one place where the loop starts. KeyboardInterrupt where a signal ended it."""
    try:
        import uvloop
    except ImportError:
        runner: Callable[[Coroutine[Any, Any, T]], T] = asyncio.run
    else:
        runner = uvloop.run
    try:
        return runner(work)
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


def say(text: str) -> None:
    """Progress and messages: standard error."""
    click.echo(text, err=True)


def as_json(document: object) -> None:
    """One document on standard output."""
    json.dump(document, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
