"""Parameters of Graph calls."""

from __future__ import annotations

from typing import Any

import pytest

from wamigrate.sim.cloud.errors import GraphError
from wamigrate.sim.cloud.params import UploadedFile, as_object, parse, split_fields
from wamigrate.sim.http import Request


def request(body: bytes = b"", kind: str = "", query: str = "") -> Request:
    scope: dict[str, Any] = {"headers": [(b"content-type", kind.encode())], "query_string": query.encode()}
    return Request("POST", "/", scope, body)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("a", ["a"]),
        ("a, b ,c", ["a", "b", "c"]),
        ("a{b,c},d", ["a{b,c}", "d"]),
        (
            "analytics.start(1).end(2).phone_numbers([1,2]),id",
            ["analytics.start(1).end(2).phone_numbers([1,2])", "id"],
        ),
        ("", []),
    ],
)
def test_fields_are_split_at_the_top_level_only(text: str, fields: list[str]) -> None:
    assert split_fields(text) == fields


def test_every_encoding_gives_the_same_parameters() -> None:
    multipart = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n'
    found = [
        parse(request(b'{"a":"1"}', "application/json")),
        parse(request(b"a=1", "application/x-www-form-urlencoded; charset=utf-8")),
        parse(request(multipart, "multipart/form-data; boundary=b")),
        parse(request(query="a=1")),
    ]
    assert found == [{"a": "1"}] * 4


def test_a_file_keeps_its_name_type_and_bytes() -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a b.bin"\r\n'
    head += b"Content-Type: x/y; z=1\r\n\r\n"
    content = bytes(range(256)) * 300
    found = parse(request(head + content + b"\r\n--b--\r\n", "multipart/form-data; boundary=b"))
    assert found == {"file": UploadedFile("a b.bin", "x/y; z=1", content)}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"--b\r\nbroken", "multipart/form-data; boundary=b"),
        (b"x", "multipart/form-data"),
        (b"{", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"[1]", ""),
    ],
)
def test_a_body_that_cannot_be_read_is_empty(body: bytes, kind: str) -> None:
    assert parse(request(body, kind)) == {}


def test_an_object_may_come_as_text() -> None:
    assert as_object('{"a":1}', "x") == {"a": 1}
    with pytest.raises(GraphError):
        as_object("a", "x")
