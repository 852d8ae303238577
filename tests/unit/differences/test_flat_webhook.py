"""Envelopes: taken off, and put back where the number is known."""

from __future__ import annotations

from tests.unit.differences.ask import asked
from wamigrate.differences.difference import Direction
from wamigrate.differences.flat_webhook import difference
from wamigrate.differences.samples import callback, value

TEXT = {"type": "text", "text": {"body": "hi"}}


def test_what_is_bare_or_wrapped_already_is_left_alone() -> None:
    assert asked(difference, Direction.TO_ONPREM, callback(**TEXT)) == []
    assert asked(difference, Direction.TO_CLOUD, value(**TEXT)) == []


def test_without_the_number_no_envelope_is_made_up() -> None:
    (found,) = asked(difference, Direction.TO_CLOUD, callback(**TEXT))
    assert found.edits == ()
