"""A transport in memory: scripted answers, and a note of what was asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from wamigrate.clients.calls import Call
from wamigrate.clients.cloud import CloudClient
from wamigrate.clients.onprem import OnPremClient
from wamigrate.clients.transport import Answer, Intake, Request
from wamigrate.core.clock import ManualClock
from wamigrate.core.secret import Secret

__all__ = [
    "APP_SECRET",
    "META",
    "TOKEN",
    "Script",
    "answer",
    "assert_clean",
    "cloud_client",
    "onprem_client",
    "refusal",
    "token",
]

META = {"api_status": "stable", "version": "v2.45.1"}
TOKEN, APP_SECRET = "SECRET-token", "SECRET-app"

Reply = Answer | Exception | Callable[[Request], Answer]


class Script:
    """Gives the replies in their order; a request too many is an error of the test."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.requests: list[Request] = []
        self.fresh: list[bool] = []
        self.closed = False

    async def send(self, request: Request, *, fresh: bool = False) -> Answer:
        self.requests.append(request)
        self.fresh.append(fresh)
        assert self.replies, f"one request too many: {request}"
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply if isinstance(reply, Answer) else reply(request)

    async def download(self, request: Request, write: Callable[[bytes], None]) -> Answer:
        got = await self.send(request)
        intake = Intake(request, write)
        intake.begin(got.status)
        intake.take(got.body)
        return Answer(got.status, got.headers, intake.body())

    async def close(self) -> None:
        self.closed = True

    @property
    def paths(self) -> list[str]:
        return [f"{request.method} {request.path}" for request in self.requests]

    def query(self, number: int = -1) -> dict[str, str]:
        found = parse_qs(urlsplit(self.requests[number].url).query, keep_blank_values=True)
        return {key: values[0] for key, values in found.items()}

    def body(self, number: int = -1) -> Any:
        return json.loads(self.requests[number].body or b"null")


def answer(document: object = None, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    """A JSON answer; bytes are taken as they are."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return Answer(status, headers or {}, body)


def assert_clean(*things: object) -> None:
    """No planted secret in what somebody could print; errors are followed to what led to them."""
    for thing in things:
        current: object | None = thing
        while current is not None:
            assert "SECRET" not in f"{current} {current!r} {getattr(current, 'args', '')!r}"
            assert "SECRET" not in f"{getattr(current, 'hint', '')} {getattr(current, 'details', '')}"
            current = getattr(current, "__cause__", None) or getattr(current, "__context__", None)


def cloud_client(
    *replies: Any,
    calls: list[Call] | None = None,
    app_id: str | None = "77",
    app_secret: str | None = APP_SECRET,
    url: str = "https://graph.facebook.com",
) -> tuple[CloudClient, Script]:
    script = Script(*replies)
    made = CloudClient(
        script,
        url=url,
        version="v23.0",
        token=Secret(TOKEN),
        app_id=app_id,
        app_secret=Secret(app_secret) if app_secret else None,
        clock=ManualClock(),
        on_call=(calls if calls is not None else []).append,
    )
    return made, script


def onprem_client(
    *replies: Any, calls: list[Call] | None = None, url: str = "https://wa.example:9090"
) -> tuple[OnPremClient, Script]:
    script = Script(*replies)
    made = OnPremClient(
        script,
        url=url,
        username="admin",
        password=Secret("SECRET-password"),
        clock=ManualClock(),
        on_call=(calls if calls is not None else []).append,
    )
    return made, script


def token(value: str = "SECRET-token") -> Answer:
    users = [{"token": value, "expires_after": "2026-01-12 09:00:00+00:00"}]
    return answer({"users": users, "meta": META})


def refusal(code: int, title: str, details: str | None = None, status: int = 400) -> Answer:
    row = {"code": code, "title": title} | ({"details": details} if details else {})
    return answer({"meta": META, "errors": [row]}, status)
