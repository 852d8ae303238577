"""Deleted messages become statuses, if it is known which message."""

from __future__ import annotations

from tests.unit.differences.ask import asked, edited
from wamigrate.core.payload import REMOVED
from wamigrate.differences.deleted_message import difference
from wamigrate.differences.difference import Direction
from wamigrate.differences.samples import value

WAY = Direction.TO_ONPREM


def test_other_messages_are_left_alone() -> None:
    assert asked(difference, WAY, value(type="text", text={"body": "hi"})) == []


def test_without_the_id_there_is_nothing_to_tell() -> None:
    assert edited(difference, WAY, value(type="revoke", revoke={})) is REMOVED
