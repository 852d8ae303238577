"""Looks at files, several at a time on several cores, with flat memory however large they are."""

from __future__ import annotations

import contextlib
import gc
import gzip
import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from io import BufferedReader
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import IO, BinaryIO, Protocol

import msgspec

from wamigrate.core.payload import Json
from wamigrate.differences.registry import PACKAGE, Registry, load
from wamigrate.errors import UsageError
from wamigrate.lint.files import copy_of
from wamigrate.lint.linter import Linter, Options
from wamigrate.lint.reading import HEAD, Form, Piece, Unreadable, form_of, open_input, pieces
from wamigrate.lint.tally import Line, Tally

__all__ = ["Job", "Outcome", "look_at", "run"]

WORTH_A_PROCESS = 4 << 20
"""Bytes below which another process costs more than it saves."""
STEP = 1 << 18


@dataclass(frozen=True, slots=True)
class Job:
    """What to do with each file. `spool` is a folder for findings; without one only counts are kept."""

    options: Options
    spool: Path | None = None
    packages: tuple[str, ...] = (PACKAGE,)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file: its counts, where its findings lie, and where its repaired copy."""

    tally: Tally
    findings: Path | None
    copy: Path | None
    links: dict[str, str]
    """Host → one link to media on it, where they were asked for."""


Advance = Callable[[int], None]


class Sink(Protocol):
    """Takes the repaired copy."""

    def write(self, data: bytes, /) -> object: ...


def look_at(path: Path | None, job: Job, advance: Advance, out: BinaryIO | None = None) -> Outcome:
    """Look at one file. `out` takes the repaired copy of standard input."""
    linter = Linter(_registry(job.packages), job.options, str(path) if path else "-")
    with contextlib.ExitStack() as stack:
        try:
            stream = stack.enter_context(open_input(path))
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
        spool = stack.enter_context(_spool(job.spool)) if job.spool else None
        target = copy_of(path) if path and job.options.fix else None
        copy = stack.enter_context(_copy(target)) if target else None
        stack.enter_context(_without_collection())
        for line in _findings(linter, stream, path, advance, copy or (out if job.options.fix else None)):
            if spool:
                spool.write(msgspec.json.encode(line) + b"\n")
    findings, written = Path(spool.name) if spool else None, target if copy and copy.whole else None
    return Outcome(linter.tally, findings, written, linter.links)


@contextlib.contextmanager
def _without_collection() -> Iterator[None]:
    """Documents hold no cycles: looking for some costs a tenth of the time and finds nothing."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _spool(folder: Path) -> IO[bytes]:
    return tempfile.NamedTemporaryFile(dir=folder, suffix=".jsonl", delete=False)


def _findings(
    linter: Linter, stream: BufferedReader, path: Path | None, advance: Advance, sink: Sink | None
) -> Iterator[Line]:
    form = form_of(stream.peek(HEAD)[:HEAD], path.name if path else "")
    writer = _Writer(sink, form) if sink is not None else None
    seen = 0
    try:
        for piece in pieces(stream, form):
            seen += len(piece.raw)
            if seen >= STEP:
                advance(seen)
                seen = 0
            lines, becomes = linter.look(piece.raw, piece.line) if piece.record else ([], None)
            yield from lines
            if writer is not None:
                writer.put(piece, becomes)
    except Unreadable as broken:
        yield linter.broken(str(broken), broken.line)
        if isinstance(sink, _Copy):
            sink.whole = False
    advance(seen)


class _Writer:
    """Writes records in the form of their file. One may have become several, or none."""

    def __init__(self, sink: Sink, form: Form) -> None:
        self._sink, self._form = sink, form
        self._listed = form in (Form.ARRAY, Form.HAR)
        self._begun = False
        self._comma = b""

    def put(self, piece: Piece, becomes: list[Json] | None) -> None:
        if self._listed and piece.raw == b",":
            # It is written only between two records that are both there.
            self._comma = piece.raw if self._begun else b""
        elif not piece.record:
            self._sink.write(piece.raw)
        elif becomes is None or becomes:
            self._sink.write(self._comma + (piece.raw if becomes is None else self._text(becomes, piece.raw)))
            self._begun, self._comma = True, b""

    def _text(self, documents: list[Json], was: bytes) -> bytes:
        texts = [msgspec.json.encode(d) for d in documents]
        if self._form is not Form.LINES and b"\n" in was.strip():
            texts = [msgspec.json.format(t, indent=2) for t in texts]
        ending = b"\n" if self._form is Form.LINES and was.endswith(b"\n") else b""
        return (b"," if self._listed else b"\n").join(texts) + ending


class _Copy:
    """A repaired copy; it takes its place only when it is whole."""

    def __init__(self, target: Path) -> None:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        self._plain = os.fdopen(handle, "wb")
        self._packed = (
            gzip.GzipFile(fileobj=self._plain, mode="wb", mtime=0) if target.suffix == ".gz" else None
        )
        self._name, self._target = Path(name), target
        self.whole = True

    def write(self, data: bytes) -> None:
        (self._packed or self._plain).write(data)

    def close(self, *, failed: bool) -> None:
        with contextlib.suppress(OSError) if failed else contextlib.nullcontext():
            if self._packed:
                self._packed.close()
            self._plain.close()
        if failed or not self.whole:
            self._name.unlink(missing_ok=True)
        else:
            self._name.replace(self._target)


@contextlib.contextmanager
def _copy(target: Path) -> Iterator[_Copy]:
    try:
        copy = _Copy(target)
    except OSError as error:
        raise _unwritable(target, error) from error
    try:
        yield copy
        copy.close(failed=False)
    except BaseException as error:
        copy.close(failed=True)
        if isinstance(error, OSError):
            raise _unwritable(target, error) from error
        raise


def _unwritable(target: Path, error: OSError) -> UsageError:
    hint = "Make room, or copy the files to a folder that you may write to."
    return UsageError(f"The repaired copy {target} cannot be written: {error.strerror}.", hint=hint)


def _registry(packages: tuple[str, ...]) -> Registry:
    return load() if packages == (PACKAGE,) else Registry(packages)


_counter: Synchronized[int] | None = None


def _begin(counter: Synchronized[int]) -> None:
    global _counter
    _counter = counter


def _advance(size: int) -> None:
    if _counter is not None:
        with _counter.get_lock():
            _counter.value += size


def _look(path: Path, job: Job) -> Outcome:
    return look_at(path, job, _advance)


def run(
    files: Sequence[Path | None],
    job: Job,
    *,
    jobs: int,
    progress: Callable[[int], None],
    out: BinaryIO | None,
) -> Iterator[Outcome]:
    """The outcome of each file, in the order given; `progress` hears how many bytes are done in all."""
    sizes = [path.stat().st_size for path in files if path]
    several = min(jobs, len(files)) if None not in files and sum(sizes) > WORTH_A_PROCESS else 1
    if several > 1:
        yield from _on_cores(files, job, several, progress)
        return
    done = 0

    def advance(size: int) -> None:
        nonlocal done
        done += size
        progress(done)

    for path in files:
        yield look_at(path, job, advance, out)


def _on_cores(
    files: Sequence[Path | None], job: Job, cores: int, progress: Callable[[int], None]
) -> Iterator[Outcome]:
    context = multiprocessing.get_context("spawn")
    counter = context.Value("q", 0)
    with ProcessPoolExecutor(cores, context, _begin, (counter,)) as pool:
        waiting = [pool.submit(_look, path, job) for path in files if path]
        for future in waiting:
            while True:
                with contextlib.suppress(TimeoutError):
                    outcome = future.result(timeout=0.1)
                    break
                progress(counter.value)
            progress(counter.value)
            yield outcome
