"""Every kind of fault: what it does, whom it meets, which value it takes.

One table, read by the control API (which refuses what does not fit), by the board, by the reference page and
by a test that tries each row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

__all__ = ["CALL_KINDS", "KINDS", "Kind", "Meets"]

ONPREM = ("onprem",)
GRAPH = ("graph",)
BOTH = ("onprem", "graph")

Seconds = Annotated[float, Meta(ge=0, le=31_536_000)]
# A list, for msgspec 0.22 crashes on a union of a number with limits and a tuple.
Range = Annotated[list[Seconds], Meta(min_length=2, max_length=2)]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
Status = Annotated[int, Meta(ge=100, le=599)]
Code = Annotated[int, Meta(ge=0, le=10_000_000)]
Gateway = Literal["connected", "connecting", "disconnected", "uninitialized", "unregistered"]
Entity = Literal["PHONE_NUMBER", "WABA", "BUSINESS", "APP", "MESSAGE_TEMPLATE"]


class Meets(StrEnum):
    """What a fault of a kind lies in wait for."""

    CALL = "call"
    """A call on the wire, to any path."""
    STATE = "state"
    """A call that depends on that state of the number or its deployment."""
    LASTING = "lasting"
    """The state itself, until the fault is taken away: it cannot be counted."""
    WEBHOOK = "webhook"
    """A webhook on its way out."""
    MESSAGE = "message"
    """A message on its way to a customer."""
    ONCE = "once"
    """It happens when it is asked for, and is over."""


class Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value of several parts."""


class ErrorValue(Value, frozen=True, kw_only=True):
    code: Code
    status: Status | None = None
    subcode: Code | None = None
    details: str | None = None
    message: str | None = None
    transient: bool | None = None
    after: bool = False
    takes_down: bool = False


class AfterValue(Value, frozen=True, kw_only=True):
    after: bool = False


class EffectValue(Value, frozen=True, kw_only=True):
    effect: bool = True


class BackupValue(Value, frozen=True, kw_only=True):
    code: Code | None = None
    details: str | None = None
    takes_down: bool = False


class HealthValue(Value, frozen=True, kw_only=True):
    entity: Entity = "PHONE_NUMBER"
    code: Code | None = None
    description: str | None = None
    info: str | None = None


class ExpiredValue(Value, frozen=True, kw_only=True):
    backup: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault; `value` is the type that its value must have."""

    line: str
    meets: Meets
    apis: tuple[str, ...] = BOTH
    value: Any = None
    example: Any = None


def _wire() -> Iterator[tuple[str, Kind]]:
    call = Meets.CALL
    line = "answer later by `value` seconds (a number, or [from, to]); the effect is late too"
    yield "latency", Kind(line, call, value=Seconds | Range, example=[1, 20])
    line = "answer HTTP `value` (500) with an empty body instead of doing anything"
    yield "status", Kind(line, call, value=Status | None, example=502)
    line = (
        'answer an error: {"code", "status", "subcode", "details", "message", "transient"}; with'
        ' "after": true the effect happens all the same,'
        ' with "takes_down": true the number goes down everywhere'
    )
    yield "error", Kind(line, call, value=Code | ErrorValue, example={"code": 131000, "after": True})
    yield "lost_before", Kind("close the connection without an answer, before the effect", call)
    yield "lost_after", Kind("close the connection without an answer, after the effect", call)
    line = 'reset the connection before the effect; value {"after": true}: after it'
    yield "reset", Kind(line, call, value=AfterValue | None, example={"after": True})
    line = "stop writing without an answer before the effect, go on reading for `value` seconds (5)"
    yield "half_close", Kind(line, call, value=Seconds | Range | None, example=5)
    line = "send the second half of the answer over `value` seconds (1)"
    yield "slow_body", Kind(line, call, value=Seconds | Range | None, example=3)
    yield "short_body", Kind("close the connection in the middle of the answer's body", call)
    yield "token_expired", Kind("treat the access token as expired (401; Graph: 190, subcode 463)", call)


def _deployment() -> Iterator[tuple[str, Kind]]:
    state, lasting = Meets.STATE, Meets.LASTING
    line = "On-Premises health in the shape of an HA pair: one Coreapp connected, the others not"
    yield "standby", Kind(line, state, ONPREM)
    yield "lost_shard", Kind("one shard of a multiconnect deployment is not connected", state, ONPREM)
    line = "gateway_status is `value` (disconnected), and what hangs on it"
    yield "gateway", Kind(line, state, ONPREM, Gateway | None, "disconnected")
    line = 'the client has expired: disconnected, and no backup; value {"backup": true}: backups still work'
    yield "client_expired", Kind(line, state, ONPREM, ExpiredValue | None, {"backup": True})
    yield "down", Kind("the deployment answers 503 to everything, without a body", state, ONPREM)
    line = "calls that need the Coreapp answer 1014 (connection timed out)"
    yield "core_timeout", Kind(line, state, ONPREM)
    line = "the deployment restarts: uninitialized for `value` seconds (5), callbacks may be lost"
    yield "restart", Kind(line, Meets.ONCE, ONPREM, Seconds | None, 5)
    line = "pending messages never go out; `value` are shown on top of the real ones"
    yield "stuck_queue", Kind(line, lasting, ONPREM, Count | None, 7)
    line = "callbacks are not delivered; `value` are shown on top of the real ones"
    yield "stuck_callbacks", Kind(line, lasting, ONPREM, Count | None, 7)
    yield "truncated_blob", Kind("the backup's data ends too early", state, ONPREM)
    line = "the backup takes `value` seconds (5)"
    yield "slow_backup", Kind(line, state, ONPREM, Seconds | Range | None, 5)
    yield "backup_refused", Kind("the backup is refused with 1014", state, ONPREM)
    line = "two-step verification cannot be changed on On-Premises (1014)"
    yield "two_step_refused", Kind(line, state, ONPREM)
    line = "for a while the number of shards cannot be changed (403)"
    yield "shards_refused", Kind(line, state, ONPREM)
    line = "links in messages answer HTTP `value` (404): the messages fail with 1014"
    yield "media_link_fails", Kind(line, state, ONPREM, Status | None, 404)
    line = "inbound media cannot be fetched: the webhook tells of them with error 400"
    yield "media_download_fails", Kind(line, Meets.MESSAGE, ONPREM)
    line = "messages with products are followed by the status `warning`"
    yield "product_unavailable", Kind(line, Meets.MESSAGE, ONPREM)
    line = "the webhook endpoint is told of an error that belongs to no message, with code `value` (400)"
    yield "callback_error", Kind(line, Meets.ONCE, ONPREM, Code | None, 400)
    yield "collection_fails", Kind("a garbage collection ends with the status `failed`", state, ONPREM)
    line = "sends answer 1011 while the gateway is not connected (else they are accepted and stay)"
    yield "sends_refused", Kind(line, state, ONPREM)
    line = "once the number has moved, waiting callbacks are no longer delivered"
    yield "no_flush", Kind(line, lasting, ONPREM)


def _register() -> Iterator[tuple[str, Kind]]:
    state = Meets.STATE
    line = "`register` takes `value` seconds (a number, or [from, to])"
    yield "register_seconds", Kind(line, state, GRAPH, Seconds | Range, [1, 15])
    line = '`register` answers {"success": false}; value {"effect": false}: without its effect'
    yield "success_false", Kind(line, state, GRAPH, EffectValue | None, {"effect": False})
    yield "success_string", Kind('a successful `register` answers {"success": "true"}', state, GRAPH)
    yield "pin_131031", Kind("a wrong PIN answers 131031 instead of 133005", state, GRAPH)
    line = 'what a backup that cannot be used answers: {"code", "details", "takes_down"}'
    yield "bad_backup", Kind(line, state, GRAPH, BackupValue | None, {"code": 133002})
    line = "the backup is not honoured: `register` answers 133006 until a code was verified"
    yield "otp_required", Kind(line, state, GRAPH)
    line = "the display name is not processed: `register` answers 100 with subcode 2388001"
    yield "name_pending", Kind(line, state, GRAPH)
    yield "account_locked", Kind("`register` and sends answer 131031", state, GRAPH)
    line = "`register` answers 133000 until the number is deregistered again"
    yield "incomplete_deregistration", Kind(line, state, GRAPH)
    line = "`register` answers 133015 for `value` seconds (300)"
    yield "deletion_running", Kind(line, state, GRAPH, Seconds | None, 300)
    line = "the 72-hour budget is used up: `register` and `deregister` answer 133016"
    yield "register_budget", Kind(line, state, GRAPH)
    line = "`register` answers 133008 with the time left of `value` seconds (3600)"
    yield "pin_locked", Kind(line, state, GRAPH, Seconds | None, 3600)
    line = "`register` answers 133009 with the time left of `value` seconds (60)"
    yield "pin_too_fast", Kind(line, state, GRAPH, Seconds | None, 60)
    line = "`request_code` answers 136024: too many codes were asked for"
    yield "otp_throttled", Kind(line, state, GRAPH)
    yield "otp_wrong", Kind("`verify_code` says that the code is wrong (136025)", state, GRAPH)
    yield "otp_expired", Kind("`verify_code` says that the code has expired (136025)", state, GRAPH)


def _cloud() -> Iterator[tuple[str, Kind]]:
    state, webhook = Meets.STATE, Meets.WEBHOOK
    yield (
        "maintenance",
        Kind("sends answer 131057 for `value` seconds (60)", state, GRAPH, Seconds | None, 60),
    )
    line = 'messaging health BLOCKED: {"entity": "WABA", "code": 141006, "description"}'
    yield "health_blocked", Kind(line, state, GRAPH, HealthValue | None, {"entity": "WABA", "code": 141006})
    line = 'messaging health LIMITED: {"entity": "BUSINESS", "code": 141010, "info"}'
    yield (
        "health_limited",
        Kind(line, state, GRAPH, HealthValue | None, {"entity": "BUSINESS", "code": 141010}),
    )
    line = "templates are answered with message_status held_for_quality_assessment"
    yield "held_template", Kind(line, state, GRAPH)
    yield "webhook_drop", Kind("webhooks are not sent", webhook)
    yield "webhook_duplicate", Kind("each webhook is sent twice", webhook)
    line = "each webhook is late by `value` seconds"
    yield "webhook_delay", Kind(line, webhook, value=Seconds | Range, example=2)
    line = "every second webhook is held back by `value` seconds (1), so that the next ones overtake it"
    yield "webhook_reorder", Kind(line, webhook, value=Seconds | None, example=1)
    line = 'webhooks carry a wrong signature; value "missing": none'
    yield "webhook_bad_signature", Kind(line, webhook, GRAPH, Literal["wrong", "missing"] | None, "missing")
    line = "messages to customers fail afterwards with code `value` (131026; On-Premises 1026)"
    yield "undeliverable", Kind(line, Meets.MESSAGE, value=Code | None, example=131053)


KINDS: dict[str, Kind] = dict([*_wire(), *_deployment(), *_register(), *_cloud()])
CALL_KINDS = frozenset(name for name, kind in KINDS.items() if kind.meets is Meets.CALL)
