"""Parameters of a Graph call: JSON, form, multipart and query string, all meaning the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from wamigrate.core.payload import NOT_JSON, JsonObject
from wamigrate.sim.cloud.brackets import gather
from wamigrate.sim.cloud.errors import missing, parameter
from wamigrate.sim.http import Request

__all__ = [
    "COMMON",
    "UploadedFile",
    "as_bool",
    "as_list",
    "as_object",
    "parse",
    "required",
    "split_fields",
]

# Parameters that every Graph call takes.
COMMON = (
    "access_token",
    "appsecret_proof",
    "appsecret_time",
    "callback",
    "debug",
    "fields",
    "format",
    "include_headers",
    "locale",
    "method",
    "pretty",
    "suppress_http_code",
)


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file part of a multipart body."""

    filename: str
    mime_type: str
    content: bytes


def parse(request: Request) -> JsonObject:
    """Everything that was given; a body that cannot be read counts as empty."""
    query = request.scope.get("query_string")
    found = gather(parse_qsl(query.decode("latin-1"), keep_blank_values=True)) if query else {}
    if request.body:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        found.update(_body(request, kind))
    return found


def _body(request: Request, kind: str) -> JsonObject:
    if kind == "multipart/form-data":
        return _multipart(request)
    if kind == "application/x-www-form-urlencoded":
        return gather(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
    try:
        value = msgspec.json.decode(request.body)
    except NOT_JSON:
        return {}
    return value if isinstance(value, dict) else {}


def _multipart(request: Request) -> JsonObject:
    from python_multipart.multipart import MultipartParser, parse_options_header

    _, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary")
    if not boundary:
        return {}
    parts = _Parts()
    parser = MultipartParser(boundary, parts.callbacks())  # type: ignore[arg-type]
    try:
        parser.write(request.body)
        parser.finalize()
    except ValueError:
        return {}
    return gather(parts.fields())


class _Parts:
    """Collects what the multipart parser finds."""

    def __init__(self) -> None:
        self._found: list[tuple[dict[str, str], bytearray]] = []
        self._header: list[bytearray] = [bytearray(), bytearray()]

    def callbacks(self) -> dict[str, Any]:
        return {
            "on_part_begin": lambda: self._found.append(({}, bytearray())),
            "on_part_data": lambda data, start, end: self._found[-1][1].extend(data[start:end]),
            "on_header_field": lambda data, start, end: self._header[0].extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._header[1].extend(data[start:end]),
            "on_header_end": self._end_header,
        }

    def _end_header(self) -> None:
        name, value = (bytes(part).decode("latin-1") for part in self._header)
        self._found[-1][0][name.lower()] = value
        self._header = [bytearray(), bytearray()]

    def fields(self) -> Iterator[tuple[str, Any]]:
        from python_multipart.multipart import parse_options_header

        for headers, content in self._found:
            _, options = parse_options_header(headers.get("content-disposition", ""))
            name = options.get(b"name", b"").decode("utf-8", "replace")
            if not name:
                continue
            filename = options.get(b"filename")
            if filename is None:
                yield name, bytes(content).decode("utf-8", "replace")
            else:
                mime = headers.get("content-type", "application/octet-stream")
                yield name, UploadedFile(filename.decode("utf-8", "replace"), mime, bytes(content))


def required(params: JsonObject, name: str) -> Any:
    """A parameter that must be there."""
    value = params.get(name)
    if value is None or value == "":
        raise missing(name)
    return value


def as_object(value: Any, name: str) -> JsonObject:
    """A JSON object, also when it came as text in a form."""
    value = _decoded(value)
    if not isinstance(value, dict):
        raise parameter(f"Param {name} must be a JSON object.")
    return value


def as_list(value: Any, name: str) -> list[Any]:
    """A JSON array, also when it came as text in a form."""
    value = _decoded(value)
    if not isinstance(value, list):
        raise parameter(f"Param {name} must be an array.")
    return value


def _decoded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return msgspec.json.decode(value)
    except NOT_JSON:
        return None


def as_bool(value: Any) -> bool:
    """True for true, "true" and 1, however it was sent."""
    return value is True or str(value).lower() in ("true", "1")


def split_fields(text: str) -> list[str]:
    """`a,b{c,d},e.f(1,2)` → three fields."""
    found, depth, start = [], 0, 0
    for place, char in enumerate(text):
        if char in "({[":
            depth += 1
        elif char in ")}]":
            depth -= 1
        elif char == "," and depth == 0:
            found.append(text[start:place].strip())
            start = place + 1
    found.append(text[start:].strip())
    return [f for f in found if f]
