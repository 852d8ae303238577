"""What every command shares."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from tests.unit.migration.bench import open_bench
from wamigrate.cli.ask import ask_open_questions
from wamigrate.cli.common import as_json, run_async, say
from wamigrate.cli.report import write_to
from wamigrate.errors import UsageError
from wamigrate.migration.readiness import stored_answers


def test_a_document_is_the_only_thing_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    as_json({"name": "Blumenläden", "pin": None})
    shown = capsys.readouterr()
    assert (json.loads(shown.out), shown.err) == ({"name": "Blumenläden", "pin": None}, "")
    assert shown.out.endswith("}\n")
    assert "Blumenläden" in shown.out


def test_messages_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    say("notice: x")
    assert capsys.readouterr() == ("", "notice: x\n")


def test_work_that_a_signal_cancelled_is_an_interrupt() -> None:
    async def cancelled() -> None:
        raise asyncio.CancelledError

    with pytest.raises(KeyboardInterrupt):
        run_async(cancelled())


def test_work_gives_back_what_it_found() -> None:
    async def work() -> int:
        return 7

    assert run_async(work()) == 7


def test_where_nobody_sits_at_a_terminal_nothing_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_bench(tmp_path) as bench:
        bench.change_number(answers={})
        ask_open_questions(bench.store, bench.number)
        assert bench.read(lambda conn: stored_answers(conn, bench.number)) == {}
    assert capsys.readouterr() == ("", "")


def test_a_report_replaces_a_file_and_refuses_a_folder(tmp_path: Path) -> None:
    place = tmp_path / "report.md"
    for text in ("a longer first text", "second"):
        write_to(place, text)
    assert place.read_text() == "second"
    with pytest.raises(UsageError) as caught:
        write_to(tmp_path, "x")
    assert caught.value.hint == "Choose another --output."
