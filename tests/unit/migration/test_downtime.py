"""Intervals rest on evidence; without it there is a reason and no figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection

from tests.unit.migration import stories
from tests.unit.migration.story import GRAPH, Story, after
from wamigrate.core.payload import JsonObject
from wamigrate.migration.downtime import measure
from wamigrate.store import calls
from wamigrate.store.journal import Kind
from wamigrate.store.moments import Moments


def measured(folder: Path, tell: Callable[[Connection], Story]) -> JsonObject:
    return after(folder, tell, lambda story: measure(story.entries, calls.of(story.conn, story.id)))


def test_nothing_is_measured_before_register(tmp_path: Path) -> None:
    found = measured(tmp_path, stories.at_the_gate)
    assert (found["inbound"], found["outbound"]) == (None, None)
    assert found["ours"] == {"route_flipped": None, "first_message": None}
    assert set(found["unknown"].values()) == {"register was not called."}


def test_the_inbound_gap_lies_between_the_call_and_the_first_connected(tmp_path: Path) -> None:
    gap = measured(tmp_path, stories.finished)["inbound"]
    assert gap["from"] == "2026-01-05T09:47:04.974Z"
    assert gap["to"] == "2026-01-05T09:47:09.388Z"
    assert gap["seconds_at_most"] == 4.414
    assert gap["evidence"]["from"] == "start of the register call"
    assert "true gap may be shorter" in gap["note"]


def test_a_look_that_did_not_find_connected_makes_the_gap_longer_at_least(tmp_path: Path) -> None:
    gap = measured(tmp_path, stories.finished)["inbound"]
    assert gap["seconds_at_least"] == 3.112  # the answer came after 3.1 s, the first of two looks 12 ms later


def test_a_look_that_failed_is_no_sign_that_the_number_was_not_connected(tmp_path: Path) -> None:
    def tell(conn: Connection) -> Story:
        story = stories.approved(conn)
        story.intend()
        story.register(2.0)
        story.passed({"answer": "success"})
        story.begin("confirm_registration")
        story.wait(1.0)
        story.ask("GET", GRAPH, 0.1, status=None, outcome="maybe_sent")
        story.ask("GET", GRAPH, 0.1)
        story.row("confirm_registration", Kind.OBSERVED, {"what": "cloud_connected", "seen_at": story.now})
        story.end("confirm_registration", {"status": "CONNECTED"})
        return story

    gap = measured(tmp_path, tell)["inbound"]
    assert (gap["seconds_at_least"], gap["seconds_at_most"]) == (2.0, 3.203)


def test_outbound_runs_from_the_hold_to_the_first_accepted_message(tmp_path: Path) -> None:
    pause = measured(tmp_path, stories.finished)["outbound"]
    assert pause["evidence"]["from"] == "hold_traffic done"
    assert pause["evidence"]["to"] == "exchange_canary: Cloud API accepted a message"
    assert (pause["seconds_at_least"], pause["seconds_at_most"]) == (4.414, 7.098)
    assert "stopped by hand" in pause["note"]


def test_without_a_canary_the_first_connected_ends_the_outbound_pause_and_that_is_said(
    tmp_path: Path,
) -> None:
    pause = measured(tmp_path, stories.blocked_afterwards)["outbound"]
    assert pause["evidence"]["to"] == "confirm_registration: CONNECTED was read"
    assert "No accepted message was seen" in pause["note"]


def test_what_we_add_is_counted_from_the_answer_of_register(tmp_path: Path) -> None:
    ours = measured(tmp_path, stories.finished)["ours"]
    assert ours["route_flipped"]["evidence"]["from"] == "end of the register call"
    assert (ours["route_flipped"]["seconds_at_least"], ours["route_flipped"]["seconds_at_most"]) == (
        0.003,
        0.012,
    )
    assert ours["first_message"]["seconds_at_most"] == 2.684


def test_a_gap_that_has_not_ended_has_no_upper_bound(tmp_path: Path) -> None:
    gap = measured(tmp_path, stories.refused_with_wrong_pin)["inbound"]
    assert (gap["to"], gap["seconds_at_most"]) == (None, None)
    assert gap["seconds_at_least"] == 78.5
    assert gap["evidence"]["to"] == "not ended, as far as was seen"


def test_after_a_recovery_the_gap_begins_with_the_call_that_took_the_number_down(tmp_path: Path) -> None:
    found = measured(tmp_path, stories.recovered)
    assert found["inbound"]["from"] == "2026-01-05T09:04:04.974Z"
    assert found["inbound"]["to"] == "2026-01-05T10:05:58.022Z"
    assert found["ours"]["route_flipped"]["from"] == "2026-01-05T10:05:56.708Z"


def test_a_gap_is_open_while_a_second_call_after_a_wrong_pin_is_under_way(tmp_path: Path) -> None:
    def tell(conn: Connection) -> Story:
        story = stories.down_and_approved_again(conn)
        story.intend("S3")
        return story

    gap = measured(tmp_path, tell)["inbound"]
    assert (gap["from"], gap["to"]) == ("2026-01-05T09:04:04.974Z", None)


def test_down_only_because_on_premises_is_silent_promises_no_length(tmp_path: Path) -> None:
    def tell(conn: Connection) -> Story:
        story = stories.approved(conn)
        story.intend()
        story.register(60.0, status=None, outcome="maybe_sent")
        story.row("register_number", Kind.UNKNOWN, {"told": "no answer", "answered": False})
        story.wait(900)
        story.stop("S3", "no answer", None, why="On-Premises has not answered.", confirmed=False)
        return story

    gap = measured(tmp_path, tell)["inbound"]
    assert (gap["seconds_at_least"], gap["seconds_at_most"]) == (0.0, None)
    assert "not confirmed" in gap["note"]


def test_an_unknown_outcome_has_no_gap_but_a_reason(tmp_path: Path) -> None:
    found = measured(tmp_path, stories.answer_lost)
    assert found["inbound"] is None
    assert found["unknown"]["inbound"] == "register has no known outcome yet."


def test_a_call_that_changed_nothing_has_no_inbound_gap_but_its_hold_had_a_length(tmp_path: Path) -> None:
    found = measured(tmp_path, stories.refused_and_back_at_the_gate)
    assert found["inbound"] is None
    assert found["unknown"]["inbound"].startswith("register changed nothing")
    assert found["outbound"]["evidence"]["to"] == "hold_traffic undone"
    assert found["outbound"]["seconds_at_least"] == found["outbound"]["seconds_at_most"] == 3.934


def test_a_hold_that_was_given_back_before_register_has_a_length_too(tmp_path: Path) -> None:
    def tell(conn: Connection) -> Story:
        story = stories.approved(conn)
        story.wait(5)
        story.row("hold_traffic", Kind.UNDONE, {"route": "onprem"})
        return story

    assert measured(tmp_path, tell)["outbound"]["seconds_at_most"] == 6.1


def test_a_crash_in_register_leaves_an_upper_bound_alone(tmp_path: Path) -> None:
    found = measured(tmp_path, stories.killed_in_register)
    gap = found["inbound"]
    assert (gap["seconds_at_least"], gap["seconds_at_most"]) == (0.0, 20.153)
    assert gap["evidence"] == {
        "from": "register_number intended (the call itself was not recorded)",
        "to": "a probe found CONNECTED (register_number done)",
    }
    assert found["unknown"]["ours.route_flipped"].startswith("register got no clear yes")


def test_a_number_that_was_on_cloud_api_already_has_no_gap(tmp_path: Path) -> None:
    def tell(conn: Connection) -> Story:
        story = stories.approved(conn)
        story.passed({"found": {"state": "S2", "why": "Cloud API says CONNECTED."}})
        return story

    found = measured(tmp_path, tell)
    assert found["inbound"] is None
    assert found["unknown"]["inbound"] == "register was not called: the number was on Cloud API already."


def test_registered_but_never_connected_is_an_open_gap_up_to_the_last_look(tmp_path: Path) -> None:
    def tell(conn: Connection) -> Story:
        story = stories.approved(conn)
        story.intend()
        story.register(2.0)
        story.passed({"answer": "success"})
        story.begin("confirm_registration")
        story.ask("GET", GRAPH, 0.1)
        story.wait(60)
        story.end(
            "confirm_registration", {"told": "Cloud API has the number, but says PENDING."}, Kind.REFUSED
        )
        return story

    gap = measured(tmp_path, tell)["inbound"]
    assert (gap["to"], gap["seconds_at_least"]) == (None, 62.103)


def seen_by_a_bridge(folder: Path, tell: Callable[[Connection], Story], **seen: float) -> JsonObject:
    """As if a bridge had stood in front of the number: `seen` are seconds after the hold was done."""

    def work(story: Story) -> JsonObject:
        entries = [
            replace(e, data={**e.data, "bridge": True}) if e.step == "hold_traffic" else e
            for e in story.entries
        ]
        held = next(e for e in reversed(entries) if e.step == "hold_traffic" and e.kind is Kind.DONE)
        saw = {name: held.at + seconds for name, seconds in seen.items()}
        return measure(entries, calls.of(story.conn, story.id), Moments(held.data["epoch"], **saw))

    return after(folder, tell, work)


def test_with_a_bridge_the_pause_lies_between_its_last_and_its_first_message(tmp_path: Path) -> None:
    found = seen_by_a_bridge(tmp_path, stories.finished, onprem_sent=-2.0, cloud_sent=5.0)
    pause = found["outbound"]
    assert pause["evidence"] == {
        "from": "the bridge: On-Premises accepted a last message",
        "to": "the bridge: Cloud API accepted a first message",
    }
    assert (pause["seconds_at_least"], pause["seconds_at_most"]) == (4.414, 7.0)
    assert "saw no pause" in pause["note"]
    assert found["messages"]["last_sent_onprem"] == pause["from"]
    assert found["source"].startswith("The bridge in front of the number")


def test_the_earlier_of_canary_and_held_message_ends_the_pause(tmp_path: Path) -> None:
    pause = seen_by_a_bridge(tmp_path, stories.finished, onprem_sent=-2.0, cloud_sent=60.0)["outbound"]
    assert pause["evidence"]["to"] == "exchange_canary: Cloud API accepted a message"


def test_a_bridge_that_saw_no_message_counts_from_the_hold(tmp_path: Path) -> None:
    pause = seen_by_a_bridge(tmp_path, stories.finished)["outbound"]
    assert pause["evidence"]["from"] == "hold_traffic done"
    assert "saw no message" in pause["note"]


def test_a_customers_message_that_comes_before_anybody_looks_is_the_first_sign(tmp_path: Path) -> None:
    before = measured(tmp_path / "one", stories.finished)["inbound"]
    found = seen_by_a_bridge(tmp_path / "two", stories.finished, onprem_inbound=0.1, cloud_inbound=4.5)
    assert found["inbound"]["evidence"]["to"] == "the bridge: a customer's first message came from Cloud API"
    assert found["inbound"]["seconds_at_most"] < before["seconds_at_most"]


def test_what_a_bridge_saw_of_another_hold_is_no_evidence(tmp_path: Path) -> None:
    def work(story: Story) -> JsonObject:
        return measure(story.entries, calls.of(story.conn, story.id), Moments(99, 1.0, 2.0, 3.0, 4.0))

    found = after(tmp_path, stories.finished, work)
    assert found["outbound"]["evidence"]["from"] == "hold_traffic done"
    assert set(found["messages"].values()) >= {None}
    assert found["source"].endswith("no bridge stood in front of the number.")
