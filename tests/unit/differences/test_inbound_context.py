"""A context that says something stays; one that says nothing goes."""

from __future__ import annotations

from tests.unit.differences.ask import asked, edited
from wamigrate.differences.difference import Direction
from wamigrate.differences.inbound_context import difference
from wamigrate.differences.samples import callback

WAY = Direction.TO_ONPREM
TEXT = {"type": "text", "text": {"body": "hi"}}


def test_a_reply_and_something_forwarded_are_left_alone() -> None:
    for context in ({"from": "1", "id": "x"}, {"frequently_forwarded": True}):
        assert asked(difference, WAY, callback(**TEXT, context=context)) == []


def test_an_empty_context_goes() -> None:
    context = {"forwarded": False, "referred_product": {}, "id": None}
    assert "context" not in edited(difference, WAY, callback(**TEXT, context=context))["messages"][0]
