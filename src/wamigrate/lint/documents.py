"""What a record is: a send or a webhook, plain or in a request; and how a repaired one goes back in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from urllib.parse import unquote, urlsplit

import msgspec

from wamigrate.apis.cloud import webhook as cloud_webhook
from wamigrate.apis.event import Event
from wamigrate.apis.onprem import webhook as onprem_webhook
from wamigrate.apis.onprem.endpoints import endpoint_of
from wamigrate.core.payload import NOT_JSON, Json, JsonObject, Path, dig, show
from wamigrate.differences.difference import Direction, Surface

__all__ = ["Document", "Forced", "Sorted", "sort"]

SENDS = re.compile(r"/messages/?\Z")
MARKS = re.compile(r"/messages/([^/]+)/?\Z")
ADDRESSES = ("path", "url", "uri")


class Forced(StrEnum):
    """What the operator says the records are."""

    SEND = "send"
    WEBHOOK = "webhook"


class Document(msgspec.Struct, gc=False):
    """One thing to translate. `where` is the place in the record at which it stands."""

    surface: Surface
    direction: Direction
    payload: Json
    kind: str | None = None
    where: Path = ()
    event: Event | None = None

    def place(self, path: Path) -> str:
        """A path of the document as a path of the record."""
        return show((*self.where, *(self.event.where(path) if self.event else path)))


PutBack = Callable[[list[Json]], list[Json]]
"""From the repaired documents (without those that are not passed on) to the record, or records."""


class Sorted(msgspec.Struct, gc=False):
    """The documents of one record. None at all: it is about something else, and is left as it is."""

    documents: list[Document]
    put_back: PutBack


def _as_they_are(repaired: list[Json]) -> list[Json]:
    return repaired


def sort(record: Json, forced: Forced | None = None) -> Sorted:
    """Any JSON value in; never an exception."""
    if isinstance(record, dict) and "to" not in record:
        if isinstance(dig(record, "request", "url"), str) and "response" in record:
            return _har_entry(record, forced)
        if "body" in record and any(isinstance(record.get(key), str) for key in (*ADDRESSES, "method")):
            return _wrapped(record, forced)
        if forced is not Forced.SEND and (forced or _is_webhook(record)):
            return Sorted(list(_events(record)), _as_they_are)
    elif forced is Forced.WEBHOOK:
        return Sorted(list(_events(record)), _as_they_are)
    return Sorted([Document(Surface.SEND, Direction.TO_CLOUD, record)], _as_they_are)


def _is_webhook(record: JsonObject) -> bool:
    return cloud_webhook.is_webhook(record) or onprem_webhook.is_callback(record)


def _events(record: Json, where: Path = ()) -> Iterator[Document]:
    flat = onprem_webhook.is_callback(record)
    events = onprem_webhook.unpack(record) if flat else cloud_webhook.unpack(record)
    way = Direction.TO_CLOUD if flat else Direction.TO_ONPREM
    for event in events:
        yield Document(Surface.WEBHOOK, way, event.value, event.document_kind, where, event)


def _wrapped(record: JsonObject, forced: Forced | None) -> Sorted:
    """A request as logs keep it: method, path (or url) and body; the body may be JSON as text."""
    body = record["body"]
    inner = _decoded(body) if isinstance(body, str) else body
    address = next((str(record[key]) for key in ADDRESSES if isinstance(record.get(key), str)), "")
    documents = _of_request(str(record.get("method") or "POST"), address, inner, ("body",), forced)

    def put_back(repaired: list[Json]) -> list[Json]:
        texts = [_encoded(d) if isinstance(body, str) else d for d in repaired]
        return [{**record, "body": text} for text in texts]

    return Sorted(documents, put_back)


def _har_entry(record: JsonObject, forced: Forced | None) -> Sorted:
    text = dig(record, "request", "postData", "text")
    inner = _decoded(text) if isinstance(text, str) else None
    if inner is None:
        return Sorted([], _as_they_are)
    request = record["request"]
    where = ("request", "postData", "text")
    documents = _of_request(str(request.get("method") or ""), request["url"], inner, where, forced)

    def put_back(repaired: list[Json]) -> list[Json]:
        whole = repaired[0] if len(repaired) == 1 else repaired
        data = {**request["postData"], "text": _encoded(whole)}
        return [{**record, "request": {**request, "postData": data}}]

    return Sorted(documents, put_back)


def _of_request(method: str, address: str, body: Json, where: Path, forced: Forced | None) -> list[Document]:
    path = _path_of(address)
    marks = MARKS.search(path)
    if method.upper() == "PUT" and marks and isinstance(body, dict):
        body = {**body, "message_id": unquote(marks[1])}
        return [Document(Surface.SEND, Direction.TO_CLOUD, body, where=where)]
    if forced is Forced.SEND or (forced is None and SENDS.search(path)):
        return [Document(Surface.SEND, Direction.TO_CLOUD, body, where=where)]
    endpoint = endpoint_of(method, path) if forced is None else None
    if endpoint is not None:
        return [Document(Surface.ENDPOINT, Direction.TO_CLOUD, body, endpoint.kind, where)]
    if forced is Forced.WEBHOOK or (isinstance(body, dict) and "to" not in body and _is_webhook(body)):
        return list(_events(body, where))
    plain = isinstance(body, dict) and "to" in body
    return [Document(Surface.SEND, Direction.TO_CLOUD, body, where=where)] if plain else []


def _path_of(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return address


def _decoded(text: str) -> Json:
    try:
        return msgspec.json.decode(text)
    except NOT_JSON:
        return None


def _encoded(value: Json) -> str:
    return msgspec.json.encode(value).decode()
