"""What comes next, from rows alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wamigrate.migration.chain import CHAIN, CHAIN_VERSION, CONFIRM, CUT_OVER, PREPARE
from wamigrate.migration.course import Action, decide
from wamigrate.store.journal import Entry, Kind
from wamigrate.store.migrations import Leg, Migration, Phase

START = Migration(
    id="m-main-1",
    number="main",
    phone_number_id="1",
    waba_id="2",
    path="A",
    chain=CHAIN_VERSION,
    created_at=0.0,
    since=0.0,
)
CUTTING = replace(START, run=2, leg=Leg.CUT_OVER)
SENT = replace(CUTTING, intended_at=5.0)
PASSED = replace(SENT, passed_at=6.0)


def rows(
    *said: tuple[str, Kind] | tuple[str, Kind, dict[str, object]], run: int = 1, first: int = 1
) -> list[Entry]:
    return [
        Entry(n, run, one[0], one[1], float(n), dict(one[2]) if len(one) > 2 else {})
        for n, one in enumerate(said, first)
    ]


def done(*names: str, run: int = 1) -> list[Entry]:
    return rows(*[(name, Kind.DONE) for name in names], run=run)


PREPARED = done(*[s.name for s in PREPARE])
HELD = rows(
    ("recheck", Kind.DONE),
    ("attach_bridge", Kind.DONE, {"acted": False}),
    ("settle_two_step", Kind.DONE),
    ("back_up_settings", Kind.DONE),
    ("hold_traffic", Kind.DONE),
    run=2,
)


def test_a_new_migration_begins_with_its_first_step() -> None:
    assert decide(START, []) == Action("perform", "check_readiness")


def test_the_steps_follow_each_other_up_to_the_gate() -> None:
    for count, step in enumerate(PREPARE):
        assert decide(START, done(*[s.name for s in PREPARE[:count]])) == Action("perform", step.name)
    assert decide(START, PREPARED) == Action("gate")


def test_an_approved_run_walks_the_cut_over_anew() -> None:
    assert decide(CUTTING, PREPARED) == Action("perform", "recheck")
    again = replace(CUTTING, run=3)
    assert decide(again, PREPARED + HELD) == Action("perform", "recheck")


def test_an_interrupted_step_is_performed_again() -> None:
    assert decide(START, rows(("check_readiness", Kind.INTENDED))) == Action("perform", "check_readiness")


def test_a_failure_before_the_hold_stops() -> None:
    assert decide(START, rows(("check_readiness", Kind.REFUSED, {"told": "no"}))) == Action("stop")


def test_a_failure_after_the_hold_gives_it_back_first() -> None:
    failed = HELD + rows(("drain_onprem", Kind.REFUSED), run=2, first=10)
    assert decide(CUTTING, failed) == Action("undo", "hold_traffic")
    undone = failed + rows(("hold_traffic", Kind.UNDONE), run=2, first=10)
    assert decide(CUTTING, undone) == Action("stop")


def test_a_hold_that_was_interrupted_is_given_back_too() -> None:
    failed = rows(("hold_traffic", Kind.INTENDED), ("drain_onprem", Kind.REFUSED), run=2)
    assert decide(CUTTING, failed) == Action("undo", "hold_traffic")


def test_while_the_outcome_of_register_is_open_nothing_else_is_done() -> None:
    open_call = HELD + rows(("register_number", Kind.INTENDED), run=2, first=10)
    assert decide(SENT, open_call) == Action("perform", "register_number")
    assert decide(replace(SENT, cancel_at=9.0), open_call) == Action("perform", "register_number")


def test_an_answered_no_goes_back_to_the_gate_after_giving_the_hold_back() -> None:
    refused = HELD + rows(
        ("register_number", Kind.INTENDED),
        ("register_number", Kind.REFUSED, {"answered": True}),
        ("register_number", Kind.UNDONE, {"answered": True, "again": False}),
        run=2,
        first=10,
    )
    assert decide(CUTTING, refused) == Action("undo", "hold_traffic")
    undone = refused + rows(("hold_traffic", Kind.UNDONE), run=2, first=12)
    assert decide(CUTTING, undone) == Action("gate")


def test_an_unanswered_call_that_did_nothing_stops_and_keeps_the_approval() -> None:
    refused = HELD + rows(
        ("register_number", Kind.UNKNOWN, {"answered": False}),
        ("register_number", Kind.UNDONE, {"answered": False, "again": False}),
        ("hold_traffic", Kind.UNDONE),
        run=2,
        first=10,
    )
    assert decide(CUTTING, refused) == Action("stop")


def test_only_a_call_cut_off_by_a_crash_is_made_again_by_itself() -> None:
    crashed = HELD + rows(
        ("drain_onprem", Kind.DONE),
        ("register_number", Kind.INTENDED),
        ("register_number", Kind.UNDONE, {"answered": False, "again": True}),
        run=2,
        first=10,
    )
    assert decide(CUTTING, crashed) == Action("perform", "register_number")


def test_when_a_person_must_look_the_run_stops_and_a_new_run_looks_again() -> None:
    told = HELD + rows(
        ("register_number", Kind.INTENDED),
        ("register_number", Kind.OBSERVED, {"what": "stop"}),
        run=2,
        first=10,
    )
    assert decide(SENT, told) == Action("stop")
    assert decide(replace(SENT, run=3), told) == Action("perform", "register_number")


def test_after_the_point_of_no_return_each_step_is_done_once_in_whatever_run() -> None:
    finished: list[Entry] = []
    for step in CONFIRM:
        assert decide(PASSED, finished) == Action("perform", step.name)
        finished += done(step.name, run=2)
    assert decide(PASSED, finished) == Action("finish")
    assert decide(replace(PASSED, run=9), finished) == Action("finish")


def test_a_step_that_fails_after_the_point_of_no_return_stops_this_run_and_is_tried_in_the_next() -> None:
    failed = done("release_traffic", run=2) + rows(("confirm_registration", Kind.REFUSED), run=2, first=5)
    assert decide(PASSED, failed) == Action("stop")
    assert decide(replace(PASSED, run=3), failed) == Action("perform", "confirm_registration")


def test_cancelling_gives_back_what_can_be_given_back() -> None:
    cancelled = replace(CUTTING, cancel_at=9.0)
    assert decide(cancelled, HELD) == Action("undo", "hold_traffic")
    assert decide(cancelled, HELD + rows(("hold_traffic", Kind.UNDONE), run=2, first=10)) == Action(
        "cancelled"
    )
    assert decide(replace(START, cancel_at=1.0), []) == Action("cancelled")


def test_cancelling_after_the_point_of_no_return_changes_nothing() -> None:
    assert decide(replace(PASSED, cancel_at=9.0), []) == Action("perform", "release_traffic")


@pytest.mark.parametrize("phase", [p for p in Phase if p is not Phase.RUNNING])
def test_only_a_running_migration_does_anything(phase: Phase) -> None:
    assert decide(replace(START, phase=phase), PREPARED) == Action("nothing")


ATTACHED = [replace(e, data={"acted": True}) if e.step == "attach_bridge" else e for e in HELD]


def test_a_number_that_was_put_behind_the_bridge_is_taken_away_when_the_hold_is_given_back() -> None:
    cancelled = replace(CUTTING, cancel_at=9.0)
    assert decide(cancelled, ATTACHED) == Action("undo", "hold_traffic")
    given_back = ATTACHED + rows(("hold_traffic", Kind.UNDONE), run=2, first=10)
    assert decide(cancelled, given_back) == Action("undo", "attach_bridge")
    taken_away = given_back + rows(("attach_bridge", Kind.UNDONE), run=2, first=11)
    assert decide(cancelled, taken_away) == Action("cancelled")


def test_what_was_begun_with_an_earlier_chain_goes_on_without_the_steps_of_a_later_one() -> None:
    early = replace(CUTTING, chain=1)
    checked = PREPARED + done("recheck", run=2)
    assert decide(early, checked) == Action("perform", "settle_two_step")
    assert decide(CUTTING, checked) == Action("perform", "attach_bridge")
    held = [e for e in HELD if e.step != "attach_bridge"]
    assert decide(early, held) == Action("perform", "drain_onprem")


def test_on_path_c_there_is_nothing_to_drain() -> None:
    row = replace(CUTTING, path="C")
    assert decide(row, HELD) == Action("perform", "register_number")


RECOVERING = replace(CUTTING, run=3, leg=Leg.RECOVER, state="S3")


def test_recovering_settles_the_pin_and_calls_once_more_with_the_same_backup() -> None:
    assert decide(RECOVERING, HELD) == Action("perform", "settle_two_step")
    settled = HELD + done("settle_two_step", run=3)
    assert decide(RECOVERING, settled) == Action("perform", "register_number")


def test_a_refused_recovery_stops_and_keeps_the_hold() -> None:
    refused = HELD + rows(
        ("register_number", Kind.UNDONE, {"answered": True, "again": False}), run=3, first=20
    )
    assert decide(RECOVERING, refused) == Action("stop")


NAMES = [s.name for s in CHAIN]


@given(
    st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(list(Kind)), st.integers(1, 3)), max_size=30),
    st.booleans(),
    st.booleans(),
)
def test_register_is_never_performed_after_the_point_of_no_return(
    said: list[tuple[str, Kind, int]], sent: bool, cancelled: bool
) -> None:
    entries = [Entry(n, run, step, kind, float(n)) for n, (step, kind, run) in enumerate(said, 1)]
    row = replace(PASSED, intended_at=1.0 if sent else None, cancel_at=1.0 if cancelled else None)
    assert decide(row, entries) != Action("perform", "register_number")
    assert decide(row, entries).what != "undo"


def test_names_and_order_of_the_chain_are_a_stored_format() -> None:
    assert [s.name for s in PREPARE] == [
        "check_readiness",
        "snapshot_before",
        "subscribe_app",
        "collect_media",
    ]
    assert [s.name for s in CUT_OVER] == [
        "recheck",
        "attach_bridge",
        "settle_two_step",
        "back_up_settings",
        "hold_traffic",
        "drain_onprem",
        "register_number",
    ]
    assert [s.name for s in CONFIRM] == [
        "release_traffic",
        "confirm_registration",
        "confirm_subscription",
        "verify_health",
        "compare_snapshot",
        "exchange_canary",
        "upload_media",
        "write_report",
    ]
    assert [s.name for s in CHAIN if s.point_of_no_return] == ["register_number"]
    assert [s.name for s in CHAIN if s.undo] == ["attach_bridge", "hold_traffic"]
