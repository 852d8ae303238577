"""The page of a difference, read from its module's docstring."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass

__all__ = ["SECTIONS", "Explanation", "explanation"]

SECTIONS = ("On-Premises", "Cloud", "What we do", "Source")
HEADING = re.compile(rf"^({'|'.join(SECTIONS)}): ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a person wants to know about a difference."""

    title: str
    onprem: str
    cloud: str
    what_we_do: str
    source: str


def explanation(doc: str | None, name: str) -> Explanation:
    """The docstring in its parts; TypeError where one is missing, twice there or out of order."""
    text = inspect.cleandoc(doc or "")
    title, *parts = HEADING.split(text)
    headings, bodies = tuple(parts[::2]), [" ".join(body.split()) for body in parts[1::2]]
    if not title.strip() or headings != SECTIONS or not all(bodies):
        wanted = ", ".join(f"'{s}:'" for s in SECTIONS)
        raise TypeError(f"the docstring of difference {name} needs a first line, then {wanted} in that order")
    return Explanation(" ".join(title.split()), *bodies)
