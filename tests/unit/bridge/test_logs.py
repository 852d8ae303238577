"""What stands in the log, and what does not."""

from __future__ import annotations

import json
import logging
import sys

from wamigrate.bridge.logs import JsonLines, masked


def record(message: str, **extra: object) -> logging.LogRecord:
    made = logging.makeLogRecord({"name": "x", "levelname": "INFO", "msg": message})
    made.__dict__.update(extra)
    return made


def test_a_line_is_one_json_object_with_its_fields() -> None:
    entry = json.loads(JsonLines().format(record("hello", number="main", status=201)))
    assert (entry["message"], entry["number"], entry["status"]) == ("hello", "main", 201)


def test_phone_numbers_are_cut_down() -> None:
    assert masked("to +16505551234 and 16505550199, epoch 12") == "to …34 and …99, epoch 12"


def test_an_error_is_named_without_its_words() -> None:
    try:
        raise ValueError("somebody's words")
    except ValueError:
        made = record("failed")
        made.exc_info = sys.exc_info()
    line = JsonLines().format(made)
    assert "somebody" not in line
    assert json.loads(line)["error"] == "ValueError"
