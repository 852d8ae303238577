"""Every moment at which somebody may ask for a report, and the word it is to say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection

from tests.unit.migration import stories
from tests.unit.migration.story import NUMBER, Story, after
from wamigrate.config import Number
from wamigrate.core.payload import JsonObject
from wamigrate.migration.report import gather

__all__ = ["EVERY_MOMENT", "MOMENTS", "Tell", "told"]

Tell = Callable[[Connection], Story]

MOMENTS: dict[str, tuple[Tell, str]] = {
    "just begun": (Story, "Under way"),
    "a check blocks": (stories.stopped_by_a_check, "Stopped"),
    "at the gate": (stories.at_the_gate, "Waiting for approval"),
    "cancelled": (stories.cancelled_at_the_gate, "Cancelled"),
    "approved": (stories.approved, "Under way"),
    "back at the gate": (stories.refused_and_back_at_the_gate, "Waiting for approval"),
    "down": (stories.refused_with_wrong_pin, "Down on both sides"),
    "down, one more call": (stories.down_and_approved_again, "Under way"),
    "unknown": (stories.answer_lost, "Outcome unknown"),
    "killed": (stories.killed_in_register, "On Cloud API, being confirmed"),
    "recovered": (stories.recovered, "On Cloud API, being confirmed"),
    "blocked": (stories.blocked_afterwards, "On Cloud API, not usable yet"),
    "finished": (stories.finished, "Moved"),
}
EVERY_MOMENT = pytest.mark.parametrize(("tell", "word"), MOMENTS.values(), ids=list(MOMENTS))


def told(folder: Path, tell: Tell, number: Number = NUMBER) -> JsonObject:
    return after(folder, tell, lambda story: gather(story.conn, story.id, number, now=story.now))
