"""Template buttons that do not say of what kind they are."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import findings, places
from wamigrate.core.payload import Json
from wamigrate.differences.difference import MANUAL, UNSAFE
from wamigrate.differences.missing_sub_type import difference
from wamigrate.differences.samples import send, template


@pytest.mark.parametrize("component", [{"type": "button", "sub_type": "url"}, {"type": "body"}])
def test_a_button_that_says_what_it_is_stays(component: Json) -> None:
    assert places(difference, send("template", template(component))) == []


@pytest.mark.parametrize(
    ("parameter", "kind"), [("text", "url"), ("payload", "quick_reply"), ("coupon_code", "copy_code")]
)
def test_its_parameter_may_say_it(parameter: str, kind: str) -> None:
    component = {"type": "button", "parameters": [{"type": parameter}]}
    (finding,) = findings(difference, send("template", template(component)))
    assert (finding.edits[0].value, finding.safety) == (kind, UNSAFE)


def test_without_a_parameter_a_person_decides() -> None:
    (finding,) = findings(difference, send("template", template({"type": "button", "sub_type": ""})))
    assert finding.safety is MANUAL
