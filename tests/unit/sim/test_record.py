"""The record of calls."""

from __future__ import annotations

from wamigrate.sim.record import MESSAGES_KEPT, RequestLog


def test_messages_are_bounded_and_nothing_else_is() -> None:
    log = RequestLog()
    log.note(0.0, "graph", "POST", "/v23.0/1/register", "main")
    for _ in range(MESSAGES_KEPT + 5):
        log.note(0.0, "graph", "POST", "/v23.0/1/messages", "main")
    log.note(0.0, "onprem", "GET", "/v1/health", "main")
    shown = log.shown()
    assert len(shown) == MESSAGES_KEPT + 2
    assert (shown[0]["path"], shown[-1]["path"]) == ("/v23.0/1/register", "/v1/health")
    assert [c["path"] for c in log.shown("onprem")] == ["/v1/health"]


def test_a_call_has_no_status_until_it_is_answered() -> None:
    log = RequestLog()
    record = log.note(0.0, "graph", "POST", "/v23.0/1/register", "main")
    assert log.shown()[0]["status"] is None
    record.status = 200
    assert log.shown()[0] == {
        "at": "1970-01-01T00:00:00.000Z",
        "api": "graph",
        "method": "POST",
        "path": "/v23.0/1/register",
        "status": 200,
        "number": "main",
    }
