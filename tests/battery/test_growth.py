"""A body four times as long takes about four times the work, not sixteen: whoever sends it may be hostile."""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import pytest

from tests.battery.battery import Case, cases
from wamigrate.apis.cloud.webhook import unpack
from wamigrate.core.payload import Json, JsonObject, Path, dig, show
from wamigrate.differences.difference import Direction
from wamigrate.differences.registry import load
from wamigrate.differences.translate import Translator

FEW, MANY = 25, 100
MOST = 1.4 * MANY / FEW
TRANSLATOR = Translator(load(), unsafe=True)


def steps(work: Callable[[], object]) -> int:
    """How many instructions Python takes for it: the same on every machine."""
    counted = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal counted
        frame.f_trace_opcodes = True
        counted += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return counted


def lists_in(document: Json, path: Path = ()) -> Iterator[Path]:
    """Every list that holds something."""
    if isinstance(document, dict):
        for key, value in document.items():
            yield from lists_in(value, (*path, key))
    elif isinstance(document, list) and document:
        yield path
        for place, value in enumerate(document):
            yield from lists_in(value, (*path, place))


def with_more(document: Json, path: Path, count: int, extra: JsonObject) -> Json:
    """The same with so many items in one of its lists, each a little different. Objects get the extra."""
    longer = copy.deepcopy(document)
    items = dig(longer, *path)
    first = list(items)
    items[:] = [varied(first[n % len(first)], n, extra) for n in range(count)]
    return longer


def varied(value: Json, n: int, extra: JsonObject) -> Json:
    """Texts differ, so that nothing is found the first time it is looked for; types stay what they are."""
    if isinstance(value, dict):
        inner = {k: v if k in ("type", "sub_type") else varied(v, n, extra) for k, v in value.items()}
        return inner | extra
    if isinstance(value, list):
        return [varied(v, n, extra) for v in value]
    return f"{value}{n}" if isinstance(value, str) and n % 2 else copy.deepcopy(value)


def grown() -> list[Any]:
    """Each list of each pair, in the direction that the pair shows."""
    found = []
    for case in cases(load()):
        _, direction, pair = case
        source = pair.onprem if direction is Direction.TO_CLOUD else pair.cloud
        for path in lists_in(source):
            found.append(pytest.param(case, source, path, id=f"{case[0].name}-{direction}-{show(path)}"))
    return found


@pytest.mark.parametrize("extra", [{}, {"stranger": 1, "provider": "p"}], ids=["", "with strangers"])
@pytest.mark.parametrize(("case", "source", "path"), grown())
def test_a_longer_list_takes_no_more_than_its_share(
    case: Case, source: Json, path: Path, extra: JsonObject
) -> None:
    difference, direction, pair = case
    kind = pair.kind

    def translating(count: int) -> int:
        payload = with_more(source, path, count, extra)
        return steps(
            lambda: TRANSLATOR.translate(difference.surface, direction, payload, pair.facts, kind=kind)
        )

    translating(1)  # what is made once is made here
    assert translating(MANY) < MOST * translating(FEW)


def test_a_long_webhook_takes_no_more_than_its_share() -> None:
    def unpacking(count: int) -> int:
        value = {
            "contacts": [{"wa_id": str(n), "profile": {"name": "Ann"}} for n in range(count)],
            "messages": [{"from": str(n), "type": "text"} for n in reversed(range(count))],
            "statuses": [{"recipient_id": str(n), "status": "sent"} for n in range(count)],
        }
        return steps(lambda: unpack({"entry": [{"changes": [{"field": "messages", "value": value}]}]}))

    assert unpacking(MANY) < MOST * unpacking(FEW)
