"""One migration on a real SQLite store, with both APIs in memory and time moved by hand."""

from __future__ import annotations

import copy
import json
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec
from sqlalchemy import Connection

from tests.unit.migration.checks.fakes import ALL_ANSWERED, PNID, FakeCloud, FakeOnPrem, FakeTransport, World
from wamigrate.clients.calls import Call
from wamigrate.clients.cloud import Backup, CloudClient
from wamigrate.clients.onprem import OnPremClient
from wamigrate.clients.transport import Answer, Request
from wamigrate.config import Number, Settings
from wamigrate.core.clock import ManualClock
from wamigrate.core.payload import JsonObject
from wamigrate.core.secret import Secret
from wamigrate.errors import WamigrateError
from wamigrate.migration import operator
from wamigrate.migration.context import Context
from wamigrate.migration.step import Output, Prospect, Step
from wamigrate.migration.workbench import Clients, Workbench
from wamigrate.store import approvals, bridges, journal, migrations, routes
from wamigrate.store.database import Database
from wamigrate.store.journal import Entry, Kind
from wamigrate.store.keys import MasterKey
from wamigrate.store.migrations import Migration
from wamigrate.store.opening import Store
from wamigrate.store.routes import Route, RouteState
from wamigrate.store.secrets import SecretStore

__all__ = [
    "BACKUP",
    "ON_CLOUD",
    "PIN",
    "ActingCloud",
    "ActingOnPrem",
    "Bench",
    "FakeWorkbench",
    "open_bench",
    "prospect",
]

T = TypeVar("T")
PIN = "012345"
BACKUP = "V0FCSw" + "A" * 60
ON_CLOUD: JsonObject = {
    "status": "CONNECTED",
    "platform_type": "CLOUD_API",
    "throughput": {"level": "STANDARD"},
}


class Scripted:
    """Answers in turn where a script was given, else always the same."""

    def __init__(self) -> None:
        self.script: dict[str, deque[Any]] = {}
        self.sent: list[tuple[Any, ...]] = []

    def will(self, name: str, *answers: Any) -> None:
        """The next answers of a call, in order; an error is raised."""
        self.script.setdefault(name, deque()).extend(answers)

    def scripted(self, name: str, otherwise: Callable[[str], Any]) -> Any:
        if not self.script.get(name):
            return otherwise(name)
        found = self.script[name].popleft()
        if callable(found):
            found = found()
        if isinstance(found, BaseException):
            raise found
        return copy.deepcopy(found)


class ActingCloud(Scripted, FakeCloud):
    """The Cloud API of the healthy number, with the calls that change something."""

    def __init__(self) -> None:
        Scripted.__init__(self)
        FakeCloud.__init__(self)
        self.answers |= {
            "register": True,
            "send_message": "wamid.1",
            "upload_media": "900",
            "subscribe_app": None,
        }

    def answer(self, name: str) -> Any:
        return self.scripted(name, super().answer)

    def becomes(self, **members: Any) -> None:
        """Change the number as Meta shows it from now on."""
        self.answers["phone_number"] |= members

    async def phone_number(self, phone_number_id: str, fields: str) -> JsonObject:
        return dict(self.answer("phone_health" if "health_status" in fields else "phone_number"))

    async def register(self, phone_number_id: str, *, pin: Secret, backup: Backup | None) -> bool:
        shown = (backup.data.reveal(), backup.password.reveal()) if backup else None
        self.sent.append(("register", phone_number_id, pin.reveal(), shown))
        return bool(self.answer("register"))

    async def subscribe_app(
        self, waba_id: str, *, override_callback_uri: str | None, verify_token: Secret | None
    ) -> None:
        token = verify_token.reveal() if verify_token else None
        self.sent.append(("subscribe_app", waba_id, override_callback_uri, token))
        self.answer("subscribe_app")
        entry: JsonObject = {"whatsapp_business_api_data": {"id": self.answers["debug_token"]["app_id"]}}
        if override_callback_uri:
            entry["override_callback_uri"] = override_callback_uri
        self.answers["subscribed_apps"] = [entry]

    async def send_message(self, phone_number_id: str, message: JsonObject) -> str:
        self.sent.append(("send_message", phone_number_id, message))
        return str(self.answer("send_message"))

    async def upload_media(self, phone_number_id: str, content: bytes, mime_type: str, filename: str) -> str:
        self.sent.append(("upload_media", content, mime_type, filename))
        return str(self.answer("upload_media"))

    async def close(self) -> None:
        self.calls.append("close")


class ActingOnPrem(Scripted, FakeOnPrem):
    """The deployment of the healthy number, with its media."""

    def __init__(self, clock: ManualClock) -> None:
        Scripted.__init__(self)
        FakeOnPrem.__init__(self, clock)
        self.media: dict[str, tuple[str, bytes] | WamigrateError] = {}
        self.answers |= {"update_application_settings": None, "media_providers": []}

    @property
    def webhook(self) -> str | None:
        """Whom the deployment calls."""
        webhooks = self.answers["application_settings"].get("webhooks") or {}
        found: str | None = webhooks.get("url")
        return found

    async def media_providers(self) -> list[JsonObject]:
        return list(self.answer("media_providers"))

    async def update_application_settings(self, patch: JsonObject) -> None:
        self.sent.append(("update_application_settings", patch))
        self.answer("update_application_settings")
        settings = self.answers["application_settings"]
        settings["webhooks"] = {**settings.get("webhooks", {}), **patch["webhooks"]}

    def answer(self, name: str) -> Any:
        return self.scripted(name, super().answer)

    async def download_media(self, media_id: str, write: Callable[[bytes], None]) -> Answer:
        self.calls.append(f"download {media_id}")
        found = self.media[media_id]
        if isinstance(found, WamigrateError):
            raise found
        kind, content = found
        write(content[:2])
        write(content[2:])
        return Answer(200, {"content-type": kind} if kind else {}, b"")

    async def close(self) -> None:
        self.calls.append("close")


class FakeWorkbench(Workbench):
    """The real one, but for the clients."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench.settings, bench.db, bench.secrets, bench.clock, bench.note)
        self._clients = {bench.number.name: bench.clients}


class Bench:
    """Everything a step is given.

    `points` are the writes of the journal, in order; `at` is what happens at one of them.
    """

    def __init__(self, db: Database, *, path: str = "A", options: JsonObject | None = None) -> None:
        healthy = World()
        self.clock = healthy.clock
        self.cloud = ActingCloud()
        self.onprem = ActingOnPrem(self.clock)
        self.transport = FakeTransport(self.clock)
        self.calls: list[Call] = []
        self.db = db
        self.secrets = SecretStore(db, MasterKey(bytes(range(32))))
        number = msgspec.structs.replace(healthy.number, findings=None, answers=dict(ALL_ANSWERED))
        folder = Path(str(db.engine.url.database)).parent
        self.settings = msgspec.structs.replace(healthy.settings, number=[number], folder=folder)
        self.points: list[str] = []
        self.at: dict[str, Callable[[], object]] = {}
        self.migration = db.run_now(
            lambda conn: operator.begin(conn, number, path=path, options=options or {}, at=self.now)
        )

    @property
    def number(self) -> Number:
        return self.settings.number[0]

    @property
    def now(self) -> float:
        return self.clock.now().timestamp()

    @property
    def clients(self) -> Clients:
        onprem = cast(OnPremClient, self.onprem) if self.number.onprem is not None else None
        return Clients(cast(CloudClient, self.cloud), onprem, self.transport, self.calls)

    def note(self, point: str) -> None:
        """Told of each write of the journal."""
        self.points.append(point)
        if point in self.at:
            self.at[point]()

    @property
    def store(self) -> Store:
        return Store(self.db, self.secrets, self.db.url)

    def workbench(self) -> Workbench:
        return FakeWorkbench(self)

    def change_number(self, **changes: Any) -> None:
        number = msgspec.structs.replace(self.number, **changes)
        self.settings = msgspec.structs.replace(self.settings, number=[number])

    def change_graph(self, **changes: Any) -> None:
        graph = msgspec.structs.replace(self.settings.graph, **changes)
        self.settings = msgspec.structs.replace(self.settings, graph=graph)

    def bridge_lives(
        self, url: str | None = "https://bridge.example.com", *, serves: str | None = PNID
    ) -> None:
        """A bridge process that answers at that address for one number."""

        def behave(request: Request) -> Answer:
            body = json.dumps({"phone_number_id": serves}).encode()
            return Answer(200, {}, body) if serves else Answer(404, {}, b"")

        self.change(lambda conn: bridges.enter(conn, "b-1", host="here", pid=7, url=url, lease=600.0))
        self.transport.reply = behave

    def change_timing(self, **changes: float) -> None:
        timing = msgspec.structs.replace(self.settings.timing, **changes)
        self.settings = msgspec.structs.replace(self.settings, timing=timing)

    async def context(self) -> Context:
        """What a step of the migration as it is now is given."""
        return await self.workbench().context(self.migration.id)

    async def run(self, step: Step) -> Output:
        """What the step does, without the rows around it."""
        return await step.run(await self.context())

    async def perform(self, step: Step) -> None:
        """A step that writes its own rows."""
        assert step.perform is not None
        await step.perform(await self.context(), step)

    @property
    def row(self) -> Migration:
        return self.read(lambda conn: migrations.get(conn, self.migration.id))

    @property
    def entries(self) -> list[Entry]:
        return self.read(lambda conn: journal.entries(conn, self.migration.id))

    @property
    def rows(self) -> list[str]:
        """The journal as `STEP:KIND`."""
        return [f"{entry.step}:{entry.kind.value}" for entry in self.entries]

    @property
    def route(self) -> Route:
        return self.change(lambda conn: routes.get(conn, self.number.phone_number_id, self.now))

    def read(self, work: Callable[[Connection], T]) -> T:
        return self.db.read_now(work)

    def change(self, work: Callable[[Connection], T]) -> T:
        return self.db.run_now(work)

    def set(self, **values: object) -> None:
        """Change the migration's row."""
        self.change(lambda conn: migrations.update(conn, self.migration.id, **values))

    def write(self, step: str, kind: Kind, data: JsonObject | None = None) -> Entry:
        """One more row of the current run."""
        row = self.row
        return self.change(
            lambda conn: journal.append(conn, row.id, row.run, step, kind, self.now, data or {})
        )

    def done(self, step: str, data: JsonObject | None = None) -> Entry:
        return self.write(step, Kind.DONE, data)

    def approve(self, *, state: str = "S0", window: float = 86400.0) -> None:
        """An open approval, without a new run."""
        at = self.now
        self.change(
            lambda conn: approvals.add(
                conn,
                self.migration.id,
                at=at,
                valid_until=at + window,
                from_state=state,
                callers_stopped=True,
            )
        )

    def hold(self) -> None:
        """The number's route is ours, as `hold_traffic` leaves it."""

        def work(conn: Connection) -> Route | None:
            route = routes.get(conn, self.number.phone_number_id, self.now)
            return routes.move(conn, route, RouteState.HOLD, owner=self.migration.id, at=self.now)

        moved = self.change(work)
        assert moved is not None
        self.done("hold_traffic", {"epoch": moved.epoch, "bridge": False})

    async def keep(self, **secrets: str) -> None:
        for name, value in secrets.items():
            await self.secrets.put(self.migration.id, name, Secret(value))

    async def kept(self, name: str) -> str | None:
        found = await self.secrets.get(self.migration.id, name)
        return found.reveal() if found is not None else None


@contextmanager
def open_bench(folder: Path, *, path: str = "A", options: JsonObject | None = None) -> Iterator[Bench]:
    """A bench on a store of its own."""
    db = Database.open(f"sqlite:///{folder / 'w.db'}")
    try:
        yield Bench(db, path=path, options=options)
    finally:
        db.close()


def prospect(number: Number | None = None, *, path: str = "A", **known: Any) -> Prospect:
    """What `plan` knows of the healthy number."""
    return Prospect(number=number or World().number, settings=Settings(), path=path, **known)
