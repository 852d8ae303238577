"""The shape of a preflight check, how checks are found, and how they are run.

One module in `checks/` = docstring + `Check(...)` + one function that judges. File name, CLI name, page
in the reference and test file are one name. A check reads and says what it saw and what to do; it acts
only where it is marked as acting and the operator said `--write`.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
import re
import sys
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from wamigrate.clients.transport import Transport
from wamigrate.config import Answer, Number, Settings, did_you_mean
from wamigrate.core.clock import Clock
from wamigrate.errors import ApiError, CloudError, ConfigError, TransportError, UsageError
from wamigrate.migration.answers import coerce, settle
from wamigrate.migration.reads import CloudReads, OnPremAdmin, OnPremReads, Reads
from wamigrate.store.bridges import Bridge

__all__ = [
    "WITH_ONPREM",
    "Check",
    "CheckContext",
    "CloudReads",
    "Level",
    "OnPremAdmin",
    "OnPremReads",
    "Result",
    "Verdict",
    "all_checks",
    "error",
    "info",
    "ok",
    "run_checks",
    "skip",
    "told",
    "warn",
    "worst",
]

SECTIONS = ("Why", "Sees", "Fix", "Source")
WITH_ONPREM = frozenset("AB")


class Level(StrEnum):
    """What a verdict means for the migration, mildest first."""

    OK = "ok"
    INFO = "info"
    SKIP = "skip"
    WARN = "warn"
    ERROR = "error"

    @property
    def gravity(self) -> int:
        return list(Level).index(self)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was seen, and what to do about it (imperative, with the command or place)."""

    level: Level
    seen: str
    todo: str = ""


def ok(seen: str) -> Verdict:
    return Verdict(Level.OK, seen)


def info(seen: str, todo: str = "") -> Verdict:
    return Verdict(Level.INFO, seen, todo)


def skip(seen: str, todo: str = "") -> Verdict:
    return Verdict(Level.SKIP, seen, todo)


def warn(seen: str, todo: str) -> Verdict:
    return Verdict(Level.WARN, seen, todo)


def error(seen: str, todo: str) -> Verdict:
    return Verdict(Level.ERROR, seen, todo)


def worst(*verdicts: Verdict | None) -> Verdict:
    """Several findings as one verdict: the gravest level, and all that was found above OK, gravest first."""
    found = sorted((v for v in verdicts if v), key=lambda v: -v.level.gravity)
    told = [v for v in found if v.level is not Level.OK] or found
    return Verdict(found[0].level, _joined(v.seen for v in told), _joined(v.todo for v in told))


def _joined(sentences: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(filter(None, sentences)))


@dataclass(frozen=True, slots=True)
class Result:
    """One check's verdict on one number."""

    check: str
    id: str
    title: str
    verdict: Verdict

    @property
    def blocks(self) -> bool:
        return self.verdict.level is Level.ERROR


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What a check may look at. A copy made with `replace` reads everything anew."""

    number: Number
    settings: Settings
    cloud: CloudReads
    onprem: OnPremAdmin | None
    answers: Mapping[str, Answer]
    path: str
    clock: Clock
    attempts: int
    final: bool = False
    write: bool = False
    accept_findings: bool = False
    bridged: bool = False
    """The number stands behind a bridge."""
    living: Sequence[Bridge] = ()
    """Bridge processes that `migrate` may put in front of the number."""
    bridge_serves: bool = False
    """A bridge holds the number's traffic when it moves."""
    unknown_callers: tuple[str, ...] = ()
    transport: Transport | None = None
    read_file: Callable[[Path], bytes] = Path.read_bytes
    reads: Reads = field(init=False)

    def __post_init__(self) -> None:
        reads = Reads(
            cloud=self.cloud,
            onprem=self.onprem,
            number=self.number,
            settings=self.settings,
            clock=self.clock,
            read_file=self.read_file,
        )
        object.__setattr__(self, "reads", reads)

    def answer(self, key: str) -> Answer | None:
        """The operator's answer in its one spelling, or None."""
        return coerce(key, self.answers[key]) if key in self.answers else None

    @property
    def has_onprem(self) -> bool:
        """Whether there is a deployment to ask on this path."""
        return self.path in WITH_ONPREM and self.onprem is not None


Judge = Callable[[CheckContext], Awaitable[Verdict]]


class Check:
    """One check.

    `again`: asked once more right before `register`. `acts`: with `--write` it changes something.
    `gravity`: what an unanswered read weighs; `strict` makes it an error in the last look before `register`.
    """

    def __init__(
        self,
        module: str,
        *,
        id: str,  # noqa: A002 - the word that operators see
        covers: tuple[str, ...] = (),
        again: bool = False,
        acts: bool = False,
        needs_onprem: bool = False,
        gravity: Level = Level.ERROR,
        strict: bool = False,
    ) -> None:
        self.name = module.rsplit(".", 1)[-1].replace("_", "-")
        self.id, self.covers, self.again, self.acts = id, covers, again, acts
        self.needs_onprem, self.gravity, self.strict = needs_onprem, gravity, strict
        doc = sys.modules[module].__doc__ or ""
        self.title, self.sections = _parts(doc)
        if not self.title or list(self.sections) != list(SECTIONS) or not all(self.sections.values()):
            raise TypeError(
                f"{module}: the docstring needs a first line, then {', '.join(SECTIONS)}, in that order"
            )
        self._judge: Judge | None = None

    def verdict(self, judge: Judge) -> Judge:
        """Declare the function that judges."""
        self._judge = judge
        return judge

    @property
    def complete(self) -> bool:
        return self._judge is not None

    async def run(self, ctx: CheckContext) -> Result:
        """Judge; an API that refuses or does not answer becomes a verdict too."""
        return Result(self.name, self.id, self.title, await self._verdict(ctx))

    async def _verdict(self, ctx: CheckContext) -> Verdict:
        if self._judge is None:
            raise TypeError(f"{self.name} declares no verdict")
        if self.needs_onprem and not ctx.has_onprem:
            return skip(_without_onprem(ctx))
        try:
            return await self._judge(ctx)
        except (ApiError, TransportError, ConfigError) as failed:
            level = Level.ERROR if ctx.final and self.strict else self.gravity
            command = f"wamigrate check {ctx.number.name} --only {self.name}"
            first = f"{_sentence(failed.hint)} Then look" if failed.hint else "Look"
            return Verdict(level, f"Not known: {told(failed)}", f"{first} again: {command}")


def told(failed: ApiError | TransportError | ConfigError) -> str:
    """An error as one sentence, with the trace that Meta's support asks for."""
    trace = failed.fbtrace_id if isinstance(failed, CloudError) else None
    return f"{_sentence(failed.message)} (fbtrace_id {trace})" if trace else _sentence(failed.message)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


async def run_checks(
    ctx: CheckContext, *, only: Collection[str] = (), skip: Collection[str] = (), again: bool = False
) -> list[Result]:
    """Run the chosen checks, ordered by id. `again`: those due right before `register`, and read-only."""
    wanted, unwanted = _named(only), _named(skip)
    chosen = [
        check
        for check in all_checks()
        if check not in unwanted and (check in wanted or not only) and (check.again or not again)
    ]
    fresh = replace(ctx, answers=settle(ctx.answers), write=ctx.write and not again)
    return [await check.run(fresh) for check in chosen]


@functools.cache
def all_checks() -> tuple[Check, ...]:
    """Every check, ordered by id."""
    from wamigrate.migration import checks  # they import this module

    found = [_load(f"{checks.__name__}.{m.name}") for m in pkgutil.iter_modules(checks.__path__)]
    return ordered(found)


def ordered(found: Collection[Check]) -> tuple[Check, ...]:
    """Checks by id; refuses an id that two of them have, and one that does not judge."""
    by_id: dict[str, Check] = {}
    for check in found:
        if check.id in by_id:
            raise TypeError(f"the checks {by_id[check.id].name} and {check.name} have the same id {check.id}")
        if not check.complete:
            raise TypeError(f"the check {check.name} declares no verdict")
        by_id[check.id] = check
    return tuple(by_id[key] for key in sorted(by_id, key=lambda key: int(key[1:])))


def _load(module: str) -> Check:
    check = getattr(importlib.import_module(module), "check", None)
    if not isinstance(check, Check):
        raise TypeError(f"{module} defines no check")
    return check


def _named(words: Collection[str]) -> set[Check]:
    """The checks that these names or ids mean."""
    by_word = {word: check for check in all_checks() for word in (check.name, check.id.casefold())}
    found = set()
    for word in words:
        key = word.strip().casefold().replace("_", "-")
        if key not in by_word:
            names = [check.name for check in all_checks()]
            hint = did_you_mean(key, names) or f"Known: {', '.join(names)}."
            raise UsageError(f"There is no check '{word}'.", hint=hint)
        found.add(by_word[key])
    return found


def _parts(doc: str) -> tuple[str, dict[str, str]]:
    """The first line, and `Why: …` and so on, each with its lines joined."""
    head, *rest = re.split(rf"^({'|'.join(SECTIONS)}):", doc, flags=re.MULTILINE)
    sections = {name: " ".join(text.split()) for name, text in zip(rest[::2], rest[1::2], strict=True)}
    return head.strip().split("\n", 1)[0].rstrip("."), sections


def _without_onprem(ctx: CheckContext) -> str:
    if ctx.path in WITH_ONPREM:
        return "No On-Premises deployment is configured for this number."
    return f"On path {ctx.path} there is no On-Premises deployment to ask."
