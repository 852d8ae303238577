"""Whatever a client sends, Graph answers as Graph: 200, or an error in its envelope, never a crash."""

from __future__ import annotations

import copy
import http.client
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contract.sim.http import Graph
from tests.contract.sim.test_graph_messages_documented import INTERACTIVE, PLAIN, TEMPLATES
from wamigrate.sim.testing import Simulator

EXAMPLES = list((PLAIN | INTERACTIVE | TEMPLATES).values())
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30)
    | st.sampled_from(["text", "1", "", " ", "image", "button", "2012-08-18", "https://[", "9" * 400]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)

KEYS = dict.fromkeys(["to", "type", "text", "template", "status", "context", "block_users", "file"], VALUES)


class Line:
    """One open connection to the simulator."""

    def __init__(self, graph: Graph) -> None:
        parts = urlsplit(graph.url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        self._number = f"/v23.0/{graph.id('cloud')}/"
        self._headers = {"authorization": f"Bearer {graph.token}", "content-type": "application/json"}

    def post(self, body: Any, edge: str = "messages") -> tuple[int, Any]:
        self._connection.request("POST", self._number + edge, json.dumps(body), self._headers)
        response = self._connection.getresponse()
        return response.status, json.loads(response.read())

    def close(self) -> None:
        self._connection.close()


@pytest.fixture(scope="module")
def line(simulator: Simulator) -> Iterator[Line]:
    simulator.control.reset()
    opened = Line(Graph(simulator))
    yield opened
    opened.close()


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from places(inner, (*path, key))


@st.composite
def bent_messages(draw: st.DrawFn) -> dict[str, Any]:
    """A documented message with other values in a few places."""
    message = copy.deepcopy(draw(st.sampled_from(EXAMPLES)))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(list(places(message))))
        holder: Any = message
        for key in path[:-1]:
            holder = holder[key]
        if isinstance(holder, dict) and draw(st.booleans()):
            holder[draw(st.sampled_from(["type", "text", "extra", *holder]))] = draw(VALUES)
        else:
            holder[path[-1]] = draw(VALUES)
        if not message:
            break
    return {"messaging_product": "whatsapp", "to": "16505551234", **message}


def looks_like_graph(status: int, body: Any) -> bool:
    if status == 200:
        return bool(body == {"success": True} or body["messaging_product"] == "whatsapp")
    error = body["error"]
    needed = {"message", "type", "code", "fbtrace_id"} <= set(error)
    return needed and status in (400, 404) and isinstance(error["code"], int) and error["code"] != 1


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(message=bent_messages())
def test_a_bent_message_gets_an_answer_of_graph(line: Line, message: dict[str, Any]) -> None:
    assert looks_like_graph(*line.post(message))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    edge=st.sampled_from(["messages", "marketing_messages", "block_users", "media"]),
    body=VALUES | st.fixed_dictionaries({"messaging_product": st.just("whatsapp")}, optional=KEYS),
)
def test_any_json_gets_an_answer_of_graph(line: Line, edge: str, body: Any) -> None:
    assert looks_like_graph(*line.post(body, edge))
