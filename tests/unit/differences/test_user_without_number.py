"""Customers without a number: named where a name is known, else held back."""

from __future__ import annotations

import copy

from tests.unit.differences.ask import asked
from wamigrate.differences.difference import Direction, Level, Surface
from wamigrate.differences.registry import load
from wamigrate.differences.samples import callback, status_callback, value
from wamigrate.differences.translate import Translator
from wamigrate.differences.user_without_number import DELIVERED, HIDDEN, difference

WAY = Direction.TO_ONPREM


def test_customers_with_a_number_are_left_alone() -> None:
    text = callback(type="text", text={"body": "hi"}, from_user_id="US.1")
    assert asked(difference, WAY, text) == []
    assert asked(difference, WAY, status_callback(status="read", recipient_user_id="US.1")) == []


def test_a_held_message_says_that_a_person_must_look() -> None:
    assert [f.level for f in asked(difference, WAY, HIDDEN)] == [Level.REFUSED]


def test_a_status_goes_on_without_the_number_and_says_so() -> None:
    (found,) = asked(difference, WAY, DELIVERED)
    assert (found.edits, found.level) == ((), Level.CHANGED)


def test_a_translation_knows_that_it_holds_something_back() -> None:
    translator = Translator(load())
    held = translator.translate(Surface.WEBHOOK, WAY, copy.deepcopy(HIDDEN))
    gone = translator.translate(Surface.WEBHOOK, WAY, value(type="request_welcome"))
    assert (held.payload, held.held, gone.payload, gone.held) == (None, True, None, False)
