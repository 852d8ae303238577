"""How checks, plans and the gate look."""

from __future__ import annotations

from pathlib import Path as Folder

import pytest

from tests.unit.migration.bench import Bench, open_bench
from wamigrate.cli.show import clock_time, duration, loss_in_words, show_checks, show_gate, show_plan
from wamigrate.core.payload import JsonObject
from wamigrate.migration.check import Level, Result, Verdict
from wamigrate.migration.plan import NOT_A_WABA_MOVE, Path, Plan, make_plan

KNOWN: JsonObject = {
    "messages": 3.0,
    "gap_seconds": 15.0,
    "hour": 9,
    "timezone": "UTC",
    "quietest_hour": 4,
    "quietest_messages": 0.25,
    "source": "onprem stats",
}


def result(level: Level, check: str = "token", todo: str = "Mend it.") -> Result:
    return Result(check, "P01", "Title", Verdict(level, "Seen.", todo))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (0.25, "0.25 s"),
        (59, "59 s"),
        (60, "1 min"),
        (5400, "1.5 h"),
        (86400, "1 d"),
        (259200, "3 d"),
    ],
)
def test_a_duration_is_said_as_a_person_would(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_a_moment_is_shown_in_utc() -> None:
    assert clock_time(0.0) == "00:00:00"


def test_each_check_is_one_line_and_what_to_do_stands_below(capsys: pytest.CaptureFixture[str]) -> None:
    show_checks(
        [result(Level.OK), result(Level.WARN, "callers"), result(Level.ERROR, "pin"), result(Level.SKIP)]
    )
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["ok", "P01", "token", "Seen."]
    assert lines[2].strip() == "→ Mend it."
    assert lines[3].split()[:3] == ["ERROR", "P01", "pin"]
    assert lines[-1] == "4 checks: 1 fine, 1 to look at, 1 blocking, 1 not applicable"
    assert len(lines) == 7


def test_a_known_loss_says_how_much_when_and_from_where() -> None:
    assert loss_in_words(KNOWN) == (
        "about 3 messages in a gap of 15 s at 09:00 UTC (quietest hour: 04:00, about 0.25; from onprem stats)"
    )


@pytest.mark.parametrize("loss", [{}, {"messages": None, "why": "no traffic figures"}])
def test_an_unknown_loss_claims_nothing(loss: JsonObject) -> None:
    assert loss_in_words(loss) == "not known (no traffic figures); messages in the gap are dropped"


def test_the_gate_says_all_that_a_person_must_know(capsys: pytest.CaptureFixture[str]) -> None:
    details: JsonObject = {
        "refused": "The PIN was wrong.",
        "expected_loss": KNOWN,
        "callers": "Stop the callers.",
        "warnings": [{"check": "callers"}, {"check": "app-live"}],
        "window_seconds": 86400.0,
    }
    show_gate("main", details)
    shown = capsys.readouterr()
    assert shown.out == ""
    for words in ("'main' is ready", "The PIN was wrong.", "about 3 messages", "Stop the callers."):
        assert words in shown.err
    assert "Still to look at: callers, app-live" in shown.err
    assert "good for 1 d and for one answered call" in shown.err


def test_the_gate_can_be_shown_without_details(capsys: pytest.CaptureFixture[str]) -> None:
    show_gate("main", {})
    assert "Expected inbound loss: not known" in capsys.readouterr().err


async def planned(bench: Bench) -> Plan:
    return await make_plan(
        bench.number, bench.settings, store=bench.store, clients=bench.clients, clock=bench.clock
    )


@pytest.mark.anyio
async def test_a_plan_shows_path_parts_notes_warnings_and_the_next_command(
    tmp_path: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_bench(tmp_path) as bench:
        show_plan(await planned(bench))
        out = capsys.readouterr().out
        assert "Path A: On-Premises is connected" in out
        assert NOT_A_WABA_MOVE in out
        assert out.index("Before the gate") < out.index("After your approval") < out.index("only forward")
        (crossing,) = [line for line in out.splitlines() if "── point of no return" in line]
        assert crossing.strip().startswith("register_number")
        assert "note: No bridge serves this number." in out
        assert "Ready. Nothing blocks." in out
        assert out.splitlines()[-1] == "Next: wamigrate migrate main --execute"
        bench.cloud.becomes(name_status="DECLINED")
        show_plan(await planned(bench))
        out = capsys.readouterr().out
        assert "1 blocking" in out
        assert "check_readiness: P06 display-name: " in out
        assert out.splitlines()[-1] == "Next: wamigrate check main"


@pytest.mark.anyio
async def test_a_plan_of_a_moved_number_says_that_there_is_nothing_to_do(
    tmp_path: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_bench(tmp_path) as bench:
        show_plan(Plan(bench.number, Path("A", "The number is on Cloud API already.", done=True)))
    assert "The number is on Cloud API already. There is nothing to migrate." in capsys.readouterr().out
