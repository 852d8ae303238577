"""Any JSON as an answer or as a request to another endpoint: never an exception, never a false success."""

from __future__ import annotations

import copy
from random import Random

import pytest

from tests.unit.apis.nonsense import bent, nonsense
from wamigrate.apis.onprem.answers import answer_shape
from wamigrate.apis.shape import problems
from wamigrate.core.payload import Json
from wamigrate.differences.difference import Direction, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.registry import load
from wamigrate.differences.translate import Translation, Translator

FACTS = Facts(request_to="+1 650 555 0111", phone_number_id="1102")


def samples(surface: Surface) -> list[tuple[str, Pair]]:
    return [(p.kind or d.types[0], p) for d in load() if d.surface is surface for p in d.pairs]


def translated(surface: Surface, way: Direction, payload: Json, kind: str) -> Translation:
    return Translator(load(), unsafe=True).translate(surface, way, copy.deepcopy(payload), FACTS, kind=kind)


@pytest.mark.parametrize("seed", range(200))
def test_an_answer_comes_out_as_on_premises_gave_it_or_as_a_refusal(seed: int) -> None:
    chance = Random(seed)
    kind, pair = chance.choice([s for s in samples(Surface.RESPONSE) if s[0] != "media-download"])
    payload = bent(pair.cloud, chance, 2) if seed % 4 else nonsense(chance)
    done = translated(Surface.RESPONSE, Direction.TO_ONPREM, payload, kind)
    refused = isinstance(done.payload, dict) and "errors" in done.payload
    shape = answer_shape("error" if refused else kind)
    assert shape is not None
    assert problems(done.payload, shape) == []
    assert done.payload == translated(Surface.RESPONSE, Direction.TO_ONPREM, done.payload, kind).payload


@pytest.mark.parametrize("seed", range(200))
def test_any_request_and_answer_goes_either_way_without_an_exception(seed: int) -> None:
    chance = Random(seed)
    surface = chance.choice((Surface.RESPONSE, Surface.ENDPOINT))
    kind, pair = chance.choice(samples(surface))
    payload = bent(pair.onprem or pair.cloud, chance, 2) if seed % 4 else nonsense(chance)
    for way in Direction:
        once = translated(surface, way, payload, kind).payload
        if way is Direction.TO_CLOUD:
            assert once == translated(surface, way, once, kind).payload
