"""One JSON object a line on standard error: what happened, never what was said, and no full number."""

from __future__ import annotations

import logging
import re
import sys
from datetime import UTC, datetime

import msgspec

__all__ = ["JsonLines", "masked", "start_logging"]

NUMBER = re.compile(r"(?<![0-9A-Za-z.])\+?[0-9]{7,15}(?![0-9A-Za-z])")
KNOWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def masked(text: str) -> str:
    """The text with phone numbers cut down to their last two digits."""
    return NUMBER.sub(lambda match: f"…{match[0][-2:]}", text)


class JsonLines(logging.Formatter):
    """Fields given as `extra` stand beside the message."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        entry |= {k: v for k, v in vars(record).items() if k not in KNOWN and not k.startswith("_")}
        if record.exc_info and record.exc_info[0] is not None:
            # The class alone: an error's text may carry what somebody wrote.
            entry["error"] = record.exc_info[0].__name__
            entry["where"] = _place(record)
        return msgspec.json.encode(entry, enc_hook=str).decode()


def _place(record: logging.LogRecord) -> list[str]:
    places, traceback = [], record.exc_info[2] if record.exc_info else None
    while traceback is not None:
        code = traceback.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return places[-8:]


def start_logging(level: int = logging.INFO) -> None:
    """The process's only log handler."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
