"""The shape of a difference: what it is about, pairs that show it, and its rules in either direction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Literal

import msgspec

from wamigrate.core.payload import Edit, Json, Path
from wamigrate.differences.facts import NOTHING, Facts, Memory

__all__ = [
    "MANUAL",
    "SAFE",
    "UNSAFE",
    "Difference",
    "Direction",
    "Finding",
    "Level",
    "Pair",
    "Phase",
    "Rule",
    "Safety",
    "Surface",
]


class Surface(StrEnum):
    """Where a difference shows."""

    SEND = "send"
    """What an application posts to send a message, or to mark one as read."""
    RESPONSE = "response"
    """What comes back: success and error answers."""
    WEBHOOK = "webhook"
    """One event: the `value` of a Cloud webhook with one item, one On-Premises callback."""
    ENDPOINT = "endpoint"
    """What other endpoints take: profile, media, contacts, settings."""
    NUMBER = "number"
    """Nothing in a payload: it concerns the number as a whole."""

    # An enum's own hash is computed in Python: half a microsecond for each look into a table.
    __hash__ = str.__hash__


class Direction(StrEnum):
    """Which dialect comes out."""

    TO_CLOUD = "to_cloud"
    TO_ONPREM = "to_onprem"

    __hash__ = str.__hash__


class Phase(IntEnum):
    """When a rule is asked. Inside a phase, names decide."""

    SHAPE = 1
    """The document as a whole: what it is, and where things stand."""
    MESSAGE = 2
    """What the message says, object by object."""
    FIELD = 3
    """Single values."""
    KEYS = 4
    """What the tables of `apis` know no name for. Only asked where the document does not fit its table."""
    LIMITS = 5
    """What is left must fit. Only asked where the document does not fit its table."""


class Safety(StrEnum):
    """Whether a fix may be applied without asking."""

    SAFE = "safe"
    """It keeps the meaning that the other API gave the payload."""
    UNSAFE = "unsafe"
    """It may change the meaning: somebody must opt in."""
    MANUAL = "manual"
    """There is no fix: a person decides."""


SAFE, UNSAFE, MANUAL = Safety.SAFE, Safety.UNSAFE, Safety.MANUAL


class Level(StrEnum):
    """How much a finding matters."""

    REFUSED = "refused"
    """The other API says no."""
    CHANGED = "changed"
    """The other API accepts it, but it means something else."""
    NOTE = "note"
    """Good to know."""


class Finding(msgspec.Struct, frozen=True, gc=False):
    """One thing found at `path`. Its edits change nothing outside of that path.

    `level` overrides the difference's own. `code` is the On-Premises error that fits where nobody repairs it.
    """

    path: Path
    message: str
    edits: tuple[Edit, ...] = ()
    safety: Safety = SAFE
    level: Level | None = None
    code: int | None = None
    memory: tuple[Memory, ...] = ()

    @property
    def fix(self) -> Literal["safe", "unsafe"] | None:
        """Whether there is a fix, and of which kind."""
        if not self.edits or self.safety is MANUAL:
            return None
        return "unsafe" if self.safety is UNSAFE else "safe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The same thing in both dialects. `cloud=None`: Cloud API refuses it, and a person must decide.

    `onprem=None`: the application never sees it. Without `only`, the pair counts for every direction that
    its difference has a rule for. `unsafe` pairs need the opt-in.
    """

    title: str
    onprem: Json
    cloud: Json
    facts: Facts = NOTHING
    only: Direction | None = None
    unsafe: bool = False
    kind: str | None = None
    """For RESPONSE and ENDPOINT: which document this is; without one the difference's first type."""


Rule = Callable[[Json, Facts], Iterator[Finding]]


@dataclass(slots=True, eq=False)
class Difference:
    """One difference. The module's name is its name; the module's docstring is its page.

    `types` are the message types (or the kinds of document) that its rules look at; none means all. `needs`
    are property names: where none of them stands anywhere in the document, its rules have nothing to find and
    are not asked. Most rules have nothing to do in most messages, and asking costs more than knowing.
    """

    module: str
    surface: Surface
    types: tuple[str, ...] = field(default=(), kw_only=True)
    needs: tuple[str, ...] = field(default=(), kw_only=True)
    pairs: Sequence[Pair] = field(default=(), kw_only=True)
    level: Level = field(default=Level.REFUSED, kw_only=True)
    phase: Phase = field(default=Phase.FIELD, kw_only=True)
    rules: dict[Direction, Rule] = field(default_factory=dict, init=False)
    name: str = field(init=False)
    """What an operator sees and types: `voice-type` for `voice_type.py`."""

    def __post_init__(self) -> None:
        self.name = self.module.rsplit(".", 1)[-1].replace("_", "-")

    def to_cloud(self, rule: Rule) -> Rule:
        """Decorator: the rule from On-Premises to Cloud API."""
        return self._keep(Direction.TO_CLOUD, rule)

    def to_onprem(self, rule: Rule) -> Rule:
        """Decorator: the rule from Cloud API to On-Premises."""
        return self._keep(Direction.TO_ONPREM, rule)

    def _keep(self, direction: Direction, rule: Rule) -> Rule:
        if direction in self.rules:
            raise TypeError(f"{self.name} has a rule {direction} already")
        self.rules[direction] = rule
        return rule

    def pairs_for(self, direction: Direction) -> list[Pair]:
        """The pairs that show one direction."""
        if direction not in self.rules:
            return []
        source = "onprem" if direction is Direction.TO_CLOUD else "cloud"
        return [p for p in self.pairs if p.only in (None, direction) and getattr(p, source) is not None]
