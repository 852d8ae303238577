"""Lengths, gaps and losses in words."""

from __future__ import annotations

import pytest

from wamigrate.core.payload import JsonObject
from wamigrate.migration.report_words import gap_in_words, in_words, loss_in_words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "not known"),
        (0.0, "0 ms"),
        (0.0124, "12 ms"),
        (4.414, "4.41 s"),
        (0.9997, "1.00 s"),
        (20.15, "20.1 s"),
        (59.97, "1 min"),
        (60.0, "1 min"),
        (78.5, "1 min 18 s"),
        (3599.8, "1 h"),
        (3713.0, "1 h 2 min"),
        (86_400.0, "1 d"),
        (200_000.0, "2 d 8 h"),
    ],
)
def test_a_length_of_time_is_said_as_a_person_would(seconds: float | None, words: str) -> None:
    assert in_words(seconds) == words


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (3.112, 4.414, "3.11 to 4.41 s"),
        (0.3, 4.0, "300 ms to 4.00 s"),
        (2.0, 2.0, "2.00 s"),
        (0.0, 4.0, "at most 4.00 s"),
        (78.5, None, "at least 1 min 18 s"),
        (0.0, None, "not known"),
        (50.0, 78.5, "50.0 s to 1 min 18 s"),
    ],
)
def test_a_gap_is_a_range(least: float, most: float | None, words: str) -> None:
    assert gap_in_words({"seconds_at_least": least, "seconds_at_most": most}) == words


def test_no_interval_is_not_known() -> None:
    assert gap_in_words(None) == "not known"


EXPECTED: JsonObject = {"messages": 1.0, "gap_seconds": 15.0, "hour": 9, "timezone": "UTC"}


@pytest.mark.parametrize(
    ("expected", "measured", "words"),
    [
        (None, None, ["Not known: neither side tells how much this number is used."]),
        ({"messages": None}, None, ["Not known: neither side tells how much this number is used."]),
        (EXPECTED, None, ["Expected at the gate: about 1 message, for a gap of 15 s at 09:00 (UTC)."]),
        (
            None,
            {"at_least": 0.207, "at_most": 12.4},
            ["For the gap as it was measured, by the same figures: about 0.21 to 12 messages."],
        ),
        (None, {"at_least": 5.2, "at_most": None}, ["So far, by the same figures: at least 5.2 messages."]),
    ],
)
def test_a_loss_is_an_estimate_or_not_known(
    expected: JsonObject | None, measured: JsonObject | None, words: list[str]
) -> None:
    assert loss_in_words({"expected_at_gate": expected, "for_measured_gap": measured}) == words
