"""Asks one difference alone, without the others."""

from __future__ import annotations

import copy

from wamigrate.core.payload import Json, apply
from wamigrate.differences.difference import Difference, Direction, Finding
from wamigrate.differences.facts import NOTHING, Facts

__all__ = ["asked", "edited"]


def asked(difference: Difference, way: Direction, payload: Json, facts: Facts = NOTHING) -> list[Finding]:
    """Its findings; the payload stays as it is."""
    before = copy.deepcopy(payload)
    found = [*difference.rules[way](payload, facts)]
    assert payload == before
    return found


def edited(difference: Difference, way: Direction, payload: Json, facts: Facts = NOTHING) -> Json:
    """The document after its edits."""
    found = asked(difference, way, payload, facts)
    return apply(copy.deepcopy(payload), [edit for finding in found for edit in finding.edits])
