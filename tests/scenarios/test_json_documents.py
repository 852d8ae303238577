"""`--json` prints one document on standard output, and nothing else anywhere but progress."""

from __future__ import annotations

import json

from tests.harness import Ended, Site
from tests.scenarios.conftest import OpenSite
from wamigrate.core.payload import JsonObject
from wamigrate.migration.chain import CHAIN

STATUS = {"name", "state", "step", "since", "waiting_for", "next", "attempts"}
"""What checks outside this repository rely on."""


def document_of(ended: Ended) -> JsonObject:
    """The one document; AssertionError where anything stands before or after it, or on standard error."""
    document, end = json.JSONDecoder().raw_decode(ended.out)
    assert ended.out[end:] == "\n"
    assert [line for line in ended.err.splitlines() if not line.startswith("notice: ")] == []
    return dict(document)


def test_the_documents_of_a_whole_story(site: Site) -> None:
    (entry,) = document_of(site.run("status", "--json"))["numbers"]
    assert entry.keys() >= STATUS
    assert (entry["name"], entry["state"], entry["attempts"]) == ("main", "unknown", 0)
    assert entry["next"] == "wamigrate plan main"

    check = document_of(site.run("check", "main", "--json"))
    assert (check["name"], check["ready"], check["next"]) == ("main", True, "wamigrate plan main")
    assert {"id", "check", "title", "level", "seen", "todo"} == check["checks"][0].keys()

    plan = document_of(site.run("plan", "main", "--json"))
    assert (plan["path"], plan["ready"], plan["blockers"]) == ("A", True, [])
    assert [step["name"] for step in plan["steps"]] == [step.name for step in CHAIN]
    assert [s["name"] for s in plan["steps"] if s["point_of_no_return"]] == ["register_number"]
    assert plan["expected_inbound_loss"]["gap_seconds"] == 15.0
    assert plan["next"] == "wamigrate migrate main --execute"
    assert document_of(site.run("migrate", "main", "--json")).keys() == plan.keys()

    waiting = document_of(site.run("migrate", "main", "--execute", "--json"))
    assert waiting.keys() >= STATUS
    assert (waiting["state"], waiting["step"], waiting["attempts"]) == ("S0", "gate", 0)
    finished = document_of(site.run("approve", "main", "--json"))
    assert (finished["state"], finished["attempts"], finished["next"]) == ("S2", 1, "wamigrate complete main")
    (entry,) = document_of(site.run("status", "main", "--json"))["numbers"]
    assert entry == finished
    calls = len(site.sim.control.requests())
    assert document_of(site.run("migrate", "main", "--execute", "--json")) == finished
    assert len(site.sim.control.requests()) == calls
    assert document_of(site.run("resume", "main", "--json")) == finished

    report = document_of(site.run("report", "main", "--format", "json"))
    assert report["number"]["name"] == "main"
    assert document_of(site.run("complete", "main", "--json")).keys() == {"name", "pin", "migration"}


def test_every_number_has_its_entry_in_the_order_of_the_file(new_site: OpenSite) -> None:
    site = new_site("sharded", "main", "open")
    found = document_of(site.run("status", "--json"))["numbers"]
    assert [entry["name"] for entry in found] == ["sharded", "main", "open"]


def test_a_cancelled_number_prints_its_status(site: Site) -> None:
    site.run("migrate", "main", "--execute")
    cancelled = document_of(site.run("cancel", "main", "--json"))
    assert cancelled.keys() >= STATUS
    assert (cancelled["phase"], cancelled["waiting_for"]) == ("cancelled", None)


def test_progress_goes_to_standard_error(site: Site) -> None:
    ended = site.run("migrate", "main", "--execute", "--approve")
    done = [line for line in ended.err.splitlines() if " done (" in line]
    assert [line.split()[1] for line in done] == [step.name for step in CHAIN]
    assert not any(step.name in ended.out for step in CHAIN)
    assert ended.out.splitlines()[-1] == "Next: wamigrate complete main"


def test_status_in_words_says_what_it_waits_for_and_what_to_type(site: Site) -> None:
    site.run("migrate", "main", "--execute")
    lines = site.run("status", "main").out.splitlines()
    assert lines[0] == "main: waiting, S0 (on On-Premises; safe to stop)"
    assert lines[1].startswith("  step         gate, since ")
    assert lines[2:] == ["  waiting for  you: approve or cancel", "  next         wamigrate approve main"]


def test_debug_logs_every_step_and_call_to_standard_error(site: Site) -> None:
    ended = site.run("--debug", "migrate", "main", "--execute", "--approve", "--json")
    assert document_of(Ended(ended.code, ended.out, ""))["state"] == "S2"
    logged = [line for line in ended.err.splitlines() if " DEBUG wamigrate" in line]
    for step in CHAIN:
        assert any(step.name in line for line in logged), step.name
    for path in ("/v1/users/login", "/v1/settings/backup", "/register", "/subscribed_apps"):
        assert any(path in line for line in logged), path
