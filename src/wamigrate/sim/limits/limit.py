"""One line of the list of limits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["How", "Limit"]


class How(StrEnum):
    """How far a simulator follows Meta in something."""

    SIMULATED = "simulated"
    """As Meta's documents describe it."""
    SIMPLIFIED = "simplified"
    """The answers are right in shape, what stands behind them is less than Meta's."""
    UNSURE = "unsure"
    """Sources are silent or disagree: we chose."""
    ABSENT = "not simulated"
    """Not there: calls are answered with the API's own error for what it does not know."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit in one sentence; `switch` names what changes it.

    A switch is `options.KEY`, `onprem.KEY`, `number.KEY`, `app.KEY`, `waba.KEY` of the world file, or
    `fault:KIND`.
    """

    what: str
    how: How
    sentence: str
    switch: str | None = None
