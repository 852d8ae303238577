"""A migration written by hand into an empty store, row by row, as the walker would have written it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from wamigrate.config import Canary, Number
from wamigrate.core.payload import JsonObject
from wamigrate.core.secret import Secret
from wamigrate.migration.gate import loss_at
from wamigrate.migration.snapshot import compare
from wamigrate.store import approvals, calls, guard, journal, migrations, routes
from wamigrate.store.database import Database
from wamigrate.store.journal import Entry, Kind
from wamigrate.store.migrations import Migration, Phase

__all__ = ["CHECKS", "GRAPH", "NUMBER", "PNID", "SNAPSHOT", "WABA", "Story", "after"]

T = TypeVar("T")
PNID, WABA = "106540352242922", "102290129340398"
NUMBER = Number(
    name="main",
    phone_number_id=PNID,
    waba_id=WABA,
    token=Secret("token-of-the-test"),
    timezone="Europe/Berlin",
    canary=Canary(to="+16505550177"),
)
BEGIN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC).timestamp()
WINDOW = 86_400.0
GRAPH = f"/v23.0/{PNID}"
SNAPSHOT: JsonObject = {
    "phone_number": "…0100",
    "verified_name": "Acme Garden Supplies",
    "name_status": "APPROVED",
    "code_verification_status": "VERIFIED",
    "quality_rating": "GREEN",
    "is_official_business_account": True,
    "messaging_limit_tier": "TIER_100K",
    "account_mode": "LIVE",
    "waba_id": WABA,
    "waba_name": "Acme",
    "account_review_status": "APPROVED",
    "business_verification_status": "verified",
    "templates": ["hello_world (en_US): APPROVED", "order_sent (de): APPROVED"],
    "profile": {"about": "Seeds and tools", "vertical": "RETAIL"},
    "status": "CONNECTED",
    "platform_type": "ON_PREMISE",
    "throughput_level": "NOT_APPLICABLE",
}
CHECKS = [
    {"id": "P01", "check": "token", "level": "ok", "seen": "A system-user token that does not expire."},
    {"id": "P03", "check": "phone-number", "level": "ok", "seen": "Both sides say +16505550100."},
    {"id": "P11", "check": "callers", "level": "info", "seen": "No bridge serves this number."},
    {"id": "P17", "check": "webhook-fields", "level": "warn", "seen": "The field account_alerts is missing."},
]


class Story:
    """One migration on its way: time moves with every row and call."""

    def __init__(self, conn: Connection, *, path: str = "A", number: Number = NUMBER) -> None:
        self.conn, self.now = conn, BEGIN
        self._asked: list[JsonObject] = []
        routes.get(conn, number.phone_number_id, self.now)
        self.id = migrations.create(
            conn,
            number=number.name,
            phone_number_id=number.phone_number_id,
            waba_id=number.waba_id,
            path=path,
            chain=1,
            state="S0" if path == "A" else "SX",
            options={},
            at=self.now,
        ).id

    @property
    def migration(self) -> Migration:
        return migrations.get(self.conn, self.id)

    @property
    def entries(self) -> list[Entry]:
        return journal.entries(self.conn, self.id)

    def wait(self, seconds: float) -> None:
        self.now += seconds

    def row(self, step: str, kind: Kind, data: JsonObject | None = None) -> Entry:
        return journal.append(self.conn, self.id, self.migration.run, step, kind, self.now, data or {})

    def ask(self, method: str, path: str, seconds: float, **answer: object) -> None:
        """A call to one of the APIs, stored with the next `keep`."""
        found: JsonObject = {
            "at": self.now,
            "seconds": seconds,
            "api": "graph" if path.startswith("/v23.0") else "onprem",
            "method": method,
            "path": path,
            "status": 200,
            "code": None,
            "fbtrace_id": None,
            "outcome": "answered",
        }
        self._asked.append(found | answer)
        self.wait(seconds)

    def keep(self, step: str) -> None:
        calls.keep(self.conn, self.id, self.migration.run, step, self._asked)
        self._asked = []

    def begin(self, step: str) -> None:
        self.update(step=step)
        self.row(step, Kind.INTENDED)

    def end(self, step: str, data: JsonObject, kind: Kind = Kind.DONE) -> None:
        self.row(step, kind, data)
        self.keep(step)

    def step(self, name: str, data: JsonObject, *asked: tuple[str, str, float]) -> None:
        self.begin(name)
        for method, path, seconds in asked:
            self.ask(method, path, seconds)
        self.wait(0.02)
        self.end(name, data)

    def update(self, **values: object) -> None:
        migrations.update(self.conn, self.id, since=self.now, **values)

    def prepare(self, *, shards: int | None = 1) -> None:
        per_hour = [12.0] * 8 + [240.0] * 12 + [60.0] * 4
        self.step(
            "check_readiness",
            {"checks": CHECKS},
            ("GET", "/v23.0/debug_token", 0.21),
            ("GET", GRAPH, 0.18),
            ("POST", "/v1/users/login", 0.35),
            ("GET", "/v1/health", 0.06),
        )
        self.step(
            "snapshot_before",
            {
                "snapshot": SNAPSHOT,
                "shards": shards,
                "traffic": {
                    "source": "onprem stats",
                    "per_hour": per_hour,
                    "note": "Inbound as counted by On-Premises since its start.",
                },
            },
            ("GET", GRAPH, 0.17),
            ("GET", f"/v23.0/{WABA}", 0.2),
            ("GET", f"/v23.0/{WABA}/message_templates", 0.31),
        )
        self.step(
            "subscribe_app",
            {"subscribed": "already", "override": "https://hooks.example.com/cloud?key=planted-query"},
            ("GET", f"/v23.0/{WABA}/subscribed_apps", 0.16),
        )
        self.step(
            "collect_media",
            {"listed": 3, "kept": 2, "missing": 1},
            ("GET", "/v1/media/5f8c1a", 0.4),
            ("GET", "/v1/media/77aa02", 0.5),
        )

    def gate(self, refused: str | None = None) -> None:
        loss = loss_at(self.taken["traffic"], NUMBER.timezone, self.now)
        data = {"what": "gate", "window_seconds": WINDOW, "expected_loss": loss, "warnings": CHECKS[-1:]}
        self.row("gate", Kind.OBSERVED, data | ({"refused": refused} if refused else {}))
        self.update(
            phase=Phase.WAITING,
            step="gate",
            waiting_for="you: approve or cancel",
            next="wamigrate approve main",
        )

    @property
    def taken(self) -> JsonObject:
        return next(e.data for e in reversed(self.entries) if e.step == "snapshot_before" and e.data)

    def approve(self, from_state: str = "S0") -> None:
        approvals.add(
            self.conn,
            self.id,
            at=self.now,
            valid_until=self.now + WINDOW,
            from_state=from_state,
            callers_stopped=True,
        )
        run = self.migration.run + 1
        self.update(phase=Phase.RUNNING, run=run, waiting_for=None, next=None)

    def cut_over(self) -> None:
        """Everything from the approval up to `register`."""
        self.step("recheck", {"checks": CHECKS[:1]}, ("GET", "/v23.0/debug_token", 0.2), ("GET", GRAPH, 0.15))
        self.step("settle_two_step", {"pin": "given"})
        backup = {"backup": "taken", "sha256": "9f2c" * 16, "length": 1344}
        self.step("back_up_settings", backup, ("POST", "/v1/settings/backup", 0.62))
        self.begin("hold_traffic")
        route = routes.get(self.conn, PNID, self.now)
        held = routes.move(self.conn, route, routes.RouteState.HOLD, owner=self.id, at=self.now)
        assert held is not None
        self.wait(0.01)
        self.end("hold_traffic", {"epoch": held.epoch, "bridge": False})
        self.step(
            "drain_onprem",
            {"pending": 0.0, "callbacks": 0.0, "seconds": 1.08},
            ("GET", "/v1/stats/app", 0.04),
            ("GET", "/v1/stats/app", 1.04),
        )

    def intend(self, state: str = "S0") -> Entry:
        """The guard's row, after a look at both sides."""
        self.update(step="register_number")
        self.ask("GET", GRAPH, 0.16)
        self.ask("GET", "/v1/health", 0.05)
        return guard.intend_register(
            self.conn,
            self.migration,
            step="register_number",
            epoch=routes.get(self.conn, PNID, self.now).epoch,
            state=state,
            at=self.now,
            data={"with_backup": True},
        )

    def register(self, seconds: float, **answer: object) -> None:
        self.wait(0.004)
        self.ask("POST", f"{GRAPH}/register", seconds, **answer)

    def look(self, *pauses: float) -> None:
        """Both sides read, after each of the pauses."""
        for pause in pauses:
            self.wait(pause)
            self.ask("GET", GRAPH, 0.17)
            self.ask("GET", "/v1/health", 0.05)

    def stop(self, state: str, told: str, todo: str | None, *, why: str, confirmed: bool = True) -> None:
        """A person is called about an outcome that is bad or unknown."""
        found = {"state": state, "why": why, "confirmed": confirmed}
        data = {"what": "stop", "state": state, "told": told, "todo": todo, "found": found}
        self.row("register_number", Kind.OBSERVED, data)
        self.keep("register_number")
        self.halt(state, f"{told} {todo or ''}".strip(), "wamigrate recover main")

    def halt(self, state: str, why: str, following: str) -> None:
        self.update(phase=Phase.STOPPED, state=state, waiting_for=f"you: {why}", next=following)

    def passed(self, data: JsonObject) -> None:
        guard.passed(self.conn, self.migration, step="register_number", at=self.now + 0.003, data=data)
        self.wait(0.003)
        self.keep("register_number")

    def confirm(self, *, polls: int = 2) -> None:
        """Route flipped, then the number read until it is CONNECTED."""
        self.begin("release_traffic")
        self.wait(0.009)
        self.end("release_traffic", {"route": "cloud", "epoch": 2})
        self.begin("confirm_registration")
        for poll in range(polls):
            self.ask("GET", GRAPH, 0.15)
            self.wait(1.0 if poll < polls - 1 else 0.002)
        self.row("confirm_registration", Kind.OBSERVED, {"what": "cloud_connected", "seen_at": self.now})
        self.wait(0.01)
        self.end(
            "confirm_registration",
            {"status": "CONNECTED", "platform_type": "CLOUD_API", "throughput": {"level": "HIGH"}},
        )

    def confirm_the_rest(self, *, after: JsonObject | None = None, level: str = "HIGH") -> None:
        now: JsonObject = SNAPSHOT | {"platform_type": "CLOUD_API", "throughput_level": level} | (after or {})
        rows = compare(SNAPSHOT, now, wanted_level=level)
        self.step(
            "confirm_subscription",
            {"subscribed": "yes", "override": "https://hooks.example.com/cloud"},
            ("GET", f"/v23.0/{WABA}/subscribed_apps", 0.17),
        )
        self.step("verify_health", {"can_send_message": "AVAILABLE", "entities": []}, ("GET", GRAPH, 0.2))
        unexpected = [r["field"] for r in rows if not r["as_expected"]]
        self.step(
            "compare_snapshot",
            {"snapshot": now, "rows": rows, "unexpected": unexpected},
            ("GET", GRAPH, 0.19),
            ("GET", f"/v23.0/{WABA}/message_templates", 0.3),
        )
        self.begin("exchange_canary")
        self.ask("POST", f"{GRAPH}/messages", 0.44)
        self.row("exchange_canary", Kind.OBSERVED, {"what": "cloud_accepted", "seen_at": self.now})
        sent = {
            "canary": "accepted",
            "message_id": "wamid.HBgLMTY1MDU1NTAxNzcVAgARGBI=",
            "template": "hello_world",
        }
        self.end("exchange_canary", sent)
        self.step("upload_media", {"uploaded": 2, "refused": 0}, ("POST", f"{GRAPH}/media", 0.5))


def after(folder: Path, tell: Callable[[Connection], Story], read: Callable[[Story], T]) -> T:
    """What is read in an empty store after the story was told in it."""
    database = Database.open(f"sqlite:///{folder / 'w.db'}")
    try:
        return database.run_now(lambda conn: read(tell(conn)))
    finally:
        database.close()
