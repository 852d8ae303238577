"""Template headers of another kind than the template's."""

from __future__ import annotations

import pytest

from tests.unit.differences.sends import findings, places
from wamigrate.core.payload import Json
from wamigrate.differences.facts import Facts, Template
from wamigrate.differences.header_format import difference
from wamigrate.differences.samples import send, template

IMAGE = {"type": "image", "image": {"id": "1"}}
ANN = {"type": "text", "text": "Ann"}


def header(*values: Json) -> Json:
    return send("template", template({"type": "header", "parameters": list(values)}))


def facts(form: str | None) -> Facts:
    known = Template("order_ready", "en_US", header_format=form)
    return Facts(templates={("order_ready", "en_US"): known})


@pytest.mark.parametrize(
    ("payload", "form"),
    [(header(IMAGE), "IMAGE"), (header(ANN), "TEXT"), (header(), "TEXT"), (header(IMAGE), None)],
)
def test_the_kind_of_the_template_stays(payload: Json, form: str | None) -> None:
    assert places(difference, payload, facts(form)) == []
    assert places(difference, payload) == []


@pytest.mark.parametrize(
    ("payload", "form", "code"),
    [(header(ANN), "IMAGE", 2012), (header(IMAGE), "TEXT", 2012), (header(), "IMAGE", 2009)],
)
def test_another_kind_or_none_is_refused(payload: Json, form: str, code: int) -> None:
    (finding,) = findings(difference, payload, facts(form))
    assert finding.code == code
