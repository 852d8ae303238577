"""The place of a run: both APIs, one store, one bridge of two processes, one number that is to move."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import signal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.harness import Process, Site, open_site, wait_for
from tests.postgres import Postgres
from tests.soak.plan import Plan
from tests.soak.wire import Caller
from wamigrate.bridge.server import bind
from wamigrate.core.payload import JsonObject
from wamigrate.sim.testing import running_simulator
from wamigrate.store.hot import tally

__all__ = ["NUMBER", "Stage", "stage_for"]

NUMBER = "main"
WORLD = """
[options]
read_receipts = false
webhook_batch_window = 0.1

[[number]]
name = "main"
phone = "+16505550100"
pin = "271828"
shards = 2
topology = "multiconnect"
maintenance_seconds = 1
"""


@dataclass(slots=True)
class Stage:
    """What the run reaches from outside, as an operator would."""

    site: Site
    url: str
    database: Postgres | None
    bridges: list[Process] = field(default_factory=list)

    @property
    def control(self) -> str:
        return str(self.site.sim.ready["control"]["url"])

    def start_bridge(self) -> None:
        """Start it and wait until it serves. It starts its two processes again by itself."""
        port = self.url.rpartition(":")[2]
        bridge = self.site.start("bridge", "--port", port, "--workers", "2")
        self.bridges.append(bridge)
        wait_for(lambda: bridge.out or not bridge.running, "the bridge")
        assert bridge.running, bridge.err

    def workers(self) -> list[int]:
        """The bridge's processes that do the work."""
        pid = self.bridges[-1].pid
        return [int(found) for found in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def kill_everything(self) -> None:
        """As when the machine loses its power."""
        workers = self.workers()
        self.bridges[-1].kill()
        for pid in workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def counts(self) -> Mapping[str, int]:
        """What the bridge itself has counted."""
        phone_number_id = self.site.sim.number(NUMBER)["phone_number_id"]
        return self.site.read(lambda conn: tally.counts(conn, phone_number_id)) or {}

    def is_on_cloud(self) -> bool:
        return self.site.side(NUMBER) == "cloud"

    def dropped(self) -> int:
        """How many events the network dropped, by its own count."""
        return int(self.site.sim.control.number(NUMBER)["dropped"])

    def report(self) -> JsonObject:
        ended = self.site.run("report", NUMBER, "--format", "json")
        assert ended.code == 0, ended.err
        return ended.document

    async def login(self) -> str:
        """A token, as an application gets it."""
        place = self.site.sim.onprem(NUMBER)
        basic = base64.b64encode(f"{place['username']}:{place['password']}".encode()).decode()
        caller = Caller(self.url, f"authorization: Basic {basic}")
        status, body = await caller.call("POST", "/v1/users/login", b"{}")
        caller.close()
        assert status == 200, body
        return str(json.loads(body)["users"][0]["token"])

    async def set_up(self, hook: str) -> None:
        """The application says where it listens, and the bridge is put before the deployment."""
        caller = Caller(self.url, f"authorization: Bearer {await self.login()}")
        settings = {"webhooks": {"url": hook, "max_concurrent_requests": 24}}
        status, body = await caller.call("PATCH", "/v1/settings/application", json.dumps(settings).encode())
        caller.close()
        assert status == 200, body
        attached = await asyncio.to_thread(self.site.run, "bridge", "attach", NUMBER)
        assert attached.code == 0, attached.err


@contextlib.contextmanager
def stage_for(plan: Plan, folder: Path, database: Postgres | None) -> Iterator[Stage]:
    """A stage on SQLite, or on a new database of that server."""
    store = database.new_database() if database else None
    # Held without listening, so that nobody else is given the port while the bridge is dead.
    reserved = bind("127.0.0.1", 0)
    url = f"http://127.0.0.1:{reserved.getsockname()[1]}"
    keys = {"webhook_url": json.dumps(f"{url}/webhooks/cloud"), "message_rate": "900"}
    with (
        reserved,
        running_simulator(WORLD) as sim,
        open_site(folder, sim, NUMBER, store_url=store, number_keys=keys) as site,
    ):
        _configure_bridge(folder / "wamigrate.toml", plan, url, str(sim.graph["verify_token"]))
        stage = Stage(site, url, database)
        try:
            stage.start_bridge()
            yield stage
        finally:
            if stage.bridges and stage.bridges[-1].running:
                stage.kill_everything()


def _configure_bridge(path: Path, plan: Plan, url: str, verify_token: str) -> None:
    text = path.read_text().replace("[graph]\n", f"[graph]\nverify_token = {json.dumps(verify_token)}\n")
    text += f'[bridge]\npublic_url = "{url}"\nlease = {plan.lease}\nlease_renewal = {plan.lease / 5}\n'
    text += f"relay_limit = {plan.relay_limit}\n[hold]\nunknown_wait = {plan.unknown_wait}\n"
    path.write_text(text)
