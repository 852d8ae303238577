"""Field selection: filters, nested fields, order."""

from __future__ import annotations

import pytest

from wamigrate.sim.cloud.errors import GraphError
from wamigrate.sim.cloud.selection import Asked, Fields, pick, plain

KNOWN: Fields = {
    "name": plain("Ada"),
    "throughput": plain({"level": "HIGH", "other": 1}),
    "nothing": plain(None),
    "edge": lambda asked: asked.params,
}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("name", Asked("name", {})),
        ("a.start(1).end(2)", Asked("a", {"start": "1", "end": "2"})),
        ("a{b,c{d}}", Asked("a", {}, "b,c{d}")),
        ("a.limit(2){b}", Asked("a", {"limit": "2"}, "b")),
        ('a.phones(["1","2"])', Asked("a", {"phones": '["1","2"]'})),
    ],
)
def test_a_field_is_read_with_its_filters_and_inner_fields(text: str, asked: Asked) -> None:
    assert Asked.of(text) == asked


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ("id,name", ["id", "name"]),
        ("name,id", ["name", "id"]),
        ("name", ["name", "id"]),
        (["name", "id"], ["name", "id"]),
        ("nothing", ["id"]),
        (None, ["throughput", "id"]),
    ],
)
def test_the_order_is_that_of_the_question_and_an_id_not_asked_for_is_last(
    fields: object, found: list[str]
) -> None:
    assert list(pick({"fields": fields}, "1", "Node", KNOWN, ("throughput",))) == found


def test_inner_fields_select_members_and_become_parameters_of_an_edge() -> None:
    asked = pick({"fields": "throughput{level},edge.limit(2){id}"}, None, "Node", KNOWN, ())
    assert asked == {"throughput": {"level": "HIGH"}, "edge": {"limit": "2", "fields": "id"}}


def test_an_unknown_field_is_named_with_its_node_type() -> None:
    with pytest.raises(GraphError, match="100") as refused:
        pick({"fields": "name,what"}, "1", "Node", KNOWN, ())
    assert refused.value.message == "(#100) Tried accessing nonexisting field (what) on node type (Node)"
