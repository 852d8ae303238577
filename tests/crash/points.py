"""Every write of the journal on the way of a number from On-Premises to Cloud API, by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wamigrate.migration.chain import CHAIN, CHAIN_VERSION, PREPARE
from wamigrate.migration.step import Step

__all__ = ["AROUND_REGISTER", "AT_REGISTER", "EVIDENCE", "POINTS", "STEPS", "steps_of"]


def steps_of(path: str, chain: int = CHAIN_VERSION) -> list[str]:
    """The steps of a path, in order, as that version of the chain has them."""
    return [step.name for step in CHAIN if path in step.paths and step.since <= chain]


STEPS = steps_of("A")

EVIDENCE = {"confirm_registration", "exchange_canary"}
"""Steps that keep a piece of evidence before they are done."""


def _writes(steps: Sequence[Step]) -> Iterator[str]:
    for step in steps:
        yield f"{step.name}:intended"
        if step.name in EVIDENCE:
            yield f"{step.name}:observed"
        yield f"{step.name}:done"
        if step is PREPARE[-1]:
            yield "gate:observed"


POINTS = [
    f"{side} {write}"
    for write in _writes([s for s in CHAIN if "A" in s.paths])
    for side in ("before", "after")
]
"""Before and after each write. A step that is added shows up here by itself."""

AROUND_REGISTER = [
    p for p in POINTS if p.split(" ")[1].split(":")[0] in {"register_number", "release_traffic"}
]
"""The points at which a second call of `register`, or a lost one, would come from."""

AT_REGISTER = [p for p in POINTS if p.split(" ")[1].startswith("register_number:")]
"""The innermost of them."""
