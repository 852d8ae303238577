"""Templates whose variables have names."""

from __future__ import annotations

from tests.unit.differences.sends import findings, places, repaired
from wamigrate.core.payload import Json
from wamigrate.differences.difference import MANUAL, UNSAFE
from wamigrate.differences.facts import Facts, Template
from wamigrate.differences.samples import send, template
from wamigrate.differences.unnamed_parameter import difference

ANN = {"type": "text", "text": "Ann"}


def body(*names: str | None) -> Json:
    values = [ANN if name is None else {**ANN, "parameter_name": name} for name in names]
    return send("template", template({"type": "body", "parameters": values}))


def facts(*names: str) -> Facts:
    known = Template("order_ready", "en_US", body_parameters=len(names), parameter_names=names)
    return Facts(templates={("order_ready", "en_US"): known})


def test_names_that_the_template_has_stay() -> None:
    assert places(difference, body("a", "b"), facts("a", "b")) == []
    assert places(difference, body(None)) == []


def test_names_are_given_in_order_if_a_person_agrees() -> None:
    found = findings(difference, body(None, "a", None), facts("a", "b"))
    assert [[edit.value for edit in f.edits] for f in found] == [["b"], []]
    assert {f.safety for f in found} == {UNSAFE}


def test_a_name_that_the_template_does_not_have_is_for_a_person() -> None:
    (finding,) = findings(difference, body("c"), facts("a"))
    assert (finding.safety, finding.code) == (MANUAL, 2012)


def test_names_go_where_the_variables_have_none() -> None:
    known = Template("order_ready", "en_US", body_parameters=1)
    sent = repaired(difference, body("a"), Facts(templates={("order_ready", "en_US"): known}))
    assert sent["template"]["components"][0]["parameters"] == [ANN]
