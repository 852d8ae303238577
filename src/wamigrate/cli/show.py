"""How checks, plans, gates and progress look on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import rich_click as click

from wamigrate.core.payload import JsonObject
from wamigrate.migration.check import Level, Result
from wamigrate.migration.plan import NOT_A_WABA_MOVE, Plan, part_of

__all__ = ["clock_time", "duration", "show_checks", "show_gate", "show_plan"]

MARKS = {
    Level.OK: ("ok", "green"),
    Level.INFO: ("info", "blue"),
    Level.SKIP: ("skip", "bright_black"),
    Level.WARN: ("warn", "yellow"),
    Level.ERROR: ("ERROR", "red"),
}

PARTS = {
    "prepare": "Before the gate (changes nothing on the deployment)",
    "cut over": "After your approval",
    "confirm": "After the point of no return (only forward)",
}


def show_checks(results: Sequence[Result]) -> None:
    """One line a check; what to do stands below it where there is something to do."""
    for result in results:
        word, colour = MARKS[result.verdict.level]
        click.echo(
            f"{click.style(f'{word:5}', fg=colour)} {result.id} {result.check:20} {result.verdict.seen}"
        )
        if result.verdict.todo and result.verdict.level in {Level.WARN, Level.ERROR}:
            click.echo(f"{'':10} → {result.verdict.todo}")
    counts = {level: sum(r.verdict.level is level for r in results) for level in Level}
    click.echo(
        f"{len(results)} checks: {counts[Level.OK] + counts[Level.INFO]} fine, "
        f"{counts[Level.WARN]} to look at, "
        f"{counts[Level.ERROR]} blocking, {counts[Level.SKIP]} not applicable"
    )


def show_plan(plan: Plan) -> None:
    """Path, steps, what is in the way, and the next command."""
    number = plan.number
    click.echo(f"{click.style(number.name, bold=True)} (phone number id {number.phone_number_id})")
    if plan.path.done:
        click.echo(f"{plan.path.why} There is nothing to migrate.")
    else:
        click.echo(f"Path {plan.path.letter}: {plan.path.why}")
        click.echo(NOT_A_WABA_MOVE)
        _show_steps(plan)
        _show_loss(plan.loss)
        _show_blockers(plan)
    click.echo(f"\nNext: {plan.next_command}")


def _show_steps(plan: Plan) -> None:
    part = ""
    for planned in plan.steps:
        if part_of(planned.step) != part:
            part = part_of(planned.step)
            click.echo(f"\n{PARTS[part]}")
        mark = click.style("  ── point of no return", fg="red") if planned.step.point_of_no_return else ""
        applies = "" if planned.applies else " (not on this path)"
        click.echo(f"  {planned.step.name:22} {planned.step.title}{applies}{mark}")
        for note in planned.blockers:
            if note.note:
                click.echo(f"  {'':22} note: {note.what} {note.todo}".rstrip())


def _show_blockers(plan: Plan) -> None:
    warnings = [r for r in plan.results if r.verdict.level is Level.WARN]
    if warnings:
        click.echo(f"\n{len(warnings)} to look at")
        for result in warnings:
            click.echo(f"  {result.id} {result.check}: {result.verdict.seen}\n       → {result.verdict.todo}")
    if not plan.blockers:
        click.echo(f"\n{click.style('Ready.', fg='green')} Nothing blocks.")
        return
    click.echo(click.style(f"\n{len(plan.blockers)} blocking", fg="red"))
    for name, blocker in plan.blockers:
        click.echo(f"  {name}: {blocker.what}")
        if blocker.todo:
            click.echo(f"       → {blocker.todo}")


def _show_loss(loss: JsonObject) -> None:
    click.echo(f"\nExpected inbound loss: {loss_in_words(loss)}")


def loss_in_words(loss: JsonObject) -> str:
    """One sentence for plan and gate."""
    if loss.get("messages") is None:
        return f"not known ({loss.get('why', 'no traffic figures')}); messages in the gap are dropped"
    return (
        f"about {loss['messages']:g} messages in a gap of {loss['gap_seconds']:g} s at {loss['hour']:02d}:00 "
        f"{loss['timezone']} "
        f"(quietest hour: {loss['quietest_hour']:02d}:00, about {loss['quietest_messages']:g}; "
        f"from {loss['source']})"
    )


def show_gate(number: str, details: JsonObject) -> None:
    """What a person must know before saying yes."""
    click.echo(
        f"\n{click.style('Gate', bold=True)}: '{number}' is ready to cut over. `register` cannot be undone.",
        err=True,
    )
    if details.get("refused"):
        click.echo(f"  Last attempt: {details['refused']}", err=True)
    click.echo(f"  Expected inbound loss: {loss_in_words(details.get('expected_loss') or {})}", err=True)
    if details.get("callers"):
        click.echo(f"  {details['callers']}", err=True)
    warnings = details.get("warnings") or []
    if warnings:
        click.echo(f"  Still to look at: {', '.join(w['check'] for w in warnings)}", err=True)
    click.echo(
        f"  An approval is good for {duration(details.get('window_seconds', 0))} and for one answered call.",
        err=True,
    )


def duration(seconds: float) -> str:
    """Seconds in the words a person would use."""
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.3g} s"


def clock_time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%H:%M:%S")
