"""The differences as the bridge uses them: one translator a process, its findings counted by name."""

from __future__ import annotations

import functools
import time

import msgspec

from wamigrate.apis.error_mapping import details_of, map_error
from wamigrate.bridge.metrics import METRICS
from wamigrate.bridge.refusals import Refused
from wamigrate.bridge.seams import Notice
from wamigrate.core.payload import Json, JsonObject
from wamigrate.differences.difference import Direction, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.registry import load
from wamigrate.differences.translate import Found, Translation, Translator
from wamigrate.errors import CloudError

__all__ = [
    "CALLBACK",
    "REFUSED_BY_BOTH",
    "VALUE",
    "failed_status",
    "refused_by_both",
    "refused_by_cloud",
    "to_callback",
    "to_cloud",
    "translator",
]

VALUE = "value"
"""Kind of an event whose body is one item of Cloud API's, still to be translated."""
CALLBACK = "callback"
"""Kind of an event whose body is an On-Premises callback already."""


NO_CODE = -1
REFUSED_BY_BOTH = frozenset(
    {
        "empty-text",
        "group-recipient",
        "malformed-link",
        "missing-medium",
        "missing-property",
        "missing-recipient",
        "missing-type",
        "national-number",
        "text-language",
        "too-long",
        "too-many-rows",
        "unknown-value",
        "wrong-count",
        "wrong-type",
    }
)
"""Differences in the words only: On-Premises refused these messages at once too."""


@functools.cache
def translator() -> Translator:
    """All differences, with their safe fixes."""
    return Translator(load())


@functools.cache
def _refusing() -> Translator:
    """Only what On-Premises refuses too."""
    return Translator(load(), wanted=lambda difference: difference.name in REFUSED_BY_BOTH)


def to_cloud(payload: JsonObject, facts: Facts) -> Translation:
    """A send of an application in Cloud API's words. The payload itself is changed."""
    done = translator().translate(Surface.SEND, Direction.TO_CLOUD, payload, facts)
    _count(done.findings, Direction.TO_CLOUD)
    return done


def refused_by_both(payload: JsonObject, facts: Facts) -> Refused | None:
    """What neither API takes, for a message that nobody can be asked about now. The payload is changed.

    What only Cloud API refuses is not meant: On-Premises took it, and told by webhook what became of it.
    """
    if _refusing().is_silent(Surface.SEND, Direction.TO_CLOUD, payload, facts):
        return None
    done = translator().translate(Surface.SEND, Direction.TO_CLOUD, payload, facts)
    for found in done.refused:
        if found.finding.code is not None and found.difference.name in REFUSED_BY_BOTH:
            return Refused(found.finding.code, found.finding.message)
    return None


def to_callback(value: Json, facts: Facts, kind: str | None = None) -> Translation:
    """One event of Cloud API as an On-Premises callback; its payload is None where there is none for it."""
    done = translator().translate(Surface.WEBHOOK, Direction.TO_ONPREM, value, facts, kind=kind)
    _count(done.findings, Direction.TO_ONPREM)
    return done


def refused_by_cloud(error: CloudError) -> Refused:
    """The On-Premises error for one of Cloud API's. Trouble with our token is never the application's."""
    mapped = map_error(
        error.code if error.code is not None else NO_CODE,
        subcode=error.subcode,
        text=f"{error.words or ''} {error.details or ''}",
        http=error.status,
    )
    document = {
        "code": error.code,
        "error_subcode": error.subcode,
        "message": error.words,
        "error_data": {"details": error.details},
    }
    return Refused(mapped.code, details_of(document), status=mapped.http, title=mapped.title)


def failed_status(
    message_id: str, recipient: str, *, code: int, title: str, details: str | None, at: float | None = None
) -> Notice:
    """A `failed` status under the application's ID, in Cloud API's words: the differences translate it."""
    error: JsonObject = {"code": code, "title": title, "message": title}
    if details:
        error["error_data"] = {"details": details}
    status = {
        "id": message_id,
        "status": "failed",
        "timestamp": str(int(time.time() if at is None else at)),
        "recipient_id": recipient,
        "errors": [error],
    }
    return Notice(VALUE, msgspec.json.encode({"messaging_product": "whatsapp", "statuses": [status]}))


def _count(findings: list[Found], direction: Direction) -> None:
    for found in findings:
        METRICS.applied(found.difference.name, direction.value, found.level.value)
