"""What an operator is told of a number, and with which exit code a command ends."""

from __future__ import annotations

import pytest

from tests.unit.migration.bench import Bench
from wamigrate.core.clock import iso
from wamigrate.core.payload import JsonObject
from wamigrate.migration.state import MEANING, State
from wamigrate.migration.status import exit_code, status_of
from wamigrate.store import journal, routes
from wamigrate.store.journal import Entry, Kind
from wamigrate.store.migrations import Phase


def status(bench: Bench, *, runner: bool | None = None) -> JsonObject:
    return bench.read(lambda conn: status_of(conn, bench.number, bench.now, runner=runner))


def test_a_number_that_was_never_started_says_where_to_begin(bench: Bench) -> None:
    bench.change_number(name="other", phone_number_id="106999999999999")
    assert status(bench) == {
        "name": "other",
        "state": "unknown",
        "meaning": "no migration was started",
        "phase": "not started",
        "step": None,
        "since": None,
        "waiting_for": None,
        "next": "wamigrate plan other",
        "attempts": 0,
        "behind_bridge_since": None,
        "alert": None,
    }


def test_a_number_behind_a_bridge_says_since_when(bench: Bench) -> None:
    bench.change(lambda conn: routes.attach(conn, bench.number.phone_number_id, bench.now))
    assert status(bench)["behind_bridge_since"] == iso(bench.now)


def test_a_running_number_shows_its_step_and_how_to_attach(bench: Bench) -> None:
    bench.set(step="drain_onprem", waiting_for="3 pending messages", since=bench.now)
    found = status(bench)
    assert (found["phase"], found["step"], found["since"]) == ("running", "drain_onprem", iso(bench.now))
    assert (found["waiting_for"], found["next"]) == ("3 pending messages", "wamigrate resume main")
    assert (found["migration"], found["path"]) == ("m-main-1", "A")


@pytest.mark.parametrize("runner", [True, None])
def test_with_a_runner_or_none_known_of_the_step_tells_what_it_waits_for(
    bench: Bench, runner: bool | None
) -> None:
    bench.set(waiting_for="CONNECTED on Cloud API")
    assert status(bench, runner=runner)["waiting_for"] == "CONNECTED on Cloud API"


def test_without_a_runner_it_waits_for_one(bench: Bench) -> None:
    bench.set(waiting_for="CONNECTED on Cloud API")
    assert status(bench, runner=False)["waiting_for"] == "a runner: no process walks it"
    bench.set(phase=Phase.WAITING, waiting_for="you: approve or cancel")
    assert status(bench, runner=False)["waiting_for"] == "you: approve or cancel"


def test_what_has_ended_is_reported_on(bench: Bench) -> None:
    bench.set(phase=Phase.CANCELLED, ended_at=bench.now)
    assert status(bench)["next"] == "wamigrate report main"


def test_the_command_that_was_written_down_goes_first(bench: Bench) -> None:
    bench.set(phase=Phase.STOPPED, next="wamigrate recover main")
    assert status(bench)["next"] == "wamigrate recover main"


def spend_attempt(bench: Bench, entry: Entry) -> None:
    number = bench.number.phone_number_id
    bench.change(lambda conn: journal.spend_attempt(conn, bench.migration.id, entry, number))


def test_register_calls_of_three_days_are_counted(bench: Bench) -> None:
    for _ in range(2):
        spend_attempt(bench, bench.write("register_number", Kind.INTENDED))
    assert status(bench)["attempts"] == 2
    bench.clock.advance(73 * 3600)
    assert status(bench)["attempts"] == 0


@pytest.mark.parametrize("state", State)
def test_every_state_has_its_meaning(bench: Bench, state: State) -> None:
    bench.set(state=state.value)
    assert status(bench)["meaning"] == MEANING[state]


@pytest.mark.parametrize(
    ("phase", "state", "code"),
    [
        (Phase.FINISHED, "S2", 0),
        (Phase.COMPLETED, "S2", 0),
        (Phase.WAITING, "S0", 0),
        (Phase.RUNNING, "S1", 0),
        (Phase.STOPPED, "S0", 1),
        (Phase.STOPPED, "S1", 3),
        (Phase.STOPPED, "S2b", 1),
        (Phase.STOPPED, "S3", 1),
        (Phase.CANCELLED, "S0", 1),
    ],
)
def test_each_end_has_its_exit_code(bench: Bench, phase: Phase, state: str, code: int) -> None:
    bench.set(phase=phase, state=state)
    assert exit_code(bench.row) == code
