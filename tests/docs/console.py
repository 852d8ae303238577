"""Types the commands of ```console blocks on a terminal of their own, and compares what comes back.

A line that begins with `$ ` is typed; what follows is what the reader is promised to see. A line of only `…`
stands for any number of lines. Numbers, times, ids and folders may differ.
"""

from __future__ import annotations

import contextlib
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["ROOT", "SIMULATOR_ON_FREE_PORTS", "Command", "commands_of", "differences", "shape", "type_in"]

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
MARK = "<<end of command"
PROMPT = re.compile(r"^(?P<question>.*\(Enter leaves it waiting\)):(?P<answer>.*)$")

SIMULATOR_ON_FREE_PORTS = """
wamigrate() {
  if [ "$1" = sim ]; then
    shift
    exec wamigrate sim --onprem-port 0 --graph-port 0 --graph-tls-port 0 --control-port 0 "$@"
  fi
  command wamigrate "$@"
}
"""
"""For the shell: several tests may run at once, and somebody may use the usual ports."""


@dataclass(slots=True)
class Command:
    """What is typed, the lines shown after it, and later what really came."""

    typed: str
    shown: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    @property
    def answers(self) -> list[str]:
        """What the reader types at prompts, as it stands behind them."""
        return [found["answer"].strip() for line in self.shown if (found := PROMPT.match(line))]


def commands_of(text: str) -> list[Command]:
    """Every command of every console block, in order."""
    commands: list[Command] = []
    for block in re.findall(r"^```console\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                commands.append(Command(line[2:]))
            else:
                commands[-1].shown.append(line)
    return commands


def type_in(commands: Sequence[Command], folder: Path, *, home: Path, prelude: str = "") -> None:
    """Run all commands in one shell on a pseudo-terminal, and keep what each of them printed."""
    lines = [prelude]
    for number, command in enumerate(commands):
        lines += [command.typed, f"printf '{MARK} %s>>\\n' {number}"]
    script = home / "typed.sh"
    script.write_text("\n".join(lines) + "\n")
    with _on_a_terminal(["bash", str(script)], folder, _environment(home)) as terminal:
        rest = ""
        for number, command in enumerate(commands):
            mark = f"{MARK} {number}>>\n"
            seen, _, rest = _until(terminal, mark, rest, [*command.answers]).partition(mark)
            command.seen = seen.splitlines()


def _environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("WA", "XDG_", "DBOS"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
    return {**kept, "HOME": str(home), "PATH": path, "TERM": "dumb", "COLUMNS": "110", "NO_COLOR": "1"}


@contextlib.contextmanager
def _on_a_terminal(command: list[str], folder: Path, environment: dict[str, str]) -> Iterator[int]:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield ours
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(ours)


def _until(terminal: int, mark: str, seen: str, answers: list[str]) -> str:
    """What the terminal shows, up to the mark at least. Prompts get the answers of the page, then Enter."""
    deadline = time.monotonic() + PATIENCE
    while mark not in seen:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([terminal], [], [], left)[0]:
            raise AssertionError(f"nothing more came within {PATIENCE:g} s after:\n{seen}")
        seen += _read(terminal, seen)
        if seen.endswith(": "):
            os.write(terminal, f"{answers.pop(0) if answers else ''}\n".encode())
    return seen


def _read(terminal: int, seen: str) -> str:
    try:
        piece = os.read(terminal, 1 << 16).decode(errors="replace")
    except OSError:  # Linux: the other end is closed
        piece = ""
    if not piece:
        raise AssertionError(f"the shell ended after:\n{seen}")
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", piece).replace("\r", "")


def shape(line: str) -> str:
    """The line without what differs from run to run."""
    for pattern, kept in SHAPES:
        line = re.sub(pattern, kept, line)
    return line.rstrip()


WAITING = re.compile(r"TIME \w+ +waiting for ")
"""Whether a step has to wait, and is seen waiting, is a matter of milliseconds."""

SHAPES = [
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?", "TIME"),
    (r"\d{4}-\d\d-\d\d", "DATE"),
    (r"\d\d:\d\d(:\d\d(\.\d+)?)?", "TIME"),
    (r"\b(?=[0-9a-f]*\d)[0-9a-f]{12,}\b", "ID"),
    (r"(?<![\w/.])(~|/[\w.-]+)(/[\w.-]+)*/(?=[\w.-])", "FOLDER/"),
    (r"\d+(\.\d+)?( k?B| m?s| min| d)?\b", "N"),
    (r"N to N", "N"),
]


def differences(command: Command) -> str:
    """What was promised and did not come, or came and was not promised; empty when all is well."""
    shown, seen = [shape(line) for line in command.shown], [shape(line) for line in command.seen]
    while seen and not seen[-1]:
        seen.pop()
    while shown and not shown[-1]:
        shown.pop()
    told = [line for line in shown if line in seen or not WAITING.match(line)]
    if _fits(told, [line for line in seen if line in shown or not WAITING.match(line)]):
        return ""
    listed = "\n".join(command.seen)
    return (
        f"$ {command.typed}\n--- promised\n{chr(10).join(shown)}\n--- came\n{chr(10).join(seen)}\n({listed})"
    )


def _fits(shown: Sequence[str], seen: Sequence[str]) -> bool:
    """Line for line, with `…` for whatever number of lines."""
    pattern = "".join(r"(?:.*\n)*?" if line == "…" else re.escape(line) + r"\n" for line in shown)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in seen)) is not None
