"""A healthy number in memory: both APIs' reads, an endpoint, a file. Tests spoil one thing at a time."""

from __future__ import annotations

import copy
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

from wamigrate.clients.onprem import Node
from wamigrate.clients.transport import Answer, Request
from wamigrate.config import Answer as Said
from wamigrate.config import Canary, GraphSettings, Number, OnPremSettings, Settings
from wamigrate.core.clock import ManualClock
from wamigrate.core.payload import JsonObject
from wamigrate.core.secret import Secret
from wamigrate.errors import CloudError, OnPremError, WamigrateError
from wamigrate.migration.check import Check, CheckContext, Verdict

__all__ = ["APP", "PNID", "WABA", "WRITES", "World", "cloud_error", "gauge", "onprem_error"]

PNID, WABA, APP = "106540352242922", "102290129340398", "670843887433847"
WRITES = frozenset({"backup", "delete_two_step", "set_two_step"})


def cloud_error(code: int, subcode: int | None = None, status: int = 400) -> CloudError:
    return CloudError(f"Graph API: refused (code {code}).", status=status, code=code, subcode=subcode)


def onprem_error(status: int, code: int | None = None) -> OnPremError:
    return OnPremError(f"On-Premises API: refused (code {code}).", status=status, code=code)


class Fake:
    """Answers by the name of the call, remembers what was called, and fails where it is told to."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        self.errors: dict[str, WamigrateError] = {}
        self.calls: list[str] = []

    def answer(self, name: str) -> Any:
        self.calls.append(name)
        if name in self.errors:
            raise self.errors[name]
        return copy.deepcopy(self.answers[name])


def entity(kind: str, id_: str) -> JsonObject:
    return {"entity_type": kind, "id": id_, "can_send_message": "AVAILABLE"}


class FakeCloud(Fake):
    """The Cloud API of a number that still lives on On-Premises, with everything in order."""

    def __init__(self) -> None:
        scopes = ["whatsapp_business_management", "whatsapp_business_messaging"]
        others = [entity("WABA", WABA), entity("BUSINESS", "506914307656634"), entity("APP", APP)]
        fields = "messages account_update phone_number_quality_update security account_alerts"
        super().__init__(
            {
                "debug_token": {
                    "app_id": APP,
                    "type": "SYSTEM_USER",
                    "is_valid": True,
                    "expires_at": 0,
                    "data_access_expires_at": 0,
                    "scopes": scopes,
                    "granular_scopes": [{"scope": scope, "target_ids": [WABA]} for scope in scopes],
                },
                "app": {"id": APP, "name": "Acme"},
                "app_subscriptions": [
                    {
                        "object": "whatsapp_business_account",
                        "callback_url": "https://hooks.example.com/cloud",
                        "active": True,
                        "fields": [
                            {"name": name, "version": "v23.0"}
                            for name in [*fields.split(), "message_template_status_update"]
                        ],
                    }
                ],
                "phone_number": {
                    "id": PNID,
                    "display_phone_number": "+1 650-555-0100",
                    "verified_name": "Acme",
                    "status": "CONNECTED",
                    "platform_type": "ON_PREMISE",
                    "account_mode": "LIVE",
                    "quality_rating": "GREEN",
                    "code_verification_status": "VERIFIED",
                    "name_status": "APPROVED",
                    "new_name_status": "NONE",
                    "is_official_business_account": False,
                    "is_on_biz_app": False,
                    "is_pin_enabled": True,
                    "throughput": {"level": "NOT_APPLICABLE"},
                    "webhook_configuration": {"application": "https://hooks.example.com/cloud"},
                },
                "phone_health": {
                    "health_status": {
                        "can_send_message": "AVAILABLE",
                        "entities": [entity("PHONE_NUMBER", PNID), *others],
                    }
                },
                "phone_numbers": [{"id": "1"}, {"id": PNID, "platform_type": "ON_PREMISE"}],
                "waba": {
                    "id": WABA,
                    "name": "Acme",
                    "account_review_status": "APPROVED",
                    "business_verification_status": "verified",
                    "ownership_type": "SELF",
                },
                "waba_health": {"health_status": {"can_send_message": "AVAILABLE", "entities": others}},
                "message_templates": [
                    {"name": "hello_world", "language": "en_US", "status": "APPROVED"},
                    {"name": "receipt", "language": "de", "status": "PAUSED"},
                ],
                "business_profile": {
                    "about": "Hi",
                    "websites": ["https://acme.example/"],
                    "messaging_product": "whatsapp",
                },
                "subscribed_apps": [{"whatsapp_business_api_data": {"id": APP, "name": "Acme"}}],
                "settings": {"id": PNID},
                "analytics": [],
            }
        )
        self.usage: JsonObject = {WABA: [{"type": "whatsapp_business_management", "call_count": 1}]}

    async def debug_token(self) -> JsonObject:
        return dict(self.answer("debug_token"))

    async def app(self, fields: str) -> JsonObject:
        return dict(self.answer("app"))

    async def app_subscriptions(self) -> Sequence[JsonObject]:
        return list(self.answer("app_subscriptions"))

    async def phone_number(self, phone_number_id: str, fields: str) -> JsonObject:
        return dict(self.answer("phone_health" if fields == "health_status" else "phone_number"))

    async def phone_numbers(self, waba_id: str, fields: str) -> Sequence[JsonObject]:
        return list(self.answer("phone_numbers"))

    async def waba(self, waba_id: str, fields: str) -> JsonObject:
        return dict(self.answer("waba_health" if fields == "health_status" else "waba"))

    async def message_templates(self, waba_id: str, fields: str) -> Sequence[JsonObject]:
        return list(self.answer("message_templates"))

    async def business_profile(self, phone_number_id: str) -> JsonObject:
        return dict(self.answer("business_profile"))

    async def subscribed_apps(self, waba_id: str) -> Sequence[JsonObject]:
        return list(self.answer("subscribed_apps"))

    async def settings(self, phone_number_id: str) -> JsonObject:
        return dict(self.answer("settings"))

    async def analytics(
        self, waba_id: str, *, start: int, end: int, granularity: str, phone_numbers: list[str]
    ) -> Sequence[JsonObject]:
        self.asked_analytics = (start, end, granularity, phone_numbers)
        return list(self.answer("analytics"))

    def override(self, read: str, **members: object) -> None:
        """Change members of one answer."""
        self.answers[read].update(members)


def gauge(value: float) -> JsonObject:
    return {"type": "gauge", "help": "", "data": [{"value": value}]}


class FakeOnPrem(Fake):
    """A connected single-node deployment with empty queues."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__(
            {
                "login": None,
                "application_settings": {"wa_id": "16505550100"},
                "health": [Node("", "connected", None)],
                "stats": {"pending_messages": gauge(0), "callback_queue_size": gauge(0)},
                "support": {"debug_info": "16505550100", "expire_timestamp": "2025-10-23T00:00:00"},
                "shards": 1,
                "business_profile": {"description": "Things"},
                "backup": "V0FCSw" + "A" * 60,
                "delete_two_step": None,
                "set_two_step": None,
            }
        )
        self._clock = clock
        self.delay = 0.0
        self.pins: list[Secret] = []

    def answer(self, name: str) -> Any:
        self._clock.advance(self.delay)
        return super().answer(name)

    async def login(self) -> None:
        self.answer("login")

    async def application_settings(self) -> JsonObject:
        return dict(self.answer("application_settings"))

    async def health(self) -> Sequence[Node]:
        return list(self.answer("health"))

    async def stats(self) -> JsonObject:
        return dict(self.answer("stats"))

    async def support(self) -> JsonObject:
        return dict(self.answer("support"))

    async def shards(self) -> int:
        return int(self.answer("shards"))

    async def business_profile(self) -> JsonObject:
        return dict(self.answer("business_profile"))

    async def backup(self, password: Secret) -> Secret:
        self.password = password
        return Secret(self.answer("backup"))

    async def delete_two_step(self) -> None:
        self.answer("delete_two_step")

    async def set_two_step(self, pin: Secret) -> None:
        self.answer("set_two_step")
        self.pins.append(pin)


class FakeTransport:
    """An endpoint that answers Meta as it should. `reply` replaces what it answers."""

    def __init__(self, clock: ManualClock) -> None:
        self.requests: list[Request] = []
        self.delay = 0.0
        self.reply: Callable[[Request], Answer] = self.behave
        self._clock = clock

    async def send(self, request: Request, *, fresh: bool = False) -> Answer:
        self.requests.append(request)
        self._clock.advance(self.delay)
        return self.reply(request)

    async def download(self, request: Request, write: Callable[[bytes], None]) -> Answer:
        raise NotImplementedError

    async def close(self) -> None:
        return None

    @staticmethod
    def behave(request: Request) -> Answer:
        if request.method == "GET":
            query = parse_qs(urlsplit(request.url).query)
            known = query["hub.verify_token"] == ["verify-me"] and query["hub.mode"] == ["subscribe"]
            return Answer(200 if known else 403, {}, query["hub.challenge"][0].encode())
        expected = hmac.new(b"app-secret", request.body or b"", hashlib.sha256).hexdigest()
        return Answer(200 if request.headers["x-hub-signature-256"] == f"sha256={expected}" else 401, {}, b"")


ALL_ANSWERED: dict[str, Said] = {
    "role": "direct",
    "app_review": True,
    "app_live": True,
    "app_claimed": True,
    "app_has_whatsapp": True,
    "pin_owner": "us",
    "phone_takes_codes": True,
    "code_holder": "the night shift",
    "data_residency": "none",
    "restart_disabled": True,
    "callers_inventoried": True,
}


@dataclass
class World:
    """Everything a check is given; `context` and `verdict` take changes for one look."""

    clock: ManualClock = field(default_factory=lambda: ManualClock(datetime(2025, 6, 2, 9, 0, tzinfo=UTC)))
    answers: dict[str, Said] = field(default_factory=lambda: dict(ALL_ANSWERED))
    findings: JsonObject | bytes | None = field(
        default_factory=lambda: {"messages": 3, "refused": 0, "changed": 0, "fixed": 0, "findings": []}
    )

    def __post_init__(self) -> None:
        self.cloud = FakeCloud()
        self.onprem = FakeOnPrem(self.clock)
        self.transport = FakeTransport(self.clock)
        self.settings = Settings(
            graph=GraphSettings(
                url="https://graph.example.com",
                app_id=APP,
                app_secret=Secret("app-secret"),
                verify_token=Secret("verify-me"),
            )
        )
        self.number = Number(
            name="main",
            phone_number_id=PNID,
            waba_id=WABA,
            token=Secret("EAAB-token"),
            pin=Secret("012345"),
            onprem=OnPremSettings(url="https://onprem.example.com:9090", password=Secret("s3cret")),
            webhook_url="https://hooks.example.com/cloud",
            canary=Canary(to="+16505550111"),
            findings="findings.json",
        )

    def change_number(self, **changes: Any) -> None:
        self.number = msgspec.structs.replace(self.number, **changes)

    def change_graph(self, **changes: Any) -> None:
        graph = msgspec.structs.replace(self.settings.graph, **changes)
        self.settings = msgspec.structs.replace(self.settings, graph=graph)

    def forget(self, *keys: str) -> None:
        for key in keys:
            del self.answers[key]

    def context(self, **changes: Any) -> CheckContext:
        path = changes.get("path", "A")
        given: dict[str, Any] = {
            "number": self.number,
            "settings": self.settings,
            "cloud": self.cloud,
            "onprem": self.onprem if path in "AB" and self.number.onprem else None,
            "answers": self.answers,
            "path": path,
            "clock": self.clock,
            "attempts": 0,
            "transport": self.transport,
            "read_file": self.read_file,
        }
        return CheckContext(**(given | changes))

    async def verdict(self, check: Check, **changes: Any) -> Verdict:
        return (await check.run(self.context(**changes))).verdict

    def read_file(self, path: Path) -> bytes:
        if self.findings is None:
            raise FileNotFoundError(path)
        return self.findings if isinstance(self.findings, bytes) else json.dumps(self.findings).encode()
