"""Properties that Cloud API does not know."""

from __future__ import annotations

from tests.unit.differences.sends import places
from wamigrate.differences.samples import send, template
from wamigrate.differences.unknown_property import difference


def test_known_properties_and_free_data_stay() -> None:
    assert places(difference, send("text", {"body": "hi"}, biz_opaque_callback_data="a")) == []
    assert places(difference, ["tag"]) == []


def test_a_provider_is_left_to_its_own_rule_where_it_means_something() -> None:
    assert places(difference, send("image", {"link": "a", "provider": {"name": "b"}})) == []
    assert places(difference, send("text", {"body": "hi", "provider": "b"}, provider="c")) == [
        "provider",
        "text.provider",
    ]


def test_they_are_found_at_any_depth() -> None:
    value = {"type": "text", "text": "Ann", "colour": "red"}
    found = places(difference, send("template", template({"type": "body", "parameters": [value]})))
    assert found == ["template.components[0].parameters[0].colour"]
