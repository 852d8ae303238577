"""Documented examples as data: a request, the answer, the headers that matter."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.contract.sim.http import Answer, OnPrem
from wamigrate.sim.testing import Simulator

__all__ = ["ANY_NUMBER", "ANY_TEXT", "META", "NO_BODY", "Example", "Facts", "Like", "check", "refused"]

CUSTOMER = "16505551234"
META = {"api_status": "stable", "version": "v2.61.1"}
NO_BODY = b""


class Like:
    """Equal to any text of that pattern."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and re.fullmatch(self.pattern, other) is not None

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Like({self.pattern!r})"


class Number:
    """Equal to any number."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int | float) and not isinstance(other, bool)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "Number()"


ANY_TEXT = Like(r"(?s).+")
ANY_NUMBER = Number()


@dataclass(frozen=True)
class Example:
    """One documented example. `{media}` and the like in it are made when they are needed."""

    what: str
    call: str
    body: Any = None
    status: int = 200
    answer: Any = field(default_factory=dict)
    headers: dict[str, Any] = field(default_factory=dict)
    sent: dict[str, str] = field(default_factory=dict)
    number: str = "main"

    def __str__(self) -> str:
        return self.what


def refused(what: str, call: str, body: Any, status: int, code: int, title: str, **more: Any) -> Example:
    """An example that ends in an error; details are free text."""
    return Example(what, call, body, status, {"errors": [{"code": code, "title": title}]}, **more)


class Facts:
    """What examples refer to, made on first use."""

    def __init__(self, sim: Simulator, onprem: OnPrem) -> None:
        self._sim, self._onprem = sim, onprem
        self._known: dict[str, str] = {}
        self._makers: dict[str, Callable[[], str]] = {
            "media": lambda: self._id("media", "/v1/media", b"\x89PNG", content_type="image/png"),
            "pack": lambda: self._id("stickerpacks", "/v1/stickerpacks", {"publisher": "Me", "name": "Mine"}),
            "group": lambda: self._id("groups", "/v1/groups", {"subject": "Flowers"}),
            "inbound": lambda: str(sim.control.customer_says(CUSTOMER, "main")["id"]),
            "backup": lambda: onprem.backup()["data"],
            "hash": lambda: str(onprem("GET", "/v1/contacts/16505550111/identity").json["contacts"]["hash"]),
            "sticker": self._sticker,
            "whatsapp": lambda: str(
                onprem("GET", "/v1/stickerpacks?namespace=whatsapp").json["stickerpacks"][0]["id"]
            ),
            "provider": self._provider,
            "agent": self._agent,
        }

    def fill(self, value: Any) -> Any:
        """The value with every `{name}` in its texts replaced."""
        if isinstance(value, str):
            return re.sub(r"\{(\w+)\}", lambda m: self._get(m[1]), value)
        if isinstance(value, dict):
            return {k: self.fill(v) for k, v in value.items()}
        return [self.fill(v) for v in value] if isinstance(value, list) else value

    def _get(self, name: str) -> str:
        if name not in self._known:
            self._known[name] = self._makers[name]()
        return self._known[name]

    def _id(self, kind: str, path: str, body: Any, **headers: str) -> str:
        return str(self._onprem("POST", path, body, **headers).json[kind][0]["id"])

    def _sticker(self) -> str:
        body = {"image_data_id": self._get("media"), "emojis": ["😀"]}
        path = f"/v1/stickerpacks/{self._get('pack')}/stickers"
        return str(self._onprem("POST", path, body).json["stickers"][0]["index"])

    def _provider(self) -> str:
        provider = {"name": "cdn1", "type": "www", "config": {"bearer": "tok"}}
        self._onprem("POST", "/v1/settings/application/media/providers", [provider])
        return "cdn1"

    def _agent(self) -> str:
        self._onprem("POST", "/v1/users", {"username": "agent1", "password": "Agent-pass-1"})
        return "agent1"


def check(example: Example, facts: Facts, onprem: OnPrem) -> Answer:
    """Make the call and compare."""
    method, path = facts.fill(example.call).split(" ", 1)
    sent = {k.replace("-", "_"): v for k, v in example.sent.items()}
    answer = onprem(method, path, facts.fill(example.body), **sent)
    assert example.status == answer.status, answer.body
    for name, value in example.headers.items():
        assert value == answer.headers.get(name)
    assert answer.headers["content-length"] == str(len(answer.body))
    if isinstance(example.answer, bytes):
        assert example.answer == answer.body
        return answer
    found = answer.json
    for error in found.get("errors", []):
        error.pop("details", None)
    assert answer.headers["content-type"] == "application/json"
    assert {**facts.fill(example.answer), "meta": META} == found
    return answer
