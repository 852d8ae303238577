"""What On-Premises refused at once."""

from __future__ import annotations

import pytest

from wamigrate.bridge.onprem_rules import check_message, recipient_of
from wamigrate.bridge.refusals import Refused

TO = "16505551234"


@pytest.mark.parametrize(
    "message",
    [
        {"to": TO, "text": {"body": "hi"}},
        {"to": TO, "type": None, "text": {"body": "hi"}},
        {"to": TO, "type": "contacts", "contacts": {"name": {"formatted_name": "Ann"}}},
        {"to": 16505551234, "type": "text", "text": {"body": "hi"}, "ttl": "P1D"},
        {"to": TO, "type": "image", "image": {"link": "https://x.example/a.png"}},
        {"to": TO, "type": "hsm", "hsm": {"element_name": "x"}},
    ],
)
def test_what_on_premises_took_is_taken(message: dict[str, object]) -> None:
    assert check_message(message) == message


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ([], 1025),
        ({"text": {"body": "hi"}}, 1008),
        ({"to": ""}, 1008),
        ({"to": {"a": 1}, "text": {"body": "hi"}}, 1009),
        ({"to": TO, "recipient_type": "group", "text": {"body": "hi"}}, 1012),
        ({"to": TO, "type": "telegram", "telegram": {}}, 1009),
        ({"to": TO, "type": {}, "text": {"body": "hi"}}, 1009),
        ({"to": TO, "type": "text"}, 1008),
        ({"to": TO, "type": "text", "text": "hi"}, 1009),
        ({"to": TO, "text": {"body": ""}}, 1008),
        ({"to": TO, "text": {"body": 7}}, 1009),
        ({"to": TO, "text": {"body": "x" * 4097}}, 1001),
        ({"to": TO, "type": "image", "image": {"caption": "x"}}, 1008),
    ],
)
def test_what_on_premises_refused_is_refused(message: object, code: int) -> None:
    with pytest.raises(Refused) as refused:
        check_message(message)
    assert refused.value.code == code


@pytest.mark.parametrize("to", ["16505551234", "+16505551234", "+1 (650) 555-1234", 16505551234])
def test_one_customer_has_one_key_however_they_are_written(to: object) -> None:
    assert recipient_of({"to": to}) == TO
