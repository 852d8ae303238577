"""Lists of Graph: pages, fields with fields inside, sorting and filters."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests.contract.sim.http import Graph, call


def edge(graph: Graph, query: str, name: str = "phone_numbers") -> Any:
    return graph("GET", f"/v19.0/{graph.waba()}/{name}?{query}").json


def test_pages_are_walked_by_their_own_links(graph: Graph) -> None:
    first = edge(graph, "fields=id&limit=3")
    assert "previous" not in first["paging"]
    following = urlsplit(first["paging"]["next"])
    assert following.path == f"/v20.0/{graph.waba()}/phone_numbers"
    assert parse_qs(following.query)["limit"] == ["3"]
    second = graph("GET", f"{following.path}?{following.query}").json
    assert len({n["id"] for n in first["data"] + second["data"]}) == 6
    back = urlsplit(second["paging"]["previous"])
    assert graph("GET", f"{back.path}?{back.query}").json["data"] == first["data"]


def test_a_single_page_has_cursors_and_an_empty_one_has_nothing(graph: Graph) -> None:
    single = edge(graph, "limit=100")
    assert list(single["paging"]) == ["cursors"]
    assert edge(graph, "after=" + single["paging"]["cursors"]["after"]) == {"data": []}
    assert edge(graph, "", "flows") == {"data": []}


def test_a_token_in_the_address_is_in_the_links_too(graph: Graph) -> None:
    where = f"/v23.0/{graph.waba()}/phone_numbers?limit=1&access_token={graph.token}"
    assert "access_token=" in call(graph.url, "GET", where).json["paging"]["next"]
    assert "access_token" not in edge(graph, "limit=1")["paging"]["next"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("limit=many", "Param limit must be an integer."),
        ("limit=0", "Param limit must be a number greater than or equal to 1."),
        ("after=%21", "Invalid cursors values"),
        ("sort=age", "Param sort[0] must be one of"),
        ("filtering=x", "Param filtering must be an array."),
        ("filtering=" + quote('[{"field":"age","operator":"EQUAL","value":1}]'), "Filtering field 'age'"),
    ],
)
def test_parameters_that_cannot_be_are_refused(graph: Graph, query: str, words: str) -> None:
    assert words in edge(graph, query)["error"]["message"]


def names(graph: Graph, query: str) -> list[str]:
    known = {n["phone_number_id"]: n["name"] for n in graph.sim.ready["numbers"]}
    return [known[n["id"]] for n in edge(graph, "fields=id&" + query)["data"]]


@pytest.mark.parametrize(
    "sort", ["last_onboarded_time.desc", "['last_onboarded_time_descending']", "last_onboarded_time"]
)
def test_numbers_are_sorted_by_when_they_came(graph: Graph, sort: str) -> None:
    assert names(graph, f"sort={quote(sort)}")[0] == "cloud"
    assert names(graph, "sort=last_onboarded_time.asc")[-1] == "cloud"


def test_numbers_are_filtered(graph: Graph) -> None:
    wanted = [{"field": "is_official_business_account", "operator": "EQUAL", "value": True}]
    assert names(graph, "filtering=" + quote(json.dumps(wanted))) == ["official"]
    wanted = [{"field": "account_mode", "operator": "NOT_EQUAL", "value": "LIVE"}]
    assert names(graph, "filtering=" + quote(json.dumps(wanted))) == []


def test_edges_are_fields_with_fields_and_filters_of_their_own(graph: Graph) -> None:
    fields = "name,phone_numbers.limit(1){id,throughput{level}},message_templates.name(hello_world){name}"
    found = graph("GET", f"/v23.0/{graph.waba()}?fields={quote(fields)}").json
    assert list(found) == ["name", "phone_numbers", "message_templates", "id"]
    numbers = found["phone_numbers"]
    assert numbers["data"] == [{"id": graph.id("main"), "throughput": {"level": "NOT_APPLICABLE"}}]
    assert f"/{graph.waba()}/phone_numbers?" in numbers["paging"]["next"]
    assert [t["name"] for t in found["message_templates"]["data"]] == ["hello_world"]


def test_templates_are_filtered_in_every_way(graph: Graph) -> None:
    def found(query: str) -> list[str]:
        return [t["name"] for t in edge(graph, query, "message_templates")["data"]]

    assert found("name=order_ready") == ["order_ready"]
    assert found("name_or_content=welcome") == ["hello_world"]
    assert found("content=everything") == ["spring_sale"]
    assert found("status=PAUSED,REJECTED") == ["spring_sale"]
    assert found("category=marketing") == ["spring_sale"]
    assert found("language=de") == []
    assert len(found("quality_score=UNKNOWN&language=%5B%22en_US%22%5D")) == 4
    summary = edge(graph, "name=order_ready&summary=total_count,message_template_count", "message_templates")
    assert summary["summary"] == {"total_count": 1, "message_template_count": 4}
