"""Field selection: `fields=a,b{c},d.limit(2){e}` and what a node answers to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim.cloud.errors import parameter
from wamigrate.sim.cloud.params import split_fields

__all__ = ["Asked", "Field", "Fields", "pick", "plain", "project", "wanted_fields"]

FILTER = re.compile(r"\.(\w+)\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Asked:
    """One field as it was asked for: its name, its filters and the fields wanted inside it."""

    name: str
    filters: dict[str, str]
    inner: str | None = None

    @classmethod
    def of(cls, text: str) -> Asked:
        head, brace, rest = text.partition("{")
        name = re.split(r"[.(]", head, maxsplit=1)[0]
        return cls(name, dict(FILTER.findall(head)), rest.rpartition("}")[0] if brace else None)

    @property
    def params(self) -> JsonObject:
        """The parameters of the edge of that name, had it been called directly."""
        return {**self.filters, **({"fields": self.inner} if self.inner else {})}


Field = Callable[[Asked], Json]
Fields = dict[str, Field]


def plain(value: Json) -> Field:
    """A field that is what it is; of an object, the parts that are asked for."""
    return lambda asked: project(value, asked)


def project(value: Json, asked: Asked) -> Json:
    """`throughput{level}`: only the members that were named."""
    if not asked.inner or not isinstance(value, dict):
        return value
    inner = {Asked.of(text).name for text in split_fields(asked.inner)}
    return {k: v for k, v in value.items() if k in inner}


def wanted_fields(params: JsonObject, default: Iterable[str]) -> list[Asked]:
    """What `fields` asks for, or the default fields; a list and a text mean the same."""
    given: Any = params.get("fields")
    if isinstance(given, list):
        given = ",".join(str(f) for f in given)
    return [Asked.of(text) for text in (split_fields(str(given)) if given else default)]


def pick(
    params: JsonObject, node_id: str | None, node_type: str, known: Fields, default: Iterable[str]
) -> JsonObject:
    """The fields that were asked for, or the default ones, in that order; an `id` not asked for comes last.

    What has no value (None) is left out, as Graph does.
    """
    found: JsonObject = {}
    for asked in wanted_fields(params, default):
        if asked.name == "id" and node_id is not None:
            found["id"] = node_id
            continue
        if asked.name not in known:
            text = f"Tried accessing nonexisting field ({asked.name}) on node type ({node_type})"
            raise parameter(text)
        value = known[asked.name](asked)
        if value is not None:
            found[asked.name] = value
    if node_id is not None:
        found.setdefault("id", node_id)
    return found
