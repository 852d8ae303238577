"""Time becomes a place on the page: evenly inside a stretch of work, cut short where nobody worked."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.unit.migration import stories
from tests.unit.migration.moments import Tell, told
from tests.unit.migration.story import Story
from wamigrate.migration.timeline import Bar, draw, make_scale

DAY = 86_400.0


def drawn(folder: Path, tell: Tell, *, narrow: bool = False) -> ET.Element:
    return ET.fromstring(draw(told(folder, tell), narrow=narrow))


def of_class(drawing: ET.Element, kind: str) -> list[ET.Element]:
    return [e for e in drawing.iter() if kind in e.get("class", "").split()]


def texts(drawing: ET.Element) -> list[str]:
    return [e.text or "" for e in drawing.iter("text")]


def place(element: ET.Element) -> tuple[float, float]:
    left = float(element.get("x", "").rstrip("%"))
    return left, left + float(element.get("width", "").rstrip("%"))


def test_time_runs_evenly_inside_a_stretch_of_work() -> None:
    scale = make_scale([Bar(100, 110, "done"), Bar(110, 120, "done")], [], None)
    assert [scale.x(at) for at in (100, 105, 110, 120)] == [0.0, 25.0, 50.0, 100.0]


def test_a_day_without_work_is_cut_to_a_sliver() -> None:
    scale = make_scale([Bar(0, 10, "done"), Bar(DAY, DAY + 10, "done")], [], None)
    assert scale.cuts == [(47.0, 53.0)]
    assert (scale.x(10), scale.x(DAY)) == (47.0, 53.0)


def test_a_moment_in_a_cut_lies_at_its_left_edge_or_its_right_one() -> None:
    scale = make_scale([Bar(0, 10, "done"), Bar(DAY, DAY + 10, "done")], [], None)
    assert (scale.x(DAY / 2), scale.x(DAY / 2, late=True)) == (47.0, 53.0)


def test_the_gate_cuts_even_where_nobody_waited() -> None:
    scale = make_scale([Bar(0, 10, "done"), Bar(10, 20, "done")], [10], None)
    assert len(scale.cuts) == 1


@pytest.mark.parametrize("seconds", [2.0, 600.0])
def test_the_stretch_with_register_gets_most_of_the_width_but_not_all(seconds: float) -> None:
    bars = [Bar(0, 60, "done"), Bar(DAY, DAY + seconds, "done")]
    left, right = make_scale(bars, [], DAY + 1).cuts[0][1], 100.0
    assert 50 < right - left < 75


def test_time_never_runs_backwards_on_the_page() -> None:
    bars = [Bar(at, at + 5, "done") for at in (0, 3, 100, 104, 9_000)]
    scale = make_scale(bars, [100], 104)
    places = [scale.x(at) for at in range(0, 9_010, 7)]
    assert places == sorted(places)


def test_many_interruptions_leave_room_for_the_work() -> None:
    scale = make_scale([Bar(n * 1000, n * 1000 + 5, "done") for n in range(30)], [], None)
    assert scale.stretches[-1].right == pytest.approx(100.0)
    assert all(stretch.right > stretch.left for stretch in scale.stretches)


def test_a_migration_without_any_row_has_no_drawing(tmp_path: Path) -> None:
    assert draw(told(tmp_path, Story), narrow=False) == ""


def test_every_step_the_gate_and_the_point_of_no_return_are_named(tmp_path: Path) -> None:
    words = texts(drawn(tmp_path, stories.finished))
    assert {"check_readiness", "gate", "register_number", "write_report", "point of no return"} <= set(words)
    assert words.index("register_number") < words.index("point of no return") < words.index("release_traffic")


def test_the_gap_is_marked_from_register_sent_to_connected(tmp_path: Path) -> None:
    drawing = drawn(tmp_path, stories.finished)
    whole, sure = of_class(drawing, "gap")[:2]
    assert place(whole)[0] == place(sure)[0]
    assert place(sure)[1] < place(whole)[1]
    assert "inbound gap: 3.11 to 4.41 s" in texts(drawing)


def test_a_gap_that_has_not_ended_reaches_to_the_right_edge(tmp_path: Path) -> None:
    drawing = drawn(tmp_path, stories.refused_with_wrong_pin)
    assert place(of_class(drawing, "gap")[0])[1] == pytest.approx(100.0)
    assert any(text.endswith("not ended") for text in texts(drawing))


def test_after_a_recovery_the_gap_covers_both_calls(tmp_path: Path) -> None:
    drawing = drawn(tmp_path, stories.recovered)
    gap, calls = (
        place(of_class(drawing, "gap")[0]),
        of_class(drawing, "without-effect") + of_class(drawing, "done"),
    )
    old = [place(bar) for bar in calls if "without-effect" in bar.get("class", "")]
    assert gap[0] == pytest.approx(old[0][0], abs=0.1)


def test_status_is_said_in_words_beside_the_colour(tmp_path: Path) -> None:
    words = texts(drawn(tmp_path, stories.stopped_by_a_check))
    assert "refused 200 ms" in words
    assert "not reached" in words


def test_at_the_gate_the_wait_is_drawn_with_its_length(tmp_path: Path) -> None:
    drawing = drawn(tmp_path, stories.at_the_gate)
    assert "waits 21 min" in texts(drawing)
    assert len(of_class(drawing, "gate")) == 1


@pytest.mark.parametrize("narrow", [False, True])
def test_everything_stays_on_the_page(tmp_path: Path, narrow: bool) -> None:
    for number, tell in enumerate((stories.finished, stories.recovered, stories.killed_in_register)):
        folder = tmp_path / str(number)
        folder.mkdir()
        drawing = drawn(folder, tell, narrow=narrow)
        for bar in of_class(drawing, "bar") + of_class(drawing, "gap"):
            if bar.tag == "rect":
                left, right = place(bar)
                assert left >= 0
                assert right <= 100.5


def test_names_from_outside_cannot_leave_their_text(tmp_path: Path) -> None:
    report = told(tmp_path, stories.at_the_gate)
    report["steps"][0]["status"] = report["steps"][0]["passes"][0]["status"] = '"><script>alert(1)</script>'
    assert "<script" not in draw(report, narrow=False)
