"""Things that go wrong on request.

A fault says where (`api`, `path`, `number`), what (`kind`, `value`) and how often (`count`, `probability`).
Kinds are one table, so that `GET /faults` can explain them all.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from wamigrate.core.payload import JsonObject

__all__ = ["CALL_KINDS", "KINDS", "STATE_KINDS", "Fault", "FaultBoard"]

CALL_KINDS: dict[str, str] = {
    "latency": "answer later by `value` seconds (a number, or [from, to]); the effect is late too",
    "status": "answer HTTP `value` with an empty body instead of doing anything",
    "error": 'answer an error: {"code", "status", "subcode", "details", "message", "transient"}; with'
    ' "after": true the effect happens all the same, with "takes_down": true the number goes down everywhere',
    "lost_before": "close the connection without an answer, before the effect",
    "lost_after": "close the connection without an answer, after the effect",
    "reset": 'reset the connection before the effect; value {"after": true}: after it',
    "half_close": "stop writing without an answer before the effect, go on reading for `value` seconds",
    "slow_body": "send the second half of the answer over `value` seconds",
    "short_body": "close the connection in the middle of the answer's body",
    "token_expired": "treat the access token as expired (401; Graph: 190, subcode 463)",
}
STATE_KINDS: dict[str, str] = {
    "standby": "On-Premises health in the shape of an HA pair: one Coreapp connected, the others not",
    "lost_shard": "one shard of a multiconnect deployment is not connected",
    "gateway": "gateway_status is `value` (connecting, disconnected, uninitialized, unregistered)",
    "down": "the On-Premises deployment answers 503 to everything, without a body",
    "core_timeout": "calls that need the Coreapp answer 1014 (connection timed out)",
    "restart": "the deployment restarts: uninitialized for `value` seconds (5), callbacks may be lost",
    "stuck_queue": "pending messages never go out; `value` are shown on top of the real ones",
    "stuck_callbacks": "callbacks are not delivered; `value` are shown on top of the real ones",
    "truncated_blob": "the backup's data ends too early",
    "slow_backup": "the backup takes `value` seconds",
    "backup_refused": "the backup is refused with 1014",
    "two_step_refused": "two-step verification cannot be changed on On-Premises (1014)",
    "shards_refused": "On-Premises refuses for a while to change the number of shards (403)",
    "media_download_fails": "inbound media cannot be fetched: On-Premises tells of them with error 400",
    "media_link_fails": "links in On-Premises messages answer HTTP `value` (404): they fail with 1014",
    "product_unavailable": "On-Premises messages with products are followed by the status `warning`",
    "sends_refused": "On-Premises answers sends with 1011 while its gateway is not connected",
    "register_seconds": "`register` takes `value` seconds",
    "success_false": '`register` answers {"success": false}; value {"effect": false}: without its effect',
    "success_string": 'a successful `register` answers {"success": "true"}',
    "pin_131031": "a wrong PIN answers 131031 instead of 133005",
    "bad_backup": 'what a backup that cannot be used answers: {"code", "details", "takes_down"}',
    "otp_required": "the backup is not honoured: `register` answers 133006 until a code was verified",
    "name_pending": "the display name is not processed: `register` answers 100 with subcode 2388001",
    "account_locked": "`register` and sends answer 131031",
    "incomplete_deregistration": "`register` answers 133000 until the number is deregistered again",
    "deletion_running": "`register` answers 133015 for `value` seconds (300)",
    "register_budget": "the 72-hour budget is used up: `register` and `deregister` answer 133016",
    "pin_locked": "`register` answers 133008 with the time left of `value` seconds (3600)",
    "pin_too_fast": "`register` answers 133009 with the time left of `value` seconds (60)",
    "maintenance": "sends answer 131057 for `value` seconds (60)",
    "health_blocked": 'messaging health BLOCKED: {"entity": "WABA", "code": 141006, "description"}',
    "health_limited": 'messaging health LIMITED: {"entity": "BUSINESS", "code": 141010, "info"}',
    "held_template": "templates are answered with message_status held_for_quality_assessment",
    "webhook_drop": "webhooks are not sent",
    "webhook_duplicate": "each webhook is sent twice",
    "webhook_delay": "each webhook is late by `value` seconds",
    "webhook_bad_signature": "webhooks carry a wrong signature",
    "undeliverable": "messages to customers fail afterwards with code `value` (131026; On-Premises 1026)",
}
KINDS = CALL_KINDS | STATE_KINDS


@dataclass(slots=True)
class Fault:
    """One fault that was asked for."""

    id: str
    kind: str
    api: str | None = None
    path: str | None = None
    number: str | None = None
    value: Any = None
    count: int | None = None
    probability: float = 1.0
    seed: int | None = None
    at: float = 0.0
    used: int = 0
    dice: random.Random = field(default_factory=random.Random)

    def fits(self, api: str | None, path: str, number: str | None) -> bool:
        """Whether it concerns this call."""
        if self.api is not None and api is not None and self.api != api:
            return False
        if self.number is not None and self.number != number:
            return False
        return self.path is None or fnmatchcase(path.rstrip("/"), self.path.rstrip("/"))

    def as_json(self) -> JsonObject:
        names = ("id", "kind", "api", "path", "number", "value", "count", "probability", "seed", "used")
        return {name: getattr(self, name) for name in names}


class FaultBoard:
    """The faults in force. Empty on most days, so every question starts with `if board:`."""

    def __init__(self) -> None:
        self._faults: dict[str, Fault] = {}
        self._ids = itertools.count(1)

    def __bool__(self) -> bool:
        return bool(self._faults)

    def add(self, kind: str, *, at: float, **given: Any) -> Fault:
        """Put a fault in force; the caller has checked the kind and the keys."""
        fault = Fault(f"f{next(self._ids)}", kind, at=at, **{k: v for k, v in given.items() if v is not None})
        fault.dice = random.Random(fault.seed)  # noqa: S311
        if fault.path is not None and "*" not in fault.path:
            fault.path = "*" + fault.path
        self._faults[fault.id] = fault
        return fault

    def remove(self, fault_id: str) -> bool:
        return self._faults.pop(fault_id, None) is not None

    def clear(self) -> None:
        self._faults.clear()

    def shown(self) -> list[JsonObject]:
        return [f.as_json() for f in self._faults.values()]

    def for_call(self, api: str, path: str, number: str | None) -> list[Fault]:
        """The faults of the wire that this call meets; each use is counted."""
        hit = [f for f in list(self._faults.values()) if f.kind in CALL_KINDS and f.fits(api, path, number)]
        return [f for f in hit if self._use(f)]

    def peek(self, kind: str, number: str | None) -> Fault | None:
        """The fault of that kind in force for a number, without using it up."""
        return next((f for f in self._faults.values() if f.kind == kind and f.number in (None, number)), None)

    def take(self, kind: str, number: str | None) -> Fault | None:
        """The same, and it counts as used."""
        if not self._faults:
            return None
        fault = self.peek(kind, number)
        return fault if fault is not None and self._use(fault) else None

    def _use(self, fault: Fault) -> bool:
        if fault.probability < 1.0 and fault.dice.random() >= fault.probability:
            return False
        fault.used += 1
        if fault.count is not None and fault.used >= fault.count:
            self._faults.pop(fault.id, None)
        return True
