"""A command on a terminal of its own, with somebody who types."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator

from tests.harness import LIMIT, Site

__all__ = ["Terminal", "on_terminal"]

CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


class Terminal:
    """What the command has shown so far, and a keyboard."""

    def __init__(self, child: subprocess.Popen[bytes], master: int) -> None:
        self._child = child
        self._master = master
        self._raw = b""

    @property
    def raw(self) -> str:
        """Everything that was shown, control sequences included."""
        return self._raw.decode(errors="replace")

    @property
    def shown(self) -> str:
        return CONTROL.sub("", self.raw)

    def _read(self, limit: float) -> bool:
        """Take in what is there; False when nobody will write any more."""
        if not select.select([self._master], [], [], limit)[0]:
            return True
        try:
            piece = os.read(self._master, 65536)
        except OSError:  # Linux says EIO when the other side is closed
            return False
        self._raw += piece
        return bool(piece)

    def wait_for(self, text: str) -> None:
        """AssertionError where the command ends, or the time is over, before it has shown that."""
        deadline = time.monotonic() + LIMIT
        while text not in self.shown:
            alive = self._read(0.2)
            assert (alive and time.monotonic() < deadline) or text in self.shown, self.shown

    def type(self, line: str) -> None:
        os.write(self._master, f"{line}\n".encode())

    def interrupt(self) -> None:
        """What Ctrl-C does."""
        self._child.send_signal(signal.SIGINT)

    def end(self) -> int:
        """Read to the end; the exit code."""
        deadline = time.monotonic() + LIMIT
        while self._read(0.2):
            assert time.monotonic() < deadline, self.shown
        return self._child.wait(LIMIT)


@contextlib.contextmanager
def on_terminal(site: Site, *words: str) -> Iterator[Terminal]:
    """Start `wamigrate …` with a terminal as standard input, output and error."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
    environ = {**site.environ, "TERM": "xterm-256color", "COLUMNS": "200"}
    command = [sys.executable, "-m", "wamigrate", *words]
    child = subprocess.Popen(
        command, cwd=site.folder, env=environ, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
    )
    os.close(slave)
    try:
        yield Terminal(child, master)
    finally:
        os.close(master)
        if child.poll() is None:
            child.kill()
        child.wait()
