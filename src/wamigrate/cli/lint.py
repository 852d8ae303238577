"""`wamigrate lint`: what Cloud API would say of recorded traffic, and repaired copies of it."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from wamigrate import config
from wamigrate.cli.common import run_async, say, settings_of
from wamigrate.config import LintSettings, did_you_mean
from wamigrate.differences.facts import Facts, Template
from wamigrate.differences.listed_templates import FIELDS, templates_of
from wamigrate.differences.registry import Registry, load
from wamigrate.errors import UsageError
from wamigrate.lint import reporters
from wamigrate.lint.documents import Forced
from wamigrate.lint.facts_file import FactsFile, facts_of, read_facts
from wamigrate.lint.files import files_of
from wamigrate.lint.linter import Options
from wamigrate.lint.run import Job, Outcome, run
from wamigrate.lint.tally import Tally

if TYPE_CHECKING:
    from wamigrate.config import Settings

__all__ = ["lint"]

FORMATS = ("text", "json", "sarif", "github")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--fix", is_flag=True, help="Write a repaired copy, NAME.fixed.EXT, beside each file.")
@click.option("--unsafe", is_flag=True, help="With --fix: also repairs that may change what a message says.")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="How to write it."
)
@click.option(
    "--direction",
    type=click.Choice([f.value for f in Forced]),
    help="What the records are. Without it, each is told apart by itself.",
)
@click.option("--select", multiple=True, metavar="NAME", help="Only this difference; may be repeated.")
@click.option("--ignore", multiple=True, metavar="NAME", help="Not this difference; may be repeated.")
@click.option("--facts", type=click.Path(path_type=Path), help="What is known of media, templates, hosts.")
@click.option("--templates-of", metavar="NUMBER", help="Read the templates of this number's WABA first.")
@click.option("--check-media", is_flag=True, help="Try one link of each media host as Cloud API would.")
@click.option(
    "--private-hosts", is_flag=True, help="With --check-media: fetch from private addresses too (rehearsals)."
)
@click.option("--jobs", "-j", type=click.IntRange(1), default=os.cpu_count() or 1, help="Files at a time.")
@click.pass_context
def lint(
    ctx: click.Context,
    paths: tuple[str, ...],
    fix: bool,
    unsafe: bool,
    form: str,
    direction: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    facts: Path | None,
    templates_of: str | None,
    check_media: bool,
    private_hosts: bool,
    jobs: int,
) -> int:
    """Look at recorded sends and webhooks: JSON, JSON Lines or HAR, gzip too; - is standard input.

    Needs no configuration. Exit code 1 if anything is refused or changed; after --fix, if anything is left.

    Example: wamigrate lint traffic/ --fix --format sarif > findings.sarif
    """
    if unsafe and not fix:
        raise UsageError("--unsafe says how far --fix may go.", hint="Add --fix.")
    registry, chosen = load(), _configured(ctx)
    options = Options(
        fix=fix,
        unsafe=unsafe,
        direction=Forced(direction) if direction else None,
        select=_known(registry, select or tuple(chosen.select)),
        ignore=_known(registry, (*ignore, *chosen.ignore)),
        facts=_facts(ctx, facts or (Path(chosen.facts) if chosen.facts else None), templates_of),
        lines=form != "text",
        links=check_media,
    )
    files = files_of(paths)
    if fix and None in files and form != "text":
        raise UsageError("Standard output takes the repaired copy.", hint="Save the input to a file first.")
    with tempfile.TemporaryDirectory(prefix="wamigrate-lint-") as folder:
        job = Job(options, None if form == "text" else Path(folder))
        tally, outcomes = _look(files, job, jobs)
        _report(registry, form, tally, outcomes, options)
    if check_media:
        _check_media(outcomes, private=private_hosts)
    return int(not tally.clean)


def _look(files: Sequence[Path | None], job: Job, jobs: int) -> tuple[Tally, list[Outcome]]:
    outcomes, tally = [], Tally(rows={})
    total = sum(path.stat().st_size for path in files if path)
    with _progress(total) as progress:
        for outcome in run(files, job, jobs=jobs, progress=progress, out=sys.stdout.buffer):
            outcomes.append(outcome)
            tally.add(outcome.tally)
    return tally, outcomes


def _report(registry: Registry, form: str, tally: Tally, outcomes: list[Outcome], options: Options) -> None:
    findings = reporters.read_findings(o.findings for o in outcomes if o.findings)
    if form == "json":
        reporters.write_json(sys.stdout, tally, findings)
    elif form == "sarif":
        reporters.write_sarif(sys.stdout, registry, findings)
    elif form == "github":
        reporters.write_github(sys.stdout, findings)
    out = sys.stdout if form == "text" and not (options.fix and _from_stdin(outcomes)) else sys.stderr
    if form == "text":
        reporters.write_text(out, registry, tally, files=len(outcomes), fix=options.fix)
    else:
        say("\n".join(reporters.summary(tally, files=len(outcomes), fix=options.fix)))
    for outcome in outcomes:
        if outcome.copy is not None:
            say(f"Written: {outcome.copy}")
    if tally.rows:
        say(f"Next: wamigrate differences {next(iter(tally.rows))}")


def _from_stdin(outcomes: list[Outcome]) -> bool:
    return any(o.copy is None for o in outcomes)


def _configured(ctx: click.Context) -> LintSettings:
    """The table [lint] where there is a wamigrate.toml; nothing else of it needs to be complete."""
    path: Path = ctx.find_root().obj
    return config.load_lint(path) if path.exists() else LintSettings()


def _known(registry: Registry, names: tuple[str, ...]) -> frozenset[str]:
    for name in names:
        if name not in registry:
            hint = did_you_mean(name, registry.names()) or "`wamigrate differences` lists them all."
            raise UsageError(f"There is no difference '{name}'.", hint=hint)
    return frozenset(names)


def _facts(ctx: click.Context, path: Path | None, templates_of: str | None) -> Facts:
    file = read_facts(path) if path else FactsFile()
    if templates_of is None:
        return facts_of(file)
    settings = settings_of(ctx)
    return facts_of(file, run_async(_templates(settings, templates_of)))


async def _templates(settings: Settings, name: str) -> dict[tuple[str, str], Template]:
    from wamigrate.core.clock import SystemClock
    from wamigrate.migration.workbench import clients_of

    number = settings.find(name)
    async with clients_of(number, settings, SystemClock()) as clients:
        listed = await clients.cloud.message_templates(number.waba_id, FIELDS)
    return templates_of(listed)


def _check_media(outcomes: list[Outcome], *, private: bool) -> None:
    from wamigrate.lint.media_hosts import LIVE_ONLY, look_at_hosts

    links = {host: link for outcome in outcomes for host, link in outcome.links.items()}
    if not links:
        say("There is no link to media in the traffic.")
        return
    for host in run_async(look_at_hosts(links, private=private)):
        say(f"{'ok' if host.good else 'LOOK'}  {host.host}: {host.seen}")
    say(LIVE_ONLY)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """A bar with rate and time left on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty() or not total:
        yield lambda _done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("lint", total=total)
        yield lambda done: bar.update(task, completed=done)
