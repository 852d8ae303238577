"""Who wrote: what stays, what goes."""

from __future__ import annotations

from tests.unit.differences.ask import asked, edited
from wamigrate.differences.contacts_block import difference
from wamigrate.differences.difference import Direction
from wamigrate.differences.samples import callback

WAY = Direction.TO_ONPREM
TEXT = callback(type="text", text={"body": "hi"})


def test_a_number_and_a_name_are_left_alone() -> None:
    assert asked(difference, WAY, TEXT) == []
    assert asked(difference, WAY, {"messages": TEXT["messages"]}) == []


def test_a_late_contacts_check_is_no_sender() -> None:
    assert asked(difference, WAY, {"contacts": [{"input": "+1", "status": "valid", "wa_id": "1"}]}) == []


def test_contacts_without_a_number_go() -> None:
    people = [{"profile": {"name": "Ann"}}, "x"]
    assert edited(difference, WAY, TEXT | {"contacts": people}) == {"messages": TEXT["messages"]}


def test_a_missing_name_stays_missing() -> None:
    people = [{"profile": {"name": None}, "wa_id": "1", "user_id": "US.1"}]
    assert edited(difference, WAY, TEXT | {"contacts": people})["contacts"] == [{"wa_id": "1"}]


def test_system_messages_come_without_contacts() -> None:
    notice = callback(type="system", system={"type": "user_changed_number"})
    assert "contacts" not in edited(difference, WAY, notice)
