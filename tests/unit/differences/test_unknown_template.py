"""Templates that the WhatsApp Business Account does not have."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import findings, places
from wamigrate.core.payload import Json
from wamigrate.differences.facts import Facts, Template
from wamigrate.differences.samples import send, template
from wamigrate.differences.unknown_template import difference


def facts(status: str, language: str = "en_US") -> Facts:
    return Facts(templates={("order_ready", language): Template("order_ready", language, status=status)})


def test_without_a_list_every_template_is_taken() -> None:
    assert places(difference, send("template", template())) == []


@pytest.mark.parametrize("content", [template(), template(name=[]), template(language=None), None])
def test_an_approved_template_and_what_is_none_stay(content: Json) -> None:
    assert places(difference, send("template", content), facts("APPROVED")) == []


@pytest.mark.parametrize(
    ("status", "code"), [("PAUSED", 2061), ("DISABLED", 2062), ("REJECTED", 2060), ("PENDING", 2001)]
)
def test_each_status_has_its_error(status: str, code: int) -> None:
    (finding,) = findings(difference, send("template", template()), facts(status))
    assert finding.code == code


def test_the_languages_that_there_are_are_named() -> None:
    (finding,) = findings(difference, send("template", template()), facts("APPROVED", "de"))
    assert "only in de" in finding.message


def test_a_name_that_nobody_knows_is_said_to_be_unknown() -> None:
    (finding,) = findings(difference, send("template", template()), Facts(templates={}))
    assert finding.message.endswith("does not exist in en_US")
