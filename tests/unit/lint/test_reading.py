"""Files in pieces: nothing of them is lost, and every record is found with its line."""

from __future__ import annotations

import gzip
import io
import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wamigrate.lint.reading import CHUNK, Form, Unreadable, form_of, open_input, pieces


def records(text: bytes, name: str = "x.json") -> list[tuple[int, bytes]]:
    return [(p.line, p.raw.strip()) for p in pieces(io.BytesIO(text), form_of(text, name)) if p.record]


@pytest.mark.parametrize(
    ("text", "name", "form"),
    [
        (b'{"a": 1}\n{"b": 2}\n', "x.json", Form.LINES),
        (b'{"a": 1}', "x.json", Form.LINES),
        (b'{"a": broken\n{"b": 2}\n', "x.json", Form.LINES),
        (b"[1]\n[2]\n", "x.jsonl.gz", Form.LINES),
        (b"[1]\n[2]\n", "x.json", Form.LINES),
        (b'[{"a": 1},\n{"b": 2}]', "x.json", Form.ARRAY),
        (b'{\n  "a": 1\n}', "x.json", Form.VALUES),
        (b"\xef\xbb\xbf[\n1]", "x.json", Form.ARRAY),
        (b' {"log": {"entries": []}}', "x.json", Form.HAR),
        (b"", "x.json", Form.LINES),
    ],
)
def test_the_form_is_seen_from_the_first_bytes(text: bytes, name: str, form: Form) -> None:
    assert form_of(text, name) is form


def test_records_come_with_the_line_on_which_they_begin() -> None:
    assert records(b'[{"a":"x,]\\""},\n 3,\n\n {"b":[1,2]} ]\n') == [
        (1, b'{"a":"x,]\\""}'),
        (2, b"3"),
        (4, b'{"b":[1,2]}'),
    ]
    assert records(b'{\n"a": 1}\n\n{\n}\n') == [(1, b'{\n"a": 1}'), (4, b"{\n}")]
    har = b'{"log":{"v":1,"entries":[{"x":1},{"y":2}],"z":[3]}}'
    assert records(har) == [(1, b'{"x":1}'), (1, b'{"y":2}')]


@pytest.mark.parametrize("text", [b'[{"a":1}', b'[{"a":"1}]', b"[1, 2", b"["])
def test_a_list_that_is_not_closed_says_so_after_what_could_be_read(text: bytes) -> None:
    with pytest.raises(Unreadable, match="not closed"):
        list(pieces(io.BytesIO(text), Form.ARRAY))


@given(st.integers(), st.sampled_from([Form.ARRAY, Form.VALUES, Form.LINES]))
def test_the_pieces_are_the_file_byte_for_byte(seed: int, form: Form) -> None:
    dice = random.Random(seed)
    values = [{"k": dice.choice(["", "]", '"', "\\", "ü", ",", "{"]) * dice.randrange(4)} for _ in range(5)]
    texts = [json.dumps(v, indent=dice.choice([None, 1]) if form is not Form.LINES else None) for v in values]
    text = ("[" + ", ".join(texts) + "]" if form is Form.ARRAY else "\n".join(texts)).encode()
    found = list(pieces(io.BytesIO(text), form))
    assert text == b"".join(p.raw for p in found)
    assert values == [json.loads(p.raw) for p in found if p.record]


def test_a_record_may_lie_across_the_chunks_that_are_read() -> None:
    text = b'[{"a": "' + b"x" * CHUNK + b'"}, {"b": 2}]'
    assert [len(raw) for _, raw in records(text)] == [CHUNK + 9, 8]


def test_gzip_is_unpacked_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(gzip.compress(b'{"a": 1}\n'))
    with open_input(path) as stream:
        assert stream.read() == b'{"a": 1}\n'


def test_a_gzip_file_that_breaks_off_is_unreadable_from_there(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"a": 1}\n' * 10_000)[:60])
    with open_input(path) as stream, pytest.raises(Unreadable, match="breaks off"):
        list(pieces(stream, Form.LINES))
