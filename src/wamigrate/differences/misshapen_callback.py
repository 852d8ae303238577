"""Webhooks whose values are not what they should be.

On-Premises: an application may rely on the type of each value, and on `from`, `id`, `timestamp` and `type`.
Cloud: promises the same, but test payloads, proxies and new versions do not always keep it.
What we do: take away a value that no application could read. Where the message cannot do without it, the
    application gets it as `unknown` with error 501; where not even the sender is known, nothing.
Source: Meta, On-Premises API, "Webhooks".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.onprem.callbacks import callback_shape
from wamigrate.apis.shape import Problem, Shape, Wrong, fits, problems
from wamigrate.core.payload import Edit, Json, Path, dig, show
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.documents import kind_of
from wamigrate.differences.events import MESSAGE, dropped, message_of, unknown_message
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import callback, value

__all__ = ["difference"]

UNKNOWN = [
    {"code": 501, "title": "Unknown message type", "details": "Message type is not currently supported"}
]

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    phase=Phase.LIMITS,
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="a text without a body",
            onprem=callback(type="unknown", errors=UNKNOWN),
            cloud=value(type="text", text={"body": None}),
            only=Direction.TO_ONPREM,
        ),
        Pair(
            title="a context that is none",
            onprem=callback(type="text", text={"body": "hi"}),
            cloud=value(type="text", text={"body": "hi"}, context="wamid.X"),
            only=Direction.TO_ONPREM,
        ),
    ],
)


@difference.to_onprem
def make_readable(payload: Json, facts: Facts) -> Iterator[Finding]:
    shape = callback_shape(kind_of(Surface.WEBHOOK, payload))
    found = [(problem, _removable(shape, problem)) for problem in problems(payload, shape)]
    hopeless = next((problem for problem, place in found if place is None), None)
    if hopeless is not None:
        yield _rescued(payload, facts, hopeless)
        return
    for problem, place in found:
        if place is not None:
            yield Finding(place, _what(problem), (Edit(place),))


def _removable(shape: Shape, problem: Problem) -> Path | None:
    """The innermost place around the problem that a callback can do without."""
    found: Path | None = None
    inner: Shape | None = shape
    for depth, key in enumerate(problem.path, start=1):
        if inner is None:
            break
        inner = inner.item if isinstance(key, int) else inner.fields.get(key)
        missing = depth == len(problem.path) and problem.wrong is Wrong.MISSING
        if (
            not missing
            and (inner is None or not inner.required)
            and not _is_event(shape, problem.path[:depth])
        ):
            found = problem.path[:depth]
    return found


def _is_event(shape: Shape, path: Path) -> bool:
    """Whether the place is the event itself; `contacts` beside a message are not."""
    first = shape.fields.get(str(path[0]))
    return len(path) <= len(MESSAGE) and first is not None and first.required


def _rescued(payload: Json, facts: Facts, problem: Problem) -> Finding:
    """The bare news that something came, if it is known from whom."""
    bare = {key: value for key, value in message_of(payload).items() if key in ("from", "id", "timestamp")}
    rescued: Json = {"messages": [unknown_message(bare, facts)]}
    people = {"contacts": dig(payload, "contacts"), **rescued}
    for document in (people, rescued):
        if fits(document, callback_shape("unknown")):
            return Finding((), f"not readable as a message: {_what(problem)}", (Edit((), document),))
    return dropped(f"not readable at all: {_what(problem)}", Level.CHANGED)


def _what(problem: Problem) -> str:
    place = show(problem.path) or "the document"
    if problem.wrong is Wrong.MISSING:
        return f"`{place}` is missing"
    if problem.wrong is Wrong.COUNT:
        return f"`{place}` must have one item"
    return f"`{place}` is not what On-Premises had there ({problem.shape.kind})"
