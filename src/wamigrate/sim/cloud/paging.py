"""Pages of an edge: cursors, `next` and `previous`, and the bare answer of an empty edge."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim.cloud.call import Call
from wamigrate.sim.cloud.errors import parameter

__all__ = ["cursor", "page", "page_link", "place_of", "window"]

PAGE = 25
MOST = 1000
PAGING = ("limit", "after", "before")


def page(call: Call, items: Sequence[Json], path: str | None = None) -> JsonObject:
    """One page of an edge; `path` is the edge's own where it was asked for as a field of its node."""
    start, limit = window(call.params)
    shown = items[start : start + limit]
    if not shown:
        return {"data": []}
    last = start + len(shown) - 1
    paging: JsonObject = {"cursors": {"before": cursor(start), "after": cursor(last)}}
    if last + 1 < len(items):
        paging["next"] = page_link(call, limit, "after", last, path)
    if start > 0:
        paging["previous"] = page_link(call, limit, "before", start, path)
    return {"data": list(shown), "paging": paging}


def window(params: JsonObject) -> tuple[int, int]:
    """Where the page starts and how many items it holds."""
    limit = _limit(params.get("limit"))
    if params.get("after"):
        return place_of(params["after"], "after") + 1, limit
    if params.get("before"):
        end = place_of(params["before"], "before")
        return max(end - limit, 0), min(limit, end)
    return 0, limit


def _limit(given: Any) -> int:
    if given is None or given == "":
        return PAGE
    try:
        limit = int(given)
    except (TypeError, ValueError):
        raise parameter("Param limit must be an integer.") from None
    if limit < 1:
        raise parameter("Param limit must be a number greater than or equal to 1.")
    return min(limit, MOST)


def cursor(place: int) -> str:
    """The cursor of an item."""
    return base64.b64encode(str(place).encode()).decode().replace("=", "ZD")


def place_of(text: Any, name: str) -> int:
    """The item that a cursor stands for."""
    try:
        place = int(base64.b64decode(str(text).replace("ZD", "="), validate=True))
    except (ValueError, binascii.Error):
        place = -1
    if place < 0:
        raise parameter(f"Invalid cursors values: the value of {name} cannot be read.")
    return place


def page_link(call: Call, limit: int, way: str, place: int, path: str | None = None) -> str:
    """The address of another page: all parameters again, with the version that really served."""
    hidden = () if "access_token" in call.request.query else ("access_token", "appsecret_proof")
    keep = {k: v for k, v in call.params.items() if k not in (*PAGING, *hidden)}
    query = urlencode({**keep, "limit": limit, way: cursor(place)})
    return f"{call.request.base_url}/v{call.version}.0/{path or '/'.join(call.path)}?{query}"
