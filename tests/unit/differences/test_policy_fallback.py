"""Templates that may fall back to another language."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import places
from wamigrate.core.payload import Json
from wamigrate.differences.policy_fallback import difference
from wamigrate.differences.samples import send, template


@pytest.mark.parametrize(
    "language", [{"code": "en", "policy": "deterministic"}, {"code": "en"}, {"policy": None}, "fallback"]
)
def test_any_other_policy_stays(language: Json) -> None:
    assert places(difference, send("template", template(language=language))) == []


def test_capital_letters_do_not_matter() -> None:
    assert places(difference, send("template", template(language={"policy": "FALLBACK"}))) == [
        "template.language.policy"
    ]
