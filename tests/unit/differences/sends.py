"""Asks one difference about a send: where it finds something, and what it makes of it."""

from __future__ import annotations

from tests.unit.differences.ask import asked, edited
from wamigrate.core.payload import Json, show
from wamigrate.differences.difference import Difference, Direction, Finding
from wamigrate.differences.facts import NOTHING, Facts

__all__ = ["findings", "places", "repaired"]


def findings(difference: Difference, payload: Json, facts: Facts = NOTHING) -> list[Finding]:
    return asked(difference, Direction.TO_CLOUD, payload, facts)


def places(difference: Difference, payload: Json, facts: Facts = NOTHING) -> list[str]:
    """The paths of its findings, as people write them."""
    return [show(finding.path) for finding in findings(difference, payload, facts)]


def repaired(difference: Difference, payload: Json, facts: Facts = NOTHING) -> Json:
    return edited(difference, Direction.TO_CLOUD, payload, facts)
