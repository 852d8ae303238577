"""What the report says at any moment of a migration."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection, text

import wamigrate
from tests.unit.migration import stories
from tests.unit.migration.moments import EVERY_MOMENT, Tell, told
from tests.unit.migration.story import NUMBER, Story
from wamigrate.core.payload import JsonObject
from wamigrate.migration.chain import CHAIN
from wamigrate.migration.report import render
from wamigrate.store.journal import Kind
from wamigrate.store.migrations import Phase


def step(report: JsonObject, name: str) -> JsonObject:
    return next(dict(s) for s in report["steps"] if s["name"] == name)


@EVERY_MOMENT
def test_at_every_moment_the_result_is_one_word_and_one_sentence(
    tmp_path: Path, tell: Tell, word: str
) -> None:
    result = told(tmp_path, tell)["result"]
    assert result["word"] == word
    assert result["sentence"].endswith(".")


def test_it_says_who_by_which_path_and_written_by_what(tmp_path: Path) -> None:
    report = told(tmp_path, stories.finished)
    assert report["number"] == {
        "name": "main",
        "phone": "…0100",
        "display_name": "Acme Garden Supplies",
        "phone_number_id": "106540352242922",
        "waba_id": "102290129340398",
    }
    assert (report["migration"]["path"], report["migration"]["state"]) == ("A", "S2")
    assert report["migration"]["path_meaning"].startswith("On-Premises is connected")
    assert (report["wamigrate"], report["generated"]) == (wamigrate.__version__, "2026-01-05T09:48:11.328Z")


def test_steps_stand_in_the_order_of_the_chain_with_times_and_findings(tmp_path: Path) -> None:
    report = told(tmp_path, stories.finished)
    assert [s["name"] for s in report["steps"]] == [s.name for s in CHAIN]
    backup = step(report, "back_up_settings")
    assert backup["status"] == "done"
    assert (backup["begun"], backup["ended"]) == ("2026-01-05T09:47:03.010Z", "2026-01-05T09:47:03.650Z")
    assert backup["seconds"] == 0.64
    assert backup["found"] == "fresh backup, 1344 characters, SHA-256 9f2c9f2c9f2c…"


def test_a_refused_step_says_what_was_told_and_what_to_do(tmp_path: Path) -> None:
    report = told(tmp_path, stories.stopped_by_a_check)
    refused = step(report, "check_readiness")
    assert (refused["status"], refused["told"]) == ("refused", "P01 Token: the token has expired.")
    assert refused["todo"] == report["next"]["todo"] == "Make a system-user token."
    assert report["next"]["command"] == "wamigrate resume main"
    assert step(report, "snapshot_before")["status"] == "not reached"


def test_a_step_that_a_crash_interrupted_shows_both_passes(tmp_path: Path) -> None:
    def tell(conn: Connection) -> Story:
        story = Story(conn)
        story.begin("check_readiness")
        story.wait(5)
        story.step("check_readiness", {"checks": []})
        return story

    passes = step(told(tmp_path, tell), "check_readiness")["passes"]
    assert [p["status"] for p in passes] == ["interrupted", "done"]


def test_an_undone_hold_keeps_the_length_of_its_own_work(tmp_path: Path) -> None:
    hold = step(told(tmp_path, stories.refused_and_back_at_the_gate), "hold_traffic")
    assert (hold["status"], hold["seconds"]) == ("undone", 0.01)


def test_steps_of_other_paths_are_named_as_such(tmp_path: Path) -> None:
    report = told(tmp_path, lambda conn: Story(conn, path="C"))
    assert step(report, "drain_onprem")["status"] == "not on this path"


def test_an_attempt_shows_answer_trace_and_what_was_found_afterwards(tmp_path: Path) -> None:
    attempts = told(tmp_path, stories.refused_with_wrong_pin)["attempts"]
    (call,) = attempts["calls"]
    assert (call["outcome"], call["code"], call["status"]) == ("no", 133005, 400)
    assert (call["fbtrace_id"], call["seconds"], call["with_backup"]) == ("AbCdEf123", 2.4, True)
    assert (call["probed"]["state"], call["probed"]["meaning"]) == ("S3", "down on both sides")
    assert (attempts["in_72_hours"], attempts["allowed_in_72_hours"]) == (1, 3)


@pytest.mark.parametrize(
    ("tell", "outcomes"),
    [
        (stories.at_the_gate, []),
        (stories.finished, ["yes"]),
        (stories.answer_lost, ["no answer"]),
        (stories.killed_in_register, ["cut off"]),
        (stories.recovered, ["no", "yes"]),
    ],
)
def test_every_attempt_has_its_outcome(tmp_path: Path, tell: Tell, outcomes: list[str]) -> None:
    report = told(tmp_path, tell)
    assert [call["outcome"] for call in report["attempts"]["calls"]] == outcomes


def test_the_first_answer_is_not_replaced_by_what_a_person_said_later(tmp_path: Path) -> None:
    first = told(tmp_path, stories.recovered)["attempts"]["calls"][0]
    assert first["told"].startswith("The PIN was wrong.")


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        ({"answered": False, "ended": True, "told": "register was not sent."}, "not sent"),
        ({"answered": True, "ended": False, "told": "Meta answered success: false."}, "unclear"),
    ],
)
def test_not_sent_and_unclear_are_told_apart(tmp_path: Path, data: JsonObject, outcome: str) -> None:
    def tell(conn: Connection) -> Story:
        story = stories.approved(conn)
        story.intend()
        story.row("register_number", Kind.UNKNOWN, data)
        return story

    assert told(tmp_path, tell)["attempts"]["calls"][0]["outcome"] == outcome


def test_a_call_that_the_guard_forbade_is_no_attempt(tmp_path: Path) -> None:
    def tell(conn: Connection) -> Story:
        story = stories.approved(conn)
        refusal = {"told": "The approved window is over.", "answered": False, "never_intended": True}
        story.row("register_number", Kind.REFUSED, refusal)
        return story

    report = told(tmp_path, tell)
    assert report["attempts"]["calls"] == []
    assert step(report, "register_number")["told"] == "The approved window is over."


def test_the_way_back_is_open_until_register_took_effect(tmp_path: Path) -> None:
    ways = []
    for n, tell in enumerate((stories.at_the_gate, stories.answer_lost, stories.refused_with_wrong_pin)):
        (tmp_path / str(n)).mkdir()
        ways.append(told(tmp_path / str(n), tell)["migration"]["way_back"].split(":")[0])
    assert ways == ["open", "not known", "none"]


def test_the_report_written_by_the_migration_itself_says_moved(tmp_path: Path) -> None:
    def tell(conn: Connection) -> Story:
        story = stories.moved(conn)
        story.begin("write_report")
        return story

    report = told(tmp_path, tell)
    assert report["result"]["word"] == "Moved"
    assert report["next"]["command"] == "wamigrate complete main"


def test_a_field_that_changed_against_expectation_is_counted_and_named(tmp_path: Path) -> None:
    report = told(tmp_path, lambda conn: stories.finished(conn, after={"verified_name": "Acme"}))
    assert report["result"]["word"] == "Moved, with differences"
    assert report["comparison"]["unexpected"] == ["verified_name"]
    assert "| Display name | **different** | Acme Garden Supplies | Acme | unchanged |" in render(
        report, "md"
    )


def test_what_must_and_what_should_change_are_apart(tmp_path: Path) -> None:
    comparison = told(tmp_path, stories.finished)["comparison"]
    assert [row["field"] for row in comparison["should_change"]] == [
        "status",
        "platform_type",
        "throughput_level",
    ]
    assert len(comparison["must_not_change"]) == 14


def test_before_the_move_the_noted_fields_stand_without_a_verdict(tmp_path: Path) -> None:
    comparison = told(tmp_path, stories.at_the_gate)["comparison"]
    assert comparison["compared"] is False
    assert {row["as_expected"] for row in comparison["must_not_change"]} == {None}


def test_the_expected_loss_stands_beside_the_one_for_the_measured_gap(tmp_path: Path) -> None:
    loss = told(tmp_path, stories.finished)["loss"]
    assert (loss["expected_at_gate"]["messages"], loss["expected_at_gate"]["hour"]) == (1.0, 10)
    assert loss["for_measured_gap"] == {"hour": 10, "at_least": 0.21, "at_most": 0.29}


def test_a_time_zone_that_does_not_exist_does_not_stop_the_report(tmp_path: Path) -> None:
    odd = msgspec.structs.replace(NUMBER, timezone="Mars/Olympus")
    assert told(tmp_path, stories.finished, odd)["loss"]["for_measured_gap"]["hour"] == 9


def test_without_a_bridge_nothing_was_held_and_that_is_said(tmp_path: Path) -> None:
    held = told(tmp_path, stories.finished)["held"]
    assert (held["bridge"], held["held"], held["unknown"]) == (False, 0, 0)
    assert "not by measurement" in held["note"]


def test_approvals_say_when_for_what_and_whether_they_were_used(tmp_path: Path) -> None:
    first, second = told(tmp_path, stories.recovered)["approvals"]
    assert (first["for_state"], first["spent"], first["open"]) == ("S0", "2026-01-05T09:04:07.374Z", False)
    assert (second["for_state"], second["callers_stopped"]) == ("S3", True)


def test_warnings_are_those_of_the_last_time_each_check_ran(tmp_path: Path) -> None:
    def tell(conn: Connection) -> Story:
        story = stories.at_the_gate(conn)
        story.step(
            "recheck", {"checks": [{"id": "P17", "check": "webhook-fields", "level": "ok", "seen": ""}]}
        )
        return story

    assert told(tmp_path, tell)["warnings"] == []


def test_every_call_is_listed_with_its_trace(tmp_path: Path) -> None:
    calls = told(tmp_path, stories.stopped_by_a_check)["calls"]
    assert calls == [
        {
            "at": "2026-01-05T09:00:00.000Z",
            "seconds": 0.2,
            "run": 1,
            "step": "check_readiness",
            "api": "graph",
            "method": "GET",
            "path": "/v23.0/debug_token",
            "status": 401,
            "code": 190,
            "fbtrace_id": "Zx9",
            "outcome": "answered",
        }
    ]


def test_a_journal_that_was_tampered_with_is_announced_on_top(tmp_path: Path) -> None:
    def tell(conn: Connection) -> Story:
        story = stories.finished(conn)
        conn.execute(text("update wm_journal set data = '{}' where n = 4"))
        return story

    report = told(tmp_path, tell)
    assert report["journal"]["broken_at"] == 4
    assert "Journal broken" in render(report, "html")
    assert "Journal broken" in render(report, "md")


def test_limits_name_what_cannot_be_known(tmp_path: Path) -> None:
    no_canary = msgspec.structs.replace(NUMBER, canary=None)
    limits = " ".join(told(tmp_path, stories.finished, no_canary)["limits"])
    assert "the last message that On-Premises accepted was not seen" in limits
    assert "counted by no API" in limits
    assert "No canary" in limits


def test_an_output_of_a_later_version_does_not_stop_the_report(tmp_path: Path) -> None:
    def tell(conn: Connection) -> Story:
        story = Story(conn)
        story.step("collect_media", {"something": "new"})
        return story

    assert step(told(tmp_path, tell), "collect_media")["found"] == "no media listed"


def test_a_finished_migration_that_was_completed_has_no_next_command(tmp_path: Path) -> None:
    def tell(conn: Connection) -> Story:
        story = stories.finished(conn)
        story.update(phase=Phase.COMPLETED, ended_at=story.now, waiting_for=None, next=None)
        return story

    report = told(tmp_path, tell)
    assert report["result"]["word"] == "Moved"
    assert report["next"]["command"] is None
