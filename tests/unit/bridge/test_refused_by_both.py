"""What is refused before it is held: what neither API takes. What only Cloud API refuses is held."""

from __future__ import annotations

import pytest

from wamigrate.bridge.translating import REFUSED_BY_BOTH, refused_by_both, refused_by_cloud
from wamigrate.core.payload import JsonObject
from wamigrate.differences.facts import NOTHING
from wamigrate.differences.registry import load
from wamigrate.errors import CloudError

TO = "16505551234"
BUTTON = {"type": "reply", "reply": {"id": "1", "title": "yes"}}


def of(kind: str, content: object) -> JsonObject:
    return {"to": TO, "type": kind, kind: content}


def buttons(*given: object) -> JsonObject:
    return of("interactive", {"type": "button", "body": {"text": "b"}, "action": {"buttons": list(given)}})


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"to": "nobody", "text": {"body": "hi"}}, 1013),
        ({"to": TO, "recipient_type": "person", "text": {"body": "hi"}}, 1002),
        (of("image", {"link": "ftp://x.example/a.png"}), 1009),
        (of("contacts", [{}]), 1008),
        (of("template", {"name": "t", "namespace": "n"}), 1008),
        (buttons(), 1009),
        (buttons({"type": "reply", "reply": {"id": "1", "title": "x" * 21}}), 1009),
    ],
)
def test_what_neither_api_takes_is_refused(message: JsonObject, code: int) -> None:
    refused = refused_by_both(message, NOTHING)
    assert refused is not None
    assert refused.code == code


@pytest.mark.parametrize(
    "message",
    [
        {"to": TO, "text": {"body": "hi"}, "ttl": "P1D"},
        {"to": TO, "text": {"body": "   "}},
        of("location", {"latitude": 1000, "longitude": 2}),
        of("image", {"id": "f1d0c0de-0000-4000-8000-c0ffee000001"}),
        of("template", {"name": "unknown", "namespace": "n", "language": {"code": "en"}}),
        buttons(BUTTON, BUTTON),
    ],
)
def test_what_only_cloud_api_refuses_is_held(message: JsonObject) -> None:
    assert refused_by_both(message, NOTHING) is None


def test_each_of_the_differences_exists() -> None:
    assert set(load().names()) >= REFUSED_BY_BOTH


def test_an_application_reads_metas_words_and_none_of_ours() -> None:
    error = CloudError(
        "Graph API: Param image['id'] is not a valid … media attachment ID (code 100).", status=400, code=100
    )
    error.words = "Param image['id'] is not a valid whatsapp business account media attachment ID"
    refused = refused_by_cloud(error)
    assert (refused.code, refused.status, refused.details) == (1006, 404, error.words)
