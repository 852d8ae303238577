"""Parts of a template's definition in a message."""

from __future__ import annotations

from tests.unit.differences.sends import places, repaired
from wamigrate.differences.samples import send, template
from wamigrate.differences.template_definition_keys import difference


def test_what_a_message_says_stays() -> None:
    component = {
        "type": "button",
        "sub_type": "url",
        "index": "0",
        "parameters": [{"type": "text", "text": "a"}],
    }
    assert places(difference, send("template", template(component))) == []


def test_what_the_template_says_goes() -> None:
    component = {"type": "body", "text": "Hi", "example": {}, "parameters": []}
    sent = repaired(difference, send("template", template(component)))
    assert sent["template"]["components"] == [{"type": "body", "parameters": []}]
