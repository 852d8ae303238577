"""What only looks changes nothing, and what changes something waits for a person."""

from __future__ import annotations

import pytest

from tests.harness import Site
from tests.scenarios.asserting import change_config, writes
from tests.scenarios.conftest import OpenSite
from wamigrate.store import approvals

EXECUTE = ("migrate", "main", "--execute")


@pytest.mark.parametrize(
    "words",
    [
        ("plan", "main"),
        ("check", "main"),
        ("check", "main", "--json"),
        ("migrate", "main"),
        ("migrate", "main", "--approve"),
    ],
)
def test_what_only_looks_sends_nothing_but_reads(site: Site, words: tuple[str, ...]) -> None:
    ended = site.run(*words)
    assert ended.code == 0, ended.err
    assert writes(site) == []
    assert {call["method"] for call in site.sim.control.requests("graph")} == {"GET"}
    assert site.migration("main") is None


def test_migrate_without_execute_says_so_and_shows_the_plan(site: Site) -> None:
    ended = site.run("migrate", "main")
    assert "Nothing was done: --execute acts." in ended.err
    assert ended.out == site.run("plan", "main").out
    assert "register_number" in ended.out
    assert "point of no return" in ended.out
    assert "This is not a move between WhatsApp Business Accounts" in ended.out
    assert ended.out.splitlines()[-1] == "Next: wamigrate migrate main --execute"


def test_a_check_acts_only_when_it_is_told_to(new_site: OpenSite) -> None:
    site = new_site("main")
    change_config(site, "env:MAIN_PIN", "env:NEW_PIN")
    site.environ["NEW_PIN"] = "864209"
    ended = site.run("check", "main", "--write", "--only", "pin", "--only", "backup-dry-run")
    assert ended.code == 0, ended.out
    assert writes(site) == [
        "DELETE /v1/settings/account/two-step",
        "POST /v1/settings/account/two-step",
        "POST /v1/settings/backup",
    ]
    assert site.sim.control.number("main")["pin"] == "864209"


def test_without_a_person_it_ends_at_the_gate_and_waits(site: Site) -> None:
    ended = site.run(*EXECUTE)
    assert ended.code == 0, ended.err
    assert "Gate: 'main' is ready to cut over. `register` cannot be undone." in ended.err
    assert "Expected inbound loss: " in ended.err
    assert "The callers of On-Premises must be stopped by hand before you approve." in ended.err
    assert ended.out.splitlines()[-1] == "Next: wamigrate approve main"
    status = site.status("main")
    assert (status["phase"], status["step"], status["state"]) == ("waiting", "gate", "S0")
    assert status["waiting_for"] == "you: approve or cancel"
    assert writes(site) == [f"POST /v23.0/{site.sim.number('main')['waba_id']}/subscribed_apps"]


def test_attaching_to_a_number_that_waits_changes_nothing(site: Site) -> None:
    site.run(*EXECUTE)
    before = site.rows("main")
    assert site.run(*EXECUTE).code == 0
    assert site.run("resume", "main").code == 0
    assert site.rows("main") == before


def test_the_approval_comes_before_any_write_to_the_deployment(new_site: OpenSite) -> None:
    site = new_site("pinless")
    assert site.run("migrate", "pinless", "--execute").code == 0
    assert writes(site, "onprem") == []
    assert site.run("approve", "pinless").code == 0
    approval = site.read(lambda conn: approvals.current(conn, "m-pinless-1"))
    assert approval is not None
    entries = site.journal("pinless")
    changing = [e for e in entries if e.step in {"settle_two_step", "back_up_settings", "hold_traffic"}]
    assert len(changing) == 6
    assert all(e.at >= approval.at for e in changing)
    assert writes(site, "onprem")[0] == "DELETE /pinless/v1/settings/account/two-step"


def test_an_approval_whose_window_is_over_does_not_let_register_go_out(new_site: OpenSite) -> None:
    site = new_site("main", timing={"gate_window": 0})
    ended = site.run(*EXECUTE, "--approve", "--json")
    assert ended.code == 1
    assert "The approved window is over." in ended.document["waiting_for"]
    assert (ended.document["state"], site.registers("main")) == ("S0", [])


def test_cancelling_at_the_gate_leaves_everything_as_it_was(site: Site) -> None:
    site.run(*EXECUTE)
    ended = site.run("cancel", "main", "--json")
    assert (ended.code, ended.document["phase"], ended.document["state"]) == (0, "cancelled", "S0")
    assert (site.side("main"), site.registers("main"), writes(site, "onprem")) == ("onprem", [], [])


def test_a_failed_check_stops_before_anything_is_changed(site: Site) -> None:
    site.sim.control.change_number("main", name_status="DECLINED")
    ended = site.run(*EXECUTE, "--approve", "--json")
    assert (ended.code, ended.document["phase"]) == (1, "stopped")
    assert "display-name" in ended.document["waiting_for"]
    assert writes(site) == []
    site.sim.control.change_number("main", name_status="APPROVED")
    assert site.run("resume", "main", "--json").document["phase"] == "waiting"
