"""Texts that are too long for Cloud API."""

from __future__ import annotations

from tests.unit.differences.sends import findings, places
from wamigrate.differences.difference import UNSAFE
from wamigrate.differences.samples import interactive, send
from wamigrate.differences.too_long import difference


def test_what_fits_stays() -> None:
    assert places(difference, send("text", {"body": "x" * 4096})) == []


def test_a_text_is_not_cut_and_has_an_error_of_its_own() -> None:
    (finding,) = findings(difference, send("text", {"body": "x" * 4097}))
    assert (finding.fix, finding.code) == (None, 1001)


def test_a_footer_is_cut_without_a_blank_at_its_end() -> None:
    message = send("interactive", interactive("button", {}, footer={"text": "x" * 59 + " yz"}))
    (finding,) = findings(difference, message)
    assert (finding.edits[0].value, finding.safety) == ("x" * 59, UNSAFE)


def test_what_would_be_empty_afterwards_is_not_cut() -> None:
    (finding,) = findings(difference, send("image", {"id": "1", "caption": " " * 2000}))
    assert finding.fix is None
