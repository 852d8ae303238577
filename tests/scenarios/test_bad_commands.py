"""Commands that make no sense as they stand, or not at this moment."""

from __future__ import annotations

import socket

import pytest

from tests.harness import Site
from tests.scenarios.asserting import change_config, in_shell, refusal, without_reader
from wamigrate.store.migrations import Phase

FREE_PORTS = [f"--{name}-port=0" for name in ("onprem", "graph", "graph-tls", "control")]


def test_an_unknown_command_is_named_with_the_one_that_was_meant(site: Site) -> None:
    found = refusal(site.run("stauts"), 2)
    assert "'stauts'" in found.error
    assert "'status'" in found.hint


def test_an_unknown_option_is_named_with_the_one_that_was_meant(site: Site) -> None:
    found = refusal(site.run("status", "--jsn"), 2)
    assert "--jsn" in found.error
    assert "--json" in found.error + found.hint


def test_a_password_is_not_asked_for_where_nobody_can_answer(site: Site) -> None:
    found = refusal(site.run("bridge", "user", "add", "main", "crm"), 2)
    assert found.error == "The password cannot be asked for without a terminal."


def test_an_unknown_check_is_named_with_the_one_that_was_meant(site: Site) -> None:
    found = refusal(site.run("check", "main", "--only", "tokn"), 2)
    assert (found.error, found.hint) == ("There is no check 'tokn'.", "Did you mean 'token'?")


@pytest.mark.parametrize("word", ["approve", "cancel", "resume", "complete", "report"])
def test_a_number_that_was_never_started_has_nothing_to_act_on(site: Site, word: str) -> None:
    found = refusal(site.run(word, "main"), 2)
    assert found.error == "No migration of 'main' was ever started."
    assert found.hint == "Look first: wamigrate plan main"


def test_a_number_that_waits_cannot_be_completed(site: Site) -> None:
    assert site.run("migrate", "main", "--execute").code == 0
    found = refusal(site.run("complete", "main"), 1)
    assert found.error == "'main' is not finished: it is waiting."
    assert found.hint == "See: wamigrate status main"


def test_a_number_that_moved_cannot_be_approved_or_cancelled(site: Site) -> None:
    assert site.run("migrate", "main", "--execute", "--approve").code == 0
    found = refusal(site.run("approve", "main"), 2)
    assert found.error == "'main' does not wait for an approval: it is finished."
    found = refusal(site.run("cancel", "main"), 1)
    assert found.error == "'main' is on Cloud API: there is no way back."
    assert site.run("complete", "main").code == 0
    found = refusal(site.run("cancel", "main"), 2)
    assert found.error == "The migration of 'main' has ended already: it is completed."


def test_a_cancelled_number_can_be_neither_approved_nor_cancelled_again(site: Site) -> None:
    assert site.run("migrate", "main", "--execute").code == 0
    assert site.run("cancel", "main").code == 0
    found = refusal(site.run("approve", "main"), 2)
    assert found.error == "'main' does not wait for an approval: it is cancelled."
    refusal(site.run("cancel", "main"), 2)
    again = site.run("migrate", "main", "--execute", "--json")
    assert (again.code, again.document["migration"]) == (0, "m-main-2")


def test_a_report_that_cannot_be_written_is_refused(site: Site) -> None:
    assert site.run("migrate", "main", "--execute").code == 0
    for output, reason in (("nowhere/main.html", "No such file"), ("logs", "directory")):
        found = refusal(site.run("report", "main", "--format", "html", "--output", output), 2)
        assert reason in found.error
        assert found.hint == "Choose another --output."


def test_a_reports_folder_that_cannot_be_written_does_not_make_a_number_look_unusable(site: Site) -> None:
    assert site.run("migrate", "main", "--execute").code == 0
    reports = site.folder / ".wamigrate" / "reports"
    reports.write_text("a file where the folder should be")
    ended = site.run("approve", "main", "--json")
    assert (ended.code, ended.document["step"]) == (1, "write_report")
    assert ended.document["state"] == "S2"
    assert "Internal error" not in ended.document["waiting_for"]
    assert "Traceback" not in ended.err
    reports.unlink()
    assert site.run("resume", "main").code == 0
    assert len(site.registers("main")) == 1


def test_a_port_that_is_taken_stops_the_simulators(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        found = refusal(site.run("sim", *FREE_PORTS[1:], f"--onprem-port={port}"), 2)
    assert found.error.startswith(f"The simulator cannot listen on 127.0.0.1 port {port}: ")
    assert found.hint == "Another one may be running; choose other ports, 0 takes any free one."


BAD_WORLDS = [
    ('[[number]]\nname = "x"\nphnoe = "16505550100"\n', "Unknown key 'phnoe' in [number] of the world file."),
    ("[[number]\n", "world.toml is not valid TOML: "),
    ('[[number]]\nname = "x"\nphone = "none"\n', "world.toml: "),
    ("[options]\n", "world.toml: a world needs at least one [[number]]."),
]


@pytest.mark.parametrize(("world", "error"), BAD_WORLDS)
def test_a_world_file_that_cannot_be_used_stops_the_simulators(site: Site, world: str, error: str) -> None:
    (site.folder / "world.toml").write_text(world)
    assert refusal(site.run("sim", *FREE_PORTS, "--world", "world.toml"), 2).error.startswith(error)


def test_a_world_file_that_is_missing_stops_the_simulators(site: Site) -> None:
    assert "world.toml" in refusal(site.run("sim", *FREE_PORTS, "--world", "world.toml"), 2).error


@pytest.mark.parametrize("command", ["plan main", "plan main --json", "--help"])
def test_a_reader_that_goes_away_early_gets_what_it_read_and_no_traceback(site: Site, command: str) -> None:
    ended = in_shell(site, f"wamigrate {command} | head -1")
    assert len(ended.out.splitlines()) == 1
    assert "Traceback" not in ended.err + without_reader(site, *command.split()).err


@pytest.mark.parametrize("command", ["status", "plan main --json"])
def test_an_output_on_a_full_disk_is_told_in_one_line(site: Site, command: str) -> None:
    found = refusal(in_shell(site, f"wamigrate {command} >/dev/full"), 1)
    assert "standard output" in found.error.casefold()


@pytest.mark.parametrize("command", ["status", "status --json"])
def test_an_output_that_is_closed_leaves_no_traceback(site: Site, command: str) -> None:
    assert "Traceback" not in in_shell(site, f"wamigrate {command} >&-").err


def test_a_pin_that_could_not_be_shown_is_not_destroyed(site: Site) -> None:
    change_config(site, 'pin = "env:MAIN_PIN"\n', "")
    assert site.run("migrate", "main", "--execute", "--approve").code == 0
    attempts = [in_shell(site, f"wamigrate complete main {place}") for place in (">/dev/full", ">&-")]
    for ended in (*attempts, without_reader(site, "complete", "main")):
        assert ended.code != 0
        assert "Traceback" not in ended.err
    migration = site.migration("main")
    assert migration is not None
    assert migration.phase is Phase.FINISHED
    handed = site.run("complete", "main", "--json")
    assert handed.document["pin"] == site.sim.control.number("main")["pin"]
