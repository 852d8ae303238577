"""For each kind of fault one trial: do what the fault lies in wait for, and say whether it struck.

A trial can be repeated; with no fault in force it finds nothing.
"""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.contract.sim.http import Answer, Graph, OnPrem, Receiver, eventually
from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim.testing import Simulator

__all__ = ["ROWS", "Row", "Stage"]

ADA = "16505551234"
HELLO: JsonObject = {"type": "template", "template": {"name": "hello_world", "language": {"code": "en_US"}}}
TEXT: JsonObject = {"type": "text", "text": {"body": "x"}}
ACTION = {"catalog_id": "1", "product_retailer_id": "a"}
PRODUCT: JsonObject = {"type": "interactive", "interactive": {"type": "product", "action": ACTION}}
IMAGE: JsonObject = {"type": "image", "image": {"link": "https://x.example/a.png"}}
CUT = (http.client.RemoteDisconnected, http.client.IncompleteRead)
BUDGET = 73 * 3600


@dataclass
class Stage:
    """The simulators, with a webhook endpoint that both APIs know."""

    sim: Simulator
    hook: Receiver
    graph: Graph = field(init=False)
    _onprem: OnPrem | None = None
    _backups: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.graph = Graph(self.sim)
        self.sim.control.change_number("cloud", webhook_override=self.hook.url)
        self.graph("POST", f"/v23.0/{self.graph.waba()}/subscribed_apps")
        self.onprem("PATCH", "/v1/settings/application", {"webhooks": {"url": self.hook.url}})
        self.backup()

    @property
    def onprem(self) -> OnPrem:
        """Logged in before the trial, as an application would be."""
        if self._onprem is None:
            self._onprem = OnPrem(self.sim)
        return self._onprem

    def used(self) -> object:
        """Changes whenever a fault strikes."""
        return [f["used"] for f in self.sim.control.call("GET", "/faults")["faults"]]

    def ask(self, api: str) -> Answer:
        """One read of the number's state."""
        if api == "graph":
            return self.graph("GET", f"/v23.0/{self.graph.id('main')}?fields=id")
        return self.onprem("GET", "/v1/health")

    def register(self, name: str = "cloud", pin: str = "123456", backup: Json = None) -> Answer:
        self.sim.control.advance(0)
        return self.graph.register(name, pin, backup)

    def code(self, answer: Answer) -> int:
        """The error's code in either API's words, 0 for none."""
        if answer.status < 300:
            return 0
        found = answer.json
        return int(found["error"]["code"] if "error" in found else found["errors"][0]["code"])

    def backup(self, name: str = "main") -> dict[str, str]:
        """A backup made before anything happened to the number."""
        if name not in self._backups:
            self._backups[name] = (self.onprem if name == "main" else OnPrem(self.sim, name)).backup()
        return self._backups[name]

    def say(self, api: str, **message: Any) -> None:
        self.sim.control.customer_says(ADA, "cloud" if api == "graph" else "main", **message)

    def heard(self, before: int, count: int = 1) -> list[tuple[dict[str, str], bytes]]:
        """What the endpoint got since then, once there are so many."""
        return (
            eventually(lambda: self.hook.got[before:] if len(self.hook.got) >= before + count else None) or []
        )

    def sent(self, api: str, message: JsonObject = TEXT) -> str:
        """A message to a customer; its id."""
        self.say(api)
        if api == "graph":
            answer = self.graph.send("cloud", message)
        else:
            answer = self.onprem("POST", "/v1/messages", {"to": ADA, **message})
        assert answer.status < 300
        return str(answer.json["messages"][0]["id"])

    def told_of(self, message: str) -> bytes:
        """What the endpoint heard of a message until it arrived or failed."""

        def look() -> bytes:
            found = b"".join(body for _, body in list(self.hook.got) if message.encode() in body)
            return found if b'"delivered"' in found or b'"failed"' in found else b""

        return eventually(look)


Trial = Callable[[Stage, str], bool]


@dataclass(frozen=True)
class Row:
    """How to see a kind of fault: the trial, a value, and a path that the trial's call has."""

    trial: Trial
    value: Json = None
    path: str = ""


def status(expected: int) -> Trial:
    return lambda stage, api: stage.ask(api).status == expected


def broken(*errors: type[Exception]) -> Trial:
    def trial(stage: Stage, api: str) -> bool:
        try:
            return stage.ask(api).status == 0
        except errors:
            return True

    return trial


def slower(trial: Callable[[Stage, str], object], seconds: float) -> Trial:
    """It struck if it was used, and then it took its time."""

    def look(stage: Stage, api: str) -> bool:
        before, started = stage.used(), time.monotonic()
        trial(stage, api)
        took, struck = time.monotonic() - started, stage.used() != before
        assert took >= seconds or not struck
        return struck

    return look


def health(look: Callable[[JsonObject], bool], name: str = "main") -> Trial:
    return lambda stage, api: look(OnPrem(stage.sim, name)("GET", "/v1/health").json["health"])


def cores(found: JsonObject) -> int:
    return sum(n.get("role") == "coreapp" and n["gateway_status"] == "connected" for n in found.values())


def refused(method: str, path: str, body: Json, code: int) -> Trial:
    return lambda stage, api: stage.code(stage.onprem(method, path, body)) == code


def backup_length(stage: Stage, api: str) -> bool:
    return len(stage.onprem.backup()["data"]) < len(stage.backup()["data"])


def stuck(stage: Stage, api: str) -> bool:
    before = stage.sim.control.number("main")["pending"]
    stage.sent("onprem")
    stage.sim.control.advance(1)
    return bool(stage.sim.control.number("main")["pending"] > before)


def callbacks_stuck(stage: Stage, api: str) -> bool:
    before = len(stage.hook.got)
    stage.say("onprem")
    if stage.sim.control.number("main")["callbacks_waiting"] >= 7:
        return len(stage.hook.got) == before
    stage.heard(before)
    return False


def no_flush(stage: Stage, api: str) -> bool:
    """A callback waits while the number moves."""
    before = len(stage.hook.got)
    stage.hook.statuses.append(503)
    tried = len(stage.sim.control.deliveries())
    stage.say("onprem")
    eventually(lambda: len(stage.sim.control.deliveries()) > tried)
    stage.register("main", backup=stage.backup())
    stage.sim.control.advance(4)
    eventually(lambda: not stage.sim.control.number("main")["callbacks_in_flight"])
    return len(stage.hook.got) == before + 1


def sends_refused(stage: Stage, api: str) -> bool:
    other = stage.sim.control.fault("gateway", "disconnected", number="main")
    code = stage.code(stage.onprem("POST", "/v1/messages", {"to": ADA, "text": {"body": "x"}}))
    stage.sim.control.call("DELETE", f"/faults/{other}")
    return code == 1011


def restarted(stage: Stage, api: str) -> bool:
    found = stage.onprem("GET", "/v1/health").json["health"]
    return bool(found["gateway_status"] == "uninitialized")


def media_download(stage: Stage, api: str) -> bool:
    before = len(stage.hook.got)
    stage.say("onprem", type="image")
    return b'"code":400' in stage.heard(before)[0][1]


def failed_later(code: int, message: JsonObject) -> Trial:
    return lambda stage, api: f'"code":{code}'.encode() in stage.told_of(stage.sent(api, message))


def warned(stage: Stage, api: str) -> bool:
    message = stage.sent(api, PRODUCT)
    stage.told_of(message)
    eventually(lambda: not stage.sim.control.number("main")["callbacks_waiting"])
    return any(message.encode() in body and b'"warning"' in body for _, body in stage.hook.got)


def error_told(stage: Stage, api: str) -> bool:
    eventually(lambda: not stage.sim.control.number("main")["callbacks_waiting"])
    return any(body.startswith(b'{"errors"') for _, body in stage.hook.got)


def collection(stage: Stage, api: str) -> bool:
    before = len(stage.hook.got)
    stage.onprem("PUT", "/v1/services/message/gc")
    return b'"status":"failed"' in stage.heard(before)[0][1]


def registers(code: int, **more: Any) -> Trial:
    return lambda stage, api: stage.code(stage.register(**more)) == code


def wrong_pin(stage: Stage, api: str) -> bool:
    stage.sim.control.advance(BUDGET)
    answer = stage.code(stage.register(pin="000000"))
    assert answer in (131031, 133005)
    return answer == 131031


def dishonoured(stage: Stage, api: str) -> bool:
    """Without the fault the backup is good, and the wrong PIN is what is wrong."""
    stage.sim.control.advance(BUDGET)
    answer = stage.code(stage.register("pinless", "000000", stage.backup("pinless")))
    return answer == 133006


def bad_backup(stage: Stage, api: str) -> bool:
    stage.sim.control.advance(BUDGET)
    backup = {**stage.backup(), "data": stage.backup()["data"][:-8]}
    answer = stage.code(stage.register("pinless", backup=backup))
    assert answer in (133006, 133002)
    return answer == 133002


def code_verified(stage: Stage, api: str) -> bool:
    stage.sim.control.advance(3601)
    number = f"/v23.0/{stage.graph.id('gone')}"
    asked = stage.graph("POST", f"{number}/request_code", {"code_method": "SMS", "language": "en_US"})
    if asked.status != 200:
        return stage.code(asked) == 136024
    code = stage.sim.control.number("gone")["otp"]
    return stage.code(stage.graph("POST", f"{number}/verify_code", {"code": code})) == 136025


def sends(code: int) -> Trial:
    return lambda stage, api: stage.code(stage.graph.send("cloud", HELLO)) == code


def held(stage: Stage, api: str) -> bool:
    answer = stage.graph.send("cloud", HELLO).json
    return bool(answer["messages"][0]["message_status"] == "held_for_quality_assessment")


def can_send(level: str) -> Trial:
    def trial(stage: Stage, api: str) -> bool:
        found = stage.graph.fields("cloud", "health_status")["health_status"]
        return bool(found["can_send_message"] == level)

    return trial


def dropped(stage: Stage, api: str) -> bool:
    before, struck = len(stage.hook.got), stage.used()
    stage.say(api)
    if stage.used() != struck:
        return len(stage.hook.got) == before
    stage.heard(before)
    return False


def doubled(stage: Stage, api: str) -> bool:
    before, struck = len(stage.hook.got), stage.used()
    stage.say(api)
    twice = stage.used() != struck
    assert len({body for _, body in stage.heard(before, 2 if twice else 1)}) == 1
    return twice


def late(stage: Stage, api: str) -> bool:
    before, struck = len(stage.hook.got), stage.used()
    stage.say(api)
    waits = stage.used() != struck
    if waits:
        assert len(stage.hook.got) == before
        stage.sim.control.advance(31)
    stage.heard(before)
    return waits


def overtaken(stage: Stage, api: str) -> bool:
    """Two messages; the first one comes second."""
    before, struck = len(stage.hook.got), stage.used()
    stage.say(api, text="first")
    met = stage.used() != struck
    if not met:
        stage.heard(before)
    stage.say(api, text="second")
    stage.heard(before, 1 if met else 2)
    stage.sim.control.advance(31)
    bodies = [body for _, body in stage.heard(before, 2)]
    assert [b"second" in body for body in bodies] == ([True, False] if met else [False, True])
    return met


def unsigned(stage: Stage, api: str) -> bool:
    before = len(stage.hook.got)
    stage.say(api)
    return "x-hub-signature-256" not in stage.heard(before)[0][0]


def text_success(stage: Stage, api: str) -> bool:
    return bool(stage.register().json == {"success": "true"})


def false_success(stage: Stage, api: str) -> bool:
    return bool(stage.register().json == {"success": False})


def expired(stage: Stage, api: str) -> bool:
    return bool(stage.onprem("GET", "/v1/health").json["health"] == {"gateway_status": "disconnected"})


def shards(stage: Stage, api: str) -> bool:
    body = {"cc": "1", "phone_number": "6505550100", "shards": 1, "cert": "x", "pin": "123456"}
    return stage.onprem("POST", "/v1/account/shards", body).status == 403


TWO_STEP = ("POST", "/v1/settings/account/two-step", {"pin": "123456"})
BACKUP = ("POST", "/v1/settings/backup", {"password": "tacocat"})

ROWS: dict[str, Row] = {
    "latency": Row(slower(Stage.ask, 0.1), [0.1, 0.12]),
    "status": Row(status(502), 502),
    "error": Row(lambda s, api: s.code(s.ask(api)) == 1016, {"code": 1016}),
    "lost_before": Row(broken(*CUT)),
    "lost_after": Row(broken(*CUT)),
    "reset": Row(broken(ConnectionResetError)),
    "half_close": Row(broken(*CUT), 0.05),
    "slow_body": Row(slower(Stage.ask, 0.1), 0.1),
    "short_body": Row(broken(*CUT)),
    "token_expired": Row(status(401)),
    "standby": Row(health(lambda found: "gateway_status" not in found), path="/v1/health"),
    "lost_shard": Row(health(lambda found: cores(found) == 1, "sharded"), path="/v1/health"),
    "gateway": Row(health(lambda f: f["gateway_status"] == "connecting"), "connecting", "/v1/health"),
    "client_expired": Row(expired, {"backup": True}, "/v1/health"),
    "down": Row(lambda s, api: s.ask("onprem").status == 503, path="/v1/health"),
    "core_timeout": Row(refused(*BACKUP, 1014), path="/backup"),
    "restart": Row(restarted, 30),
    "stuck_queue": Row(stuck, 7),
    "stuck_callbacks": Row(callbacks_stuck, 7),
    "truncated_blob": Row(backup_length, path="/backup"),
    "slow_backup": Row(slower(lambda s, api: s.onprem.backup(), 0.1), 0.1, "/backup"),
    "backup_refused": Row(refused(*BACKUP, 1014), path="/settings/backup"),
    "two_step_refused": Row(refused(*TWO_STEP, 1014), path="/two-step"),
    "shards_refused": Row(shards, path="/v1/account/shards"),
    "media_link_fails": Row(failed_later(1014, IMAGE), 404, "/v1/messages"),
    "media_download_fails": Row(media_download),
    "product_unavailable": Row(warned),
    "collection_fails": Row(collection, path="/services/message/gc"),
    "callback_error": Row(error_told, 400),
    "sends_refused": Row(sends_refused, path="/v1/messages"),
    "no_flush": Row(no_flush),
    "register_seconds": Row(slower(lambda s, api: s.register(), 0.1), 0.1, "/register"),
    "success_false": Row(false_success, {"effect": False}, "/register"),
    "success_string": Row(text_success, path="/register"),
    "pin_131031": Row(wrong_pin, path="/register"),
    "bad_backup": Row(bad_backup, {"code": 133002}, "/register"),
    "otp_required": Row(dishonoured, path="/register"),
    "name_pending": Row(registers(100), path="/register"),
    "account_locked": Row(registers(131031), path="/register"),
    "incomplete_deregistration": Row(registers(133000), path="/register"),
    "deletion_running": Row(registers(133015), 300, "/register"),
    "register_budget": Row(registers(133016), path="/register"),
    "pin_locked": Row(registers(133008), 3600, "/register"),
    "pin_too_fast": Row(registers(133009), 60, "/register"),
    "otp_throttled": Row(code_verified, path="/request_code"),
    "otp_wrong": Row(code_verified, path="/verify_code"),
    "otp_expired": Row(code_verified, path="/verify_code"),
    "maintenance": Row(sends(131057), 60, "/messages"),
    "health_blocked": Row(can_send("BLOCKED"), {"entity": "WABA", "code": 141006}, "*"),
    "health_limited": Row(can_send("LIMITED"), {"entity": "BUSINESS", "code": 141010}, "*"),
    "held_template": Row(held, path="/messages"),
    "webhook_drop": Row(dropped),
    "webhook_duplicate": Row(doubled),
    "webhook_delay": Row(late, 30),
    "webhook_reorder": Row(overtaken, 30),
    "webhook_bad_signature": Row(unsigned, "missing"),
    "undeliverable": Row(failed_later(131053, TEXT), 131053),
}
