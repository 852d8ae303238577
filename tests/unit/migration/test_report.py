"""The report at any moment of a migration: true, complete, and safe to pass around."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection, text

import wamigrate
from tests.unit.migration import stories
from tests.unit.migration.story import NUMBER, SNAPSHOT, Story, after
from wamigrate.config import Number
from wamigrate.core.payload import JsonObject
from wamigrate.errors import UsageError
from wamigrate.migration.chain import CHAIN
from wamigrate.migration.report import FORMATS, gather, render
from wamigrate.store.journal import Kind
from wamigrate.store.migrations import Phase

Tell = Callable[[Connection], Story]

MOMENTS: dict[str, tuple[Tell, str]] = {
    "just begun": (Story, "Under way"),
    "a check blocks": (stories.stopped_by_a_check, "Stopped"),
    "at the gate": (stories.at_the_gate, "Waiting for approval"),
    "cancelled": (stories.cancelled_at_the_gate, "Cancelled"),
    "approved": (stories.approved, "Under way"),
    "back at the gate": (stories.refused_and_back_at_the_gate, "Waiting for approval"),
    "down": (stories.refused_with_wrong_pin, "Down on both sides"),
    "down, one more call": (stories.down_and_approved_again, "Under way"),
    "unknown": (stories.answer_lost, "Outcome unknown"),
    "killed": (stories.killed_in_register, "On Cloud API, being confirmed"),
    "recovered": (stories.recovered, "On Cloud API, being confirmed"),
    "blocked": (stories.blocked_afterwards, "On Cloud API, not usable yet"),
    "finished": (stories.finished, "Moved"),
}
EVERY_MOMENT = pytest.mark.parametrize(("tell", "word"), MOMENTS.values(), ids=list(MOMENTS))


def told(folder: Path, tell: Tell, number: Number = NUMBER) -> JsonObject:
    return after(folder, tell, lambda story: gather(story.conn, story.id, number, now=story.now))


def step(report: JsonObject, name: str) -> JsonObject:
    return next(dict(s) for s in report["steps"] if s["name"] == name)


class Page(HTMLParser):
    """Tags, attributes and visible text of a page; complains about what is not closed."""

    VOID = frozenset({"meta", "br", "link", "img", "hr", "input"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@EVERY_MOMENT
def test_at_every_moment_the_result_is_one_word_and_one_sentence(
    tmp_path: Path, tell: Tell, word: str
) -> None:
    result = told(tmp_path, tell)["result"]
    assert result["word"] == word
    assert result["sentence"].endswith(".")


@EVERY_MOMENT
def test_at_every_moment_all_formats_can_be_written(tmp_path: Path, tell: Tell, word: str) -> None:
    report = told(tmp_path, tell)
    pages = {form: render(report, form) for form in FORMATS}
    assert json.loads(pages["json"]) == report
    assert Page(pages["html"]).text.count(word) >= 1
    assert f"**{word}.**" in pages["md"]
    assert all(page.endswith("\n") for page in pages.values())


@EVERY_MOMENT
def test_no_format_shows_a_phone_number_a_secret_or_a_query(tmp_path: Path, tell: Tell, word: str) -> None:
    report = told(tmp_path, tell)
    for form in FORMATS:
        page = render(report, form)
        for planted in ("6505550100", "6505550177", "token-of-the-test", "planted-query", "HBgLMTY1"):
            assert planted not in page


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="pdf"):
        render(told(tmp_path, Story), "pdf")


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


def test_of_two_profiles_only_the_difference_is_shown(tmp_path: Path) -> None:
    changed = {"profile": SNAPSHOT["profile"] | {"about": "Seeds"}}
    page = render(told(tmp_path, lambda conn: stories.finished(conn, after=changed)), "md")
    assert "| Business profile | **different** | about: Seeds and tools | about: Seeds | unchanged |" in page


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
    assert "Journal broken" in Page(render(report, "html")).text
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


def test_names_with_markup_stay_text_in_html(tmp_path: Path) -> None:
    report = told(tmp_path, lambda conn: stories.finished(conn, after={"verified_name": HOSTILE}))
    page = render(report, "html")
    assert HOSTILE not in page
    assert HOSTILE in Page(page).text
    assert [tag for tag, _ in Page(page).tags if tag in {"script", "img", "iframe", "link", "a"}] == []


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def test_names_with_markup_stay_text_in_markdown(tmp_path: Path) -> None:
    name = "a|b <b>x</b> [l](http://e.example) `c` *d*\n# e"
    page = render(told(tmp_path, lambda conn: stories.finished(conn, after={"verified_name": name})), "md")
    row = next(line for line in page.splitlines() if line.startswith("| Display name | **different**"))
    assert len(re.findall(r"(?<!\\)\|", row)) == 6
    assert r"a\|b &lt;b>x&lt;/b> \[l\](http://e.example) \`c\` \*d\* # e" in row


def test_the_page_needs_nothing_from_outside_and_allows_no_script(tmp_path: Path) -> None:
    html = render(told(tmp_path, stories.finished), "html")
    page = Page(html)
    attributes = [(name, value or "") for _, attrs in page.tags for name, value in attrs.items()]
    assert {"src", "href", "style", "srcset", "action"}.isdisjoint(name for name, _ in attributes)
    assert [name for name, _ in attributes if name.startswith("on")] == []
    assert [v for _, v in attributes if "url(" in v and not v.startswith("url(#")] == []
    css = re.search(r"<style>(.*)</style>", html, re.DOTALL)
    assert css is not None
    assert "url(" not in css[1]
    assert "@import" not in css[1]


def test_the_policy_allows_this_style_sheet_and_nothing_else(tmp_path: Path) -> None:
    html = render(told(tmp_path, stories.finished), "html")
    css = re.search(r"<style>(.*)</style>", html, re.DOTALL)
    assert css is not None
    digest = base64.b64encode(hashlib.sha256(css[1].encode()).digest()).decode()
    policy = next(
        a["content"] for _, a in Page(html).tags if a.get("http-equiv") == "Content-Security-Policy"
    )
    wanted = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert policy == wanted


def test_the_page_has_language_title_viewport_and_one_main_heading(tmp_path: Path) -> None:
    html = render(told(tmp_path, stories.finished), "html")
    page = Page(html)
    assert ("html", {"lang": "en"}) in page.tags
    assert "<title>main (…0100): Moved – migration report</title>" in html
    assert any(attrs.get("name") == "viewport" for _, attrs in page.tags)
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_tables_scroll_in_a_box_that_the_keyboard_reaches(tmp_path: Path) -> None:
    page = Page(render(told(tmp_path, stories.finished), "html"))
    boxes = [attrs for _, attrs in page.tags if attrs.get("class") == "box"]
    tables = [tag for tag, _ in page.tags if tag == "table"]
    assert len(boxes) == len(tables)
    assert all(box.get("tabindex") == "0" and box.get("aria-label") for box in boxes)


def test_a_finished_migration_that_was_completed_has_no_next_command(tmp_path: Path) -> None:
    def tell(conn: Connection) -> Story:
        story = stories.finished(conn)
        story.update(phase=Phase.COMPLETED, ended_at=story.now, waiting_for=None, next=None)
        return story

    report = told(tmp_path, tell)
    assert report["result"]["word"] == "Moved"
    assert report["next"]["command"] is None
