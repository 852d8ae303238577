"""Every secret of a whole story is planted, and found nowhere but where its owner put it.

The operator gives them to `wamigrate` in its own environment; that, and the one line in which `complete`
hands a PIN over, are the only places where they may stand.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import re
import shutil
import subprocess
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness import Ended, Process, Site, open_site
from tests.scenarios.asserting import change_config
from wamigrate import config
from wamigrate.clients.cloud import Backup
from wamigrate.config import Settings
from wamigrate.core.clock import SystemClock
from wamigrate.core.secret import Secret
from wamigrate.errors import WamigrateError
from wamigrate.migration.workbench import Workbench, open_clients
from wamigrate.sim.testing import Simulator, running_simulator
from wamigrate.store.keys import MasterKey
from wamigrate.store.secrets import SecretStore

TOKEN = "EAAPlantedSystemUserToken0123456789"
APP_SECRET = "planted0app0secret0fedcba98765432"
VERIFY_TOKEN = "planted-verify-token-42"
PASSWORD = "Pl4nted-Admin-Passw0rd"
PINS = ("271828", "314159", "173205")

WORLD = f"""
[options]
send_delay = 0

[[app]]
id = "670000000000001"
secret = "{APP_SECRET}"
token = "{TOKEN}"
verify_token = "{VERIFY_TOKEN}"

[[number]]
name = "main"
phone = "16505550100"
pin = "{PINS[0]}"
password = "{PASSWORD}"
register_seconds = 0.05

[[number]]
name = "pinless"
phone = "16505550101"
pin = "{PINS[1]}"
pin_told = false
password = "{PASSWORD}"
register_seconds = 0.05

[[number]]
name = "gone"
phone = "16505550102"
pin = "{PINS[2]}"
onprem = "gone"
password = "{PASSWORD}"
register_seconds = 0.05
"""

GIT = """#!/bin/sh
{{ env; tr '\\0' ' ' < /proc/$$/cmdline; }} >> {seen}
exec {git} "$@"
"""


@pytest.fixture(scope="module")
def sim() -> Iterator[Simulator]:
    with running_simulator(WORLD) as running:
        yield running


@pytest.fixture
def site(tmp_path: Path, sim: Simulator) -> Iterator[Site]:
    """A site in a git work tree, with a `git` on its path that notes what it was given."""
    sim.control.reset()
    folder = tmp_path / "site"
    store = f"sqlite:///{folder / 'state' / 'w.db'}"
    with open_site(folder, sim, "main", "pinless", "gone", store_url=store) as opened:
        change_config(opened, "[timing]", 'verify_token = "env:VERIFY_TOKEN"\n[timing]')
        opened.environ["VERIFY_TOKEN"] = VERIFY_TOKEN
        subprocess.run(["git", "init", "-q", str(folder)], check=True)
        (folder / ".gitignore").write_text("/state/\n")
        put_git_on_path(opened)
        yield opened


def put_git_on_path(site: Site) -> None:
    fake = site.folder / "bin" / "git"
    fake.parent.mkdir()
    fake.write_text(GIT.format(seen=site.folder / "children", git=shutil.which("git")))
    fake.chmod(0o755)
    site.environ["PATH"] = f"{fake.parent}:{site.environ['PATH']}"


class Hunt:
    """Looks for secrets, and for what is made of them."""

    def __init__(self, site: Site) -> None:
        backup = site.sim.number("gone")["backup"]
        proof = hmac.new(APP_SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
        basic = base64.b64encode(f"admin:{PASSWORD}".encode()).decode()
        texts = [TOKEN, APP_SECRET, VERIFY_TOKEN, PASSWORD, proof, basic, backup["password"], "Bearer "]
        # Any part of the metadata is enough to see that it was written somewhere.
        data = backup["data"]
        texts += [data[at : at + 24] for at in range(0, len(data) - 24, 24)]
        self._needles = [re.compile(re.escape(text.encode())) for text in texts]
        for pin in PINS:
            self.add_pin(pin)

    def add_pin(self, pin: str) -> None:
        """Six digits of their own: a longer number that contains them is something else."""
        self._needles.append(re.compile(rb"(?<![0-9A-Za-z])" + pin.encode() + rb"(?![0-9A-Za-z])"))

    def add(self, secret: Secret) -> None:
        self._needles.append(re.compile(re.escape(secret.reveal()[:40].encode())))

    def assert_clean(self, text: str | bytes, where: object) -> None:
        content = text if isinstance(text, bytes) else text.encode()
        for needle in self._needles:
            found = needle.search(content)
            assert found is None, f"{where}: …{content[max(found.start() - 60, 0) : found.end() + 20]!r}…"

    def assert_folder_clean(self, folder: Path) -> list[str]:
        """Search every file in raw bytes; the names of those that were there."""
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        for path in files:
            self.assert_clean(path.read_bytes(), path)
        return [path.name for path in files]


def run(site: Site, hunt: Hunt, *words: str) -> Ended:
    """Run a command with debug logging; nothing of it may show a secret."""
    process = site.start("--debug", *words)
    hunt.assert_clean(command_line(process), words)
    ended = process.wait()
    hunt.assert_clean(ended.out, f"standard output of {words}")
    hunt.assert_clean(ended.err, f"standard error of {words}")
    return ended


def command_line(process: Process) -> bytes:
    return Path(f"/proc/{process.pid}/cmdline").read_bytes()


def test_no_secret_of_a_whole_story_is_found_anywhere(site: Site) -> None:
    hunt = Hunt(site)
    assert run(site, hunt, "check", "main", "--write").code == 0
    assert site.store.dialect == "sqlite"  # held open, so that the write-ahead log stays where it is

    refuse_register_quoting(site, PINS[0])
    assert run(site, hunt, "migrate", "main", "--execute", "--approve").code == 1
    site.sim.control.fault("lost_after", api="graph", path="/register", count=1)
    assert run(site, hunt, "approve", "main").code == 0

    (site.folder / "state" / "reports").rename(site.folder / "kept")
    (site.folder / "state" / "reports").write_text("a file where the folder should be")
    assert run(site, hunt, "migrate", "gone", "--execute", "--approve").code == 1
    (site.folder / "state" / "reports").unlink()
    assert run(site, hunt, "resume", "gone").code == 0

    assert run(site, hunt, "migrate", "pinless", "--execute", "--approve").code == 0
    hunt.add_pin(site.sim.control.number("pinless")["pin"])

    for secret in kept_secrets(site):
        hunt.add(secret)
    for number, form in (("main", "html"), ("gone", "json"), ("pinless", "md")):
        assert run(site, hunt, "report", number, "--format", form).code == 0
    assert run(site, hunt, "status", "--json").code == 0
    assert {"w.db", "w.db-wal", "w.db-shm"} <= set(hunt.assert_folder_clean(site.folder / "state"))
    hunt.assert_folder_clean(site.folder / "logs")
    hunt.assert_folder_clean(site.folder / "config")
    hunt.assert_folder_clean(site.folder / "kept")

    children = (site.folder / "children").read_text()
    assert "check-ignore" in children
    hunt.assert_clean(children, "command lines and environment of children")

    handed = site.run("complete", "pinless")
    assert site.sim.control.number("pinless")["pin"] in handed.out
    hunt.assert_clean(handed.err, "standard error of complete")
    hunt.assert_folder_clean(site.folder / "state")


def refuse_register_quoting(site: Site, pin: str) -> None:
    """Meta may repeat in its error whatever it was sent."""
    quoted = f"pin {pin} of {TOKEN} {APP_SECRET} was refused"
    value = {"code": 100, "message": f"(#100) Invalid parameter: {quoted}", "details": quoted}
    site.sim.control.fault("error", value, api="graph", path="/register", count=1)


def master_key(site: Site) -> MasterKey:
    return MasterKey.load({}, site.folder / "config" / "wamigrate" / "key")


def kept_secrets(site: Site) -> list[Secret]:
    """What our own program keeps: also the passwords and PINs that it made itself."""
    store = SecretStore(site.store, master_key(site))

    async def read() -> list[Secret | None]:
        names = ("pin", "backup_data", "backup_password")
        return [await store.get(f"m-{n}-1", s) for n in ("main", "gone", "pinless") for s in names]

    found = [secret for secret in asyncio.run(read()) if secret is not None]
    assert len(found) == 9
    return [secret for secret in found if len(secret.reveal()) > 6]


def settings_of(site: Site) -> Settings:
    return config.load(site.folder / "wamigrate.toml", site.environ)


def test_the_hunt_finds_what_is_there(site: Site) -> None:
    hunt = Hunt(site)
    hunt.assert_clean("nothing: 1271828 and 2718281 are other numbers", "a clean text")
    data, password = site.environ["GONE_BACKUP"], site.environ["GONE_BACKUP_PASSWORD"]
    for planted in (TOKEN, APP_SECRET, VERIFY_TOKEN, PASSWORD, *PINS, password, data, data[24:48]):
        with pytest.raises(AssertionError):
            hunt.assert_clean(f"before {planted} after", "a text with a secret")


def test_no_secret_is_shown_by_what_the_program_holds_in_memory(site: Site) -> None:
    hunt = Hunt(site)
    assert site.run("migrate", "gone", "--execute").code == 0
    settings, key = settings_of(site), master_key(site)

    async def look() -> list[object]:
        workbench = Workbench(settings, site.store, SecretStore(site.store, key), SystemClock())
        ctx = await workbench.context("m-gone-1")
        shown: list[object] = [ctx, ctx.cloud, ctx.onprem, ctx.transport, ctx.secrets, ctx.number.backup]
        await workbench.close()
        return shown

    held = [settings, key, *settings.number, *asyncio.run(look())]
    for thing in held:
        hunt.assert_clean(
            f"{thing!r} {thing} {vars(thing) if hasattr(thing, '__dict__') else ''}", type(thing)
        )


def test_no_secret_is_shown_by_an_error_of_a_call_that_carries_them_all(site: Site) -> None:
    hunt = Hunt(site)
    settings = settings_of(site)
    number = settings.find("gone")
    assert number.pin is not None
    assert number.backup is not None
    backup = Backup(data=number.backup.data, password=number.backup.password)
    clients = open_clients(number, settings, SystemClock())
    refuse_register_quoting(site, PINS[2])

    async def call() -> list[WamigrateError]:
        caught = []
        for kind in ("", "reset", "short_body"):
            if kind:
                site.sim.control.fault(kind, api="graph", path="/register", count=1)
            try:
                await clients.cloud.register(
                    number.phone_number_id, pin=number.pin or Secret(""), backup=backup
                )
            except WamigrateError as error:
                caught.append(error)
        await clients.close()
        return caught

    errors = asyncio.run(call())
    assert len(errors) == 3
    for error in errors:
        hunt.assert_clean("".join(traceback.format_exception(error)), type(error))
        hunt.assert_clean(repr(vars(error)), type(error))
    hunt.assert_clean(repr(clients.calls), "the calls that are kept as evidence")
