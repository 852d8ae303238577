"""Answers as they are written."""

from __future__ import annotations

from wamigrate.bridge.http import dated


def test_an_answer_is_dated_once() -> None:
    own = [(b"date", b"Thu, 26 Nov 2026 13:00:00 GMT")]
    assert dated(own) == own
    assert [name for name, _ in dated([(b"content-type", b"text/plain")])] == [b"content-type", b"date"]
