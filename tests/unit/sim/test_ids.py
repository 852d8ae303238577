"""Ids in the layouts of both APIs."""

from __future__ import annotations

import base64
import re

import pytest

from wamigrate.sim import ids

STRONG = r"(?=.*[0-9])(?=.*[A-Z])(?=.*[a-z])(?=.*[^0-9A-Za-z]).{8,64}"


@pytest.mark.parametrize(
    ("written", "plain"), [("+1 (650) 555-0100", "16505550100"), ("16505550100", "16505550100"), ("", "")]
)
def test_digits_drop_everything_else(written: str, plain: str) -> None:
    assert ids.digits(written) == plain


def test_an_on_premises_id_holds_direction_and_peer() -> None:
    record = base64.urlsafe_b64decode(ids.onprem_message_id("16505550111", outgoing=True) + "=")
    assert record[:11] == bytes.fromhex("8011861650555011" + "1f" + "0209")
    even = base64.urlsafe_b64decode(ids.onprem_message_id("491701234567", outgoing=False) + "==")
    assert even[:9] == bytes.fromhex("001106491701234567")
    assert len(ids.onprem_message_id("16505550111", outgoing=True)) == 27


def test_the_id_of_a_system_message_holds_a_text() -> None:
    made = ids.onprem_system_id("16505550111", 1700000000000, "change")
    record = base64.urlsafe_b64decode(made + "=" * (-len(made) % 4))
    name = b"sys-16505550111@s.whatsapp.net-1700000000000-change"
    assert record == bytes.fromhex("0011861650555011" + "1f" + "03") + bytes([len(name)]) + name


def test_a_cloud_id_tells_its_direction() -> None:
    assert ids.is_outgoing(ids.wamid("16505550111", outgoing=True))
    assert not ids.is_outgoing(ids.wamid("16505550111", outgoing=False))
    assert not ids.is_outgoing("wamid.not base64")
    assert len(ids.wamid("16505550111", outgoing=True)) <= 128


def test_the_other_ids_look_like_what_they_stand_for() -> None:
    assert ids.media_number().isdigit()
    assert re.fullmatch(r"A[\w]{22}", ids.trace_id())
    assert re.fullmatch(STRONG, ids.password())
    assert ids.graph_token().startswith("EAA")
