"""Where standard error is no terminal, progress is plain lines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wamigrate.cli.progress import Progress
from wamigrate.core.payload import JsonObject
from wamigrate.migration.follow import Change
from wamigrate.store.journal import Entry, Kind
from wamigrate.store.migrations import Migration, Phase

NOON = 43200.0
ROW = Migration(
    id="m-main-1",
    number="main",
    phone_number_id="1",
    waba_id="2",
    path="A",
    chain=1,
    created_at=NOON,
    since=NOON,
    step="drain_onprem",
)


def entry(n: int, kind: Kind, at: float, data: JsonObject | None = None) -> Entry:
    return Entry(n, 1, "drain_onprem", kind, at, data or {})


def shown(capsys: pytest.CaptureFixture[str], *changes: Change, quiet: bool = False) -> list[str]:
    with Progress(quiet=quiet) as progress:
        for change in changes:
            progress.show(change)
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err.splitlines()


def test_a_step_is_told_when_it_ends_with_the_time_it_took(capsys: pytest.CaptureFixture[str]) -> None:
    begun = Change(ROW, [entry(1, Kind.INTENDED, NOON)])
    ended = Change(ROW, [entry(2, Kind.OBSERVED, NOON + 1), entry(3, Kind.DONE, NOON + 2.5)])
    assert shown(capsys, begun, ended) == ["12:00:02 drain_onprem           done (2.5 s)"]


@pytest.mark.parametrize(
    ("kind", "word"), [(Kind.REFUSED, "REFUSED"), (Kind.UNKNOWN, "UNCLEAR"), (Kind.UNDONE, "undone")]
)
def test_a_step_that_does_not_end_well_says_why(
    capsys: pytest.CaptureFixture[str], kind: Kind, word: str
) -> None:
    (line,) = shown(capsys, Change(ROW, [entry(1, kind, NOON, {"told": "It was [bold] to try."})]))
    assert line == f"12:00:00 drain_onprem           {word} (0 s) — It was [bold] to try."


def test_what_it_waits_for_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = (replace(ROW, waiting_for=text) for text in ("3 messages", "2 messages"))
    lines = shown(capsys, Change(first, []), Change(first, []), Change(second, []))
    assert [line.split(" ", 1)[1].strip() for line in lines] == [
        "drain_onprem           waiting for 3 messages",
        "drain_onprem           waiting for 2 messages",
    ]


def test_waiting_for_a_person_is_left_to_the_commands_last_words(capsys: pytest.CaptureFixture[str]) -> None:
    row = replace(ROW, phase=Phase.WAITING, waiting_for="you: approve or cancel")
    assert shown(capsys, Change(row, [])) == []


def test_another_runner_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(capsys, Change(ROW, [], "Another wamigrate (process 7) runs it."))
    assert lines == ["Another wamigrate (process 7) runs it. Following it."]


def test_with_json_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    change = Change(replace(ROW, waiting_for="x"), [entry(1, Kind.DONE, NOON)], "Another one.")
    assert shown(capsys, change, quiet=True) == []
