"""A bridge process of its own, without HTTP: requests come by standard input, both APIs are one log file.

Each line of the log is one message that an API took: `["cloud", recipient, text]`. Answers go to standard
output.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import make_url

from tests.unit.bridge.stand import NUMBER, settings_of, store_of
from wamigrate.bridge.keeper import Keeper
from wamigrate.bridge.plane import Plane, open_plane
from wamigrate.bridge.queue import Full
from wamigrate.bridge.routes import Admission, Unavailable, Way
from wamigrate.bridge.seams import Delivered, Delivery, Notice, Outcome, Outgoing, Sent

__all__ = ["LEASE", "BridgeProcess", "settings_for", "taken"]

LEASE, RELAY_LIMIT = 1.5, 0.5


def settings_for(url: str) -> Any:
    """What every process of a test is configured with."""
    return settings_of(url, hold={"unknown_wait": 1.0}, lease=LEASE, relay_limit=RELAY_LIMIT)


def taken(log: Path) -> list[tuple[str, str, str]]:
    """What the APIs have taken so far: which one, from whom, what."""
    if not log.exists():
        return []
    return [tuple(json.loads(line)) for line in log.read_text().splitlines()]


class Apis:
    """Both APIs: they take whatever comes, in a file that survives every process."""

    def __init__(self, log: str) -> None:
        self._file = os.open(log, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        self.seconds = 0.0

    async def take(self, way: Way, recipient: str, text: str) -> None:
        line = json.dumps(["onprem" if way is Way.RELAY else "cloud", recipient, text])
        os.write(self._file, f"{line}\n".encode())
        await asyncio.sleep(self.seconds)

    async def send(self, message: Outgoing, way: Way) -> Outcome:
        await self.take(way, message.recipient, message.body.decode())
        return Sent(f"wamid.{message.minted}.{message.attempts}")

    def expired(self, message: Outgoing) -> Notice:
        return Notice("expired", message.minted.encode())

    async def deliver(self, event: Delivery) -> Delivered:
        return Delivered()

    def width(self, number: str) -> int:
        return 4


async def answer(plane: Plane, apis: Apis, recipient: str, text: str) -> str:
    """What a handler does with one send; the answer is the way that it took."""
    while True:
        try:
            with await plane.routes.admit(NUMBER) as admission:
                told = await _through(plane, apis, admission, recipient, text)
        except (Unavailable, Full) as refused:
            return f"refused: {refused}"
        if told is not None:
            return told


async def _through(plane: Plane, apis: Apis, admission: Admission, recipient: str, text: str) -> str | None:
    if admission.way is Way.HOLD or plane.queue.waits(NUMBER, recipient):
        minted = await plane.queue.hold(admission, recipient=recipient, body=text.encode())
        return minted and "hold"
    await apis.take(admission.way, recipient, text)
    if admission.lease_held:
        return admission.way.value
    await plane.queue.unknown(admission, recipient=recipient, body=text.encode(), tag=f"wm1.{text}")
    return "unknown"


async def main(url: str, log: str) -> None:
    """Serve until standard input ends."""
    settings, apis = settings_for(url), Apis(log)
    with store_of(settings) as store:
        async with open_plane(settings, store) as plane:
            keeper = Keeper(plane, apis, apis)
            await keeper.start()
            _say({"ready": plane.attendance.id})
            await _serve(plane, apis)
            await keeper.stop()


async def _serve(plane: Plane, apis: Apis) -> None:
    reader = asyncio.StreamReader()
    loop, tasks = asyncio.get_running_loop(), set[asyncio.Task[None]]()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        asked = json.loads(line)
        apis.seconds = asked.get("seconds", apis.seconds)
        if "to" in asked:
            tasks.add(task := loop.create_task(_one(plane, apis, asked)))
            task.add_done_callback(tasks.discard)
    await asyncio.gather(*tasks)


async def _one(plane: Plane, apis: Apis, asked: dict[str, Any]) -> None:
    _say({"text": asked["text"], "way": await answer(plane, apis, asked["to"], asked["text"])})


def _say(word: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(word) + "\n")
    sys.stdout.flush()


class BridgeProcess:
    """The test's end of such a process."""

    def __init__(self, url: str, log: Path) -> None:
        self._url = make_url(url)
        command = [sys.executable, "-m", "tests.crash.bridge_process", url, str(log)]
        self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.answers: dict[str, str] = {}
        self.id = ""
        self._ready = threading.Event()
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()
        assert self._ready.wait(30), "the process does not come up"

    def __enter__(self) -> BridgeProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._child.poll() is None:
            self.go_on()
            assert self._child.stdin is not None
            self._child.stdin.close()
        self._child.wait(30)
        self._listening.join(10)
        for pipe in (self._child.stdin, self._child.stdout):
            assert pipe is not None
            pipe.close()

    def ask(self, recipient: str, *texts: str) -> None:
        """Send messages; their answers come later."""
        self._tell(*({"to": recipient, "text": text} for text in texts))

    def slow(self, seconds: float) -> None:
        """From now on the APIs take so long to answer."""
        self._tell({"seconds": seconds})

    def pause(self) -> None:
        """Stop it where it stands, but with no transaction of SQLite open: nobody could write beside it."""
        self._child.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self._child.pid, os.WSTOPPED | os.WNOWAIT)
        if self._url.database and self._url.drivername == "sqlite" and _is_locked(self._url.database):
            self.go_on()
            self.pause()

    def go_on(self) -> None:
        self._child.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self._child.kill()
        self._child.wait()

    def _tell(self, *words: dict[str, Any]) -> None:
        assert self._child.stdin is not None
        self._child.stdin.write("".join(json.dumps(word) + "\n" for word in words))
        self._child.stdin.flush()

    def _listen(self) -> None:
        assert self._child.stdout is not None
        for line in self._child.stdout:
            word = json.loads(line)
            if "ready" in word:
                self.id = word["ready"]
                self._ready.set()
            else:
                self.answers[word["text"]] = word["way"]


def _is_locked(file: str) -> bool:
    with contextlib.closing(sqlite3.connect(file, timeout=0)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
    return False


def _started(arguments: Sequence[str]) -> None:
    url, log = arguments
    asyncio.run(main(url, log))


if __name__ == "__main__":
    _started(sys.argv[1:])
