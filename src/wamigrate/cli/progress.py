"""Live progress: one line that changes on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType

import rich_click as click
from rich.console import Console
from rich.status import Status
from rich.text import Text

from wamigrate.cli.show import clock_time, duration
from wamigrate.migration.follow import Change
from wamigrate.store.journal import Entry, Kind

__all__ = ["Progress"]

WORDS = {Kind.DONE: "done", Kind.REFUSED: "REFUSED", Kind.UNKNOWN: "UNCLEAR", Kind.UNDONE: "undone"}


class Progress:
    """Shows changes of one migration on standard error."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._console = Console(stderr=True)
        self._status: Status | None = None
        self._begun: dict[str, float] = {}
        self._waiting_for: str | None = None
        self._live = sys.stderr.isatty() and not quiet

    def __enter__(self) -> Progress:
        if self._live:
            self._status = self._console.status("starting")
            self._status.start()
        return self

    def __exit__(self, *exc: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._status is not None:
            self._status.stop()

    def show(self, change: Change) -> None:
        """Called for every look at the migration."""
        if self._quiet:
            return
        if change.elsewhere:
            self._line(f"{change.elsewhere} Following it.")
        for entry in change.entries:
            self._entry(entry)
        self._wait(change)

    def _entry(self, entry: Entry) -> None:
        if entry.kind is Kind.INTENDED:
            self._begun[entry.step] = entry.at
            return
        if entry.kind is Kind.OBSERVED:
            return
        took = entry.at - self._begun.pop(entry.step, entry.at)
        told = entry.data.get("told") or entry.data.get("note")
        text = f"{clock_time(entry.at)} {entry.step:22} {WORDS[entry.kind]} ({duration(round(took, 2))})"
        self._line(f"{text}{f' — {told}' if told else ''}")

    def _wait(self, change: Change) -> None:
        row = change.migration
        waiting = f" — waiting for {row.waiting_for}" if row.waiting_for else ""
        if self._status is not None:
            elapsed = duration(max(round(time.time() - row.since), 0))
            # As text: what an API says must not be read as markup.
            self._status.update(Text(f"{row.step or 'starting'} ({row.state}, {elapsed}){waiting}"))
        elif row.waiting_for and row.waiting_for != self._waiting_for and row.phase.value == "running":
            self._line(f"{clock_time(time.time())} {row.step or '':22} waiting for {row.waiting_for}")
        self._waiting_for = row.waiting_for

    def _line(self, text: str) -> None:
        if self._status is not None:
            self._console.print(text, markup=False, highlight=False)
        else:
            click.echo(text, err=True)
