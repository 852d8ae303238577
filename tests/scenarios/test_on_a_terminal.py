"""A person at a terminal sees what happens, and types the number's name before anything is cut over."""

from __future__ import annotations

from tests.harness import Site
from tests.scenarios.conftest import OpenSite
from tests.scenarios.terminal import Terminal, on_terminal
from wamigrate.migration.answers import unanswered

ANSWERS = {
    "answers": '{ role = "direct", app_live = true, app_claimed = true, app_has_whatsapp = true, '
    'two_step = "known", pin_owner = "us", phone_takes_codes = true, code_holder = "the night shift", '
    'data_residency = "none", restart_disabled = true, callers_inventoried = true, app_review = true, '
    "pin_owner_agreed = true }"
}
GATE = "Type main to confirm"


def answered(new_site: OpenSite) -> Site:
    """A site in which no question is open."""
    return new_site("main", number_keys=ANSWERS)


def test_the_name_typed_at_the_gate_cuts_over(new_site: OpenSite) -> None:
    site = answered(new_site)
    with on_terminal(site, "migrate", "main", "--execute") as terminal:
        terminal.wait_for(GATE)
        assert "`register` cannot be undone" in terminal.shown
        terminal.type("main")
        assert terminal.end() == 0
        assert "Next: wamigrate complete main" in terminal.shown
    assert (site.side("main"), len(site.registers("main"))) == ("cloud", 1)


def test_any_other_word_leaves_it_waiting(new_site: OpenSite) -> None:
    site = answered(new_site)
    for word in ("yes", ""):
        with on_terminal(site, "migrate", "main", "--execute") as terminal:
            terminal.wait_for(GATE)
            terminal.type(word)
            assert terminal.end() == 0
            assert "Next: wamigrate approve main" in terminal.shown
    assert (site.status("main")["phase"], site.registers("main")) == ("waiting", [])


def test_approving_asks_for_the_name_too(new_site: OpenSite) -> None:
    site = answered(new_site)
    site.run("migrate", "main", "--execute")
    with on_terminal(site, "approve", "main") as terminal:
        terminal.wait_for(GATE)
        terminal.type("mian")
        assert terminal.end() == 2
        assert "error: Not approved." in terminal.shown
    assert site.status("main")["phase"] == "waiting"
    with on_terminal(site, "approve", "main", "--yes") as terminal:
        assert terminal.end() == 0
    assert site.side("main") == "cloud"


def test_the_step_under_way_and_what_it_waits_for_are_shown(new_site: OpenSite) -> None:
    site = new_site("main", number_keys=ANSWERS)
    site.sim.control.fault("stuck_queue", 3, number="main")
    with on_terminal(site, "migrate", "main", "--execute", "--approve") as terminal:
        terminal.wait_for("drain_onprem (S0, ")
        terminal.wait_for("waiting for 3 pending messages on On-Premises")
        site.sim.control.clear_faults()
        assert terminal.end() == 0
        assert "\x1b[" in terminal.raw
        assert_finished_lines(terminal)


def assert_finished_lines(terminal: Terminal) -> None:
    """Each step that is done stays on the screen, on a line of its own."""
    for step in ("check_readiness", "register_number", "write_report"):
        assert f"{step:22} done (" in terminal.shown


def test_brackets_in_what_an_api_says_are_shown_as_they_are(new_site: OpenSite) -> None:
    site = answered(new_site)
    said = "Invalid [/b] parameter [red]pin[/red]"
    site.sim.control.fault("error", {"code": 100, "details": said}, api="graph", path="/register", count=1)
    with on_terminal(site, "migrate", "main", "--execute", "--approve") as terminal:
        assert terminal.end() == 1
        assert "Traceback" not in terminal.shown
        assert said in terminal.shown
    assert site.status("main")["phase"] == "waiting"


def test_open_questions_are_asked_once_and_kept(site: Site) -> None:
    with on_terminal(site, "check", "main", "--only", "app-review") as terminal:
        terminal.wait_for("[direct/provider]:")
        terminal.type("nobody")
        terminal.wait_for("'nobody' is no answer to 'role'.")
        terminal.type("provider")
        for question in unanswered({"role": "provider"}):
            terminal.wait_for(question.text)
            terminal.type("")
        terminal.end()
    later = site.run("check", "main", "--only", "app-review", "--json").document["checks"][0]
    assert "provider" in later["seen"] + later["todo"] or later["level"] != "skip"
    with on_terminal(site, "check", "main", "--only", "app-review") as terminal:
        terminal.wait_for(unanswered({"role": "provider"})[0].text)
        assert "[direct/provider]" not in terminal.shown


def test_ctrl_c_says_that_nothing_is_lost(new_site: OpenSite) -> None:
    site = answered(new_site)
    site.sim.control.fault("stuck_queue", 3, number="main")
    with on_terminal(site, "migrate", "main", "--execute", "--approve") as terminal:
        terminal.wait_for("waiting for 3 pending messages")
        terminal.interrupt()
        assert terminal.end() == 130
        assert "interrupted" in terminal.shown
        assert "Traceback" not in terminal.shown
    site.sim.control.clear_faults()
    assert site.run("resume", "main").code == 0
    assert site.side("main") == "cloud"
