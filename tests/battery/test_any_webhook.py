"""Any JSON as a webhook: an event that an On-Premises client can read, or none and the reason why."""

from __future__ import annotations

import copy
from dataclasses import replace
from random import Random

import pytest

from tests.unit.apis.nonsense import bent, nonsense
from wamigrate.apis.cloud.webhook import unpack
from wamigrate.apis.onprem.callbacks import callback_shape
from wamigrate.apis.shape import problems
from wamigrate.core.payload import Json
from wamigrate.differences.difference import Direction, Surface
from wamigrate.differences.documents import kind_of
from wamigrate.differences.facts import Facts, Policies
from wamigrate.differences.registry import load
from wamigrate.differences.translate import Translation, Translator

SAMPLES = [p.cloud for d in load() if d.surface is Surface.WEBHOOK for p in d.pairs if p.cloud is not None]
CALLBACKS = [p.onprem for d in load() if d.surface is Surface.WEBHOOK for p in d.pairs if p.onprem]
CHOICES = [
    Facts(),
    Facts(
        sent_status=True,
        media_link="https://bridge.example/",
        phone_number_id="1",
        policies=Policies(
            reactions="pass",
            edits="message",
            replies_of_flows="unknown",
            users_without_number="pass",
            groups="pass",
            played="read",
            error_links=True,
        ),
    ),
]


def translated(value: Json, facts: Facts, kind: str | None = None) -> Translation:
    translator = Translator(load())
    return translator.translate(Surface.WEBHOOK, Direction.TO_ONPREM, copy.deepcopy(value), facts, kind=kind)


@pytest.mark.parametrize("seed", range(400))
def test_what_comes_out_is_readable_and_stays_as_it_is(seed: int) -> None:
    chance = Random(seed)
    value = bent(chance.choice(SAMPLES), chance, 3) if seed % 4 else nonsense(chance)
    facts = chance.choice(CHOICES)
    change = {"field": "messages", "value": value}
    for event in unpack({"entry": [{"changes": [change]}]}):
        done = translated(event.value, facts, event.document_kind)
        if done.payload is None:
            assert done.findings, "nothing is dropped without a word"
            continue
        shape = callback_shape(kind_of(Surface.WEBHOOK, done.payload))
        assert problems(done.payload, shape) == []
        assert done.payload == translated(done.payload, replace(facts, media_link=None)).payload


@pytest.mark.parametrize("seed", range(200))
def test_any_document_goes_either_way_without_an_exception(seed: int) -> None:
    chance = Random(seed)
    value = bent(chance.choice(SAMPLES + CALLBACKS), chance, 3) if seed % 4 else nonsense(chance)
    for direction in Direction:
        Translator(load()).translate(Surface.WEBHOOK, direction, copy.deepcopy(value), chance.choice(CHOICES))


@pytest.mark.parametrize("seed", range(200))
def test_what_changes_or_vanishes_has_a_finding(seed: int) -> None:
    chance = Random(seed)
    value = bent(chance.choice(SAMPLES), chance, 2)
    done = translated(value, CHOICES[1])
    if done.payload != value:
        assert [f for f in done.findings if f.applied]
