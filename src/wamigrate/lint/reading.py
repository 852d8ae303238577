"""Files in pieces: JSON, JSON Lines and HAR, gzip too, however large, a record at a time.

Only JSON Lines can go on after a broken record: in the other forms nobody knows where the next one begins.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import re
import sys
import zlib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from wamigrate.core.payload import NOT_JSON

__all__ = ["HEAD", "Form", "Piece", "Unreadable", "form_of", "open_input", "pieces"]

HEAD = 65_536
CHUNK = 1 << 20
LONGEST = 64 << 20
"""No record may be longer, in bytes."""
GZIP = b"\x1f\x8b"
LINE_ENDINGS = (".jsonl", ".ndjson", ".log")
HAR = re.compile(rb'\A\s*\{\s*"log"\s*:')
ARRAY_OPENS = re.compile(rb"\[")
DEPTH = {b"{": 1, b"[": 1, b"}": -1, b"]": -1}
HAR_ENTRIES = re.compile(rb'"entries"\s*:\s*\[')
TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|[{}\[\],]|"', re.DOTALL)


class Form(StrEnum):
    """How the records lie in a file."""

    LINES = "lines"
    ARRAY = "array"
    HAR = "har"
    VALUES = "values"


class Unreadable(Exception):
    """The rest of the file cannot be read; the text says why."""

    def __init__(self, why: str, line: int) -> None:
        super().__init__(why)
        self.line = line


class Piece(msgspec.Struct, gc=False):
    """Some bytes of a file, and the line on which they begin. What is no record is only copied."""

    raw: bytes
    line: int
    record: bool = True


@contextlib.contextmanager
def open_input(path: Path | None) -> Iterator[io.BufferedReader]:
    """The file, or standard input, unpacked where it is gzip."""
    with contextlib.ExitStack() as stack:
        if path is None:
            plain = cast("io.BufferedReader", sys.stdin.buffer)
        else:
            plain = stack.enter_context(cast("io.BufferedReader", path.open("rb", CHUNK)))
        packed = plain.peek(2)[:2] == GZIP
        yield io.BufferedReader(gzip.GzipFile(fileobj=plain), CHUNK) if packed else plain


def form_of(head: bytes, name: str) -> Form:
    """How the records lie, by the first bytes of the file and its name."""
    name = name.removesuffix(".gz")
    if name.endswith(LINE_ENDINGS):
        return Form.LINES
    if HAR.match(head):
        return Form.HAR
    first, newline, rest = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    if newline and rest.strip() and _is_json(first):
        return Form.LINES
    if first.startswith(b"["):
        return Form.ARRAY
    pretty = first.rstrip().endswith((b"{", b"[", b",", b":"))
    return Form.VALUES if pretty else Form.LINES


def _is_json(text: bytes) -> bool:
    try:
        msgspec.json.decode(text)
    except NOT_JSON:
        return False
    return True


def pieces(stream: BinaryIO, form: Form) -> Iterator[Piece]:
    """The file in pieces, every byte of it; Unreadable where it breaks off."""
    line = [1]
    try:
        if form is Form.LINES:
            yield from _lines(stream, line)
        else:
            yield from _Splitter(stream, form, line).pieces()
    except (EOFError, zlib.error, OSError) as error:
        raise Unreadable(f"the file breaks off: {error}", line[0]) from error


def _lines(stream: BinaryIO, line: list[int]) -> Iterator[Piece]:
    while raw := stream.readline(LONGEST + 1):
        if len(raw) > LONGEST:
            raise Unreadable(f"the line is longer than {LONGEST >> 20} MiB", line[0])
        if line[0] == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        yield Piece(raw, line[0], not raw.isspace())
        line[0] += 1


class _Splitter:
    """Finds where one value ends and the next begins, by brackets and quotes alone.

    `_start` is where what was not given away yet begins in the buffer, `_at` how far it has been looked at.
    """

    def __init__(self, stream: BinaryIO, form: Form, line: list[int]) -> None:
        self._stream = stream
        self._listed = form is not Form.VALUES
        self._opener = HAR_ENTRIES if form is Form.HAR else ARRAY_OPENS
        self._line = line
        self._buffer = b""
        self._start = self._at = 0
        self._ended = False

    def pieces(self) -> Iterator[Piece]:
        """What stands before the first value, the values, and what stands after the last one."""
        if self._listed:
            yield self._open()
        depth = 0
        while (token := self._token()) is not None:
            depth += DEPTH.get(token, 0)
            if not self._listed and depth == 0 and token in b"}]":
                yield from self._value(self._at)
            elif self._listed and (depth < 0 or (depth == 0 and token == b",")):
                yield from self._value(self._at - 1)
                if depth < 0:
                    yield from self._rest()
                    return
                yield self._take(self._at, record=False)
        if self._listed:
            raise Unreadable("the list is not closed", self._line[0])
        yield from self._value(len(self._buffer))

    def _open(self) -> Piece:
        while True:
            found = self._opener.search(self._buffer)
            if found or not self._more():
                self._at = found.end() if found else 0
                return self._take(self._at, record=False)

    def _token(self) -> bytes | None:
        """The next bracket, comma or text; None at the end of the file."""
        while True:
            found = TOKEN.search(self._buffer, self._at)
            # An open quote at the end of the buffer is a text that goes on in the next chunk.
            if found is not None and (found[0] != b'"' or self._ended):
                self._at = found.end()
                return found[0]
            self._at = found.start() if found else len(self._buffer)
            if not self._more():
                return None

    def _more(self) -> bool:
        chunk = self._stream.read(CHUNK)
        self._ended = not chunk
        self._buffer = self._buffer[self._start :] + chunk
        self._at -= self._start
        self._start = 0
        if len(self._buffer) > LONGEST:
            raise Unreadable(f"the value is longer than {LONGEST >> 20} MiB", self._line[0])
        return bool(chunk)

    def _value(self, end: int) -> Iterator[Piece]:
        text = self._buffer[self._start : end]
        blank = len(text) - len(text.lstrip())
        if blank:
            yield self._take(self._start + blank, record=False)
        if blank < len(text):
            yield self._take(end)

    def _take(self, end: int, *, record: bool = True) -> Piece:
        raw, self._start = self._buffer[self._start : end], end
        piece = Piece(raw, self._line[0], record)
        self._line[0] += raw.count(b"\n")
        return piece

    def _rest(self) -> Iterator[Piece]:
        while self._start < len(self._buffer) or self._more():
            yield self._take(len(self._buffer), record=False)
