"""What holds for every send: it comes out fit for Cloud API, or says why a person must decide."""

from __future__ import annotations

import copy
import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.battery.mutations import any_json, near_send
from tests.unit.apis.test_shape import near
from wamigrate.apis.cloud.messages import INTERACTIVE_TYPES, MESSAGES, STATUS, message_shape
from wamigrate.apis.shape import fits
from wamigrate.bridge.translating import REFUSED_BY_BOTH
from wamigrate.core.payload import Json, apply
from wamigrate.differences.difference import MANUAL, Direction, Finding, Level, Phase, Surface
from wamigrate.differences.documents import seen_in
from wamigrate.differences.facts import NOTHING, Facts, Template
from wamigrate.differences.registry import load
from wamigrate.differences.translate import Translation, Translator
from wamigrate.errors import WamigrateError
from wamigrate.sim.cloud.errors import GraphError
from wamigrate.sim.cloud.messages.envelope import check_message, check_read, phone_digits, recipient

KNOWN = Facts(
    media={"f1d0c0de-0000-4000-8000-c0ffee000001": "1037543291543636"},
    templates={("order_ready", "en_US"): Template("order_ready", "en_US", 2, 0, "TEXT")},
    blocked_hosts=frozenset({"blocked.example.com"}),
    providers=frozenset({"archive"}),
)
SEEDS = st.integers(min_value=0, max_value=10**9)
INTERACTIVE = [{"type": "interactive", "interactive": {"type": kind}} for kind in INTERACTIVE_TYPES]
SHAPES = [STATUS, *MESSAGES.values(), *map(message_shape, INTERACTIVE)]
LEISURELY = settings(derandomize=True, deadline=None, database=None, max_examples=200)
EACH_WAY = pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])


def decoded(payload: Json) -> Json:
    """A copy; unlike `deepcopy` this does not mind how deep it goes."""
    return msgspec.json.decode(msgspec.json.encode(payload))


def translated(payload: Json, facts: Facts = NOTHING, *, unsafe: bool = False) -> Translation:
    translator = Translator(load(), unsafe=unsafe)
    return translator.translate(Surface.SEND, Direction.TO_CLOUD, decoded(payload), facts)


def is_accepted(payload: Json) -> str:
    """What the Cloud simulator says of it; nothing if it takes it."""
    try:
        if "status" in payload and "type" not in payload:
            check_read(payload, strict=True)
        else:
            written, by_id = recipient(payload)
            if not by_id:
                phone_digits(written)
            check_message(payload, strict=True)
    except (GraphError, WamigrateError) as no:
        return f"{no} {getattr(no, 'details', '')}"
    return ""


@EACH_WAY
@LEISURELY
@given(SEEDS)
def test_a_send_fits_or_a_person_must_decide(unsafe: bool, seed: int) -> None:
    payload = near_send(random.Random(seed))
    done = translated(payload, unsafe=unsafe)
    if not done.refused:
        assert fits(done.payload, message_shape(done.payload))
        assert is_accepted(done.payload) == ""


@LEISURELY
@given(SEEDS)
def test_a_message_from_the_tables_fits_or_a_person_must_decide(seed: int) -> None:
    dice = random.Random(seed)
    payload = near(dice.choice(SHAPES), dice)
    if isinstance(payload, dict) and "status" not in payload:
        payload["to"] = "+16505550111"
    done = translated(payload)
    assert done.refused or is_accepted(done.payload) == ""


@LEISURELY
@given(SEEDS)
def test_any_json_comes_through_without_an_exception(seed: int) -> None:
    dice = random.Random(seed)
    payload = any_json(dice)
    done = translated(payload, dice.choice([NOTHING, KNOWN]), unsafe=dice.random() < 0.5)
    assert done.refused or fits(done.payload, message_shape(done.payload))


@pytest.mark.parametrize("place", ["tag", "text", "contacts", "template", "interactive"])
def test_what_is_nested_as_deep_as_json_goes_comes_through(place: str) -> None:
    deep: Json = {"type": "text"}
    for _ in range(450):
        deep = {"type": "text", "header": [deep]}
    done = translated({"to": "+16505550111", "type": place, place: deep})
    assert done.refused


@EACH_WAY
@LEISURELY
@given(SEEDS)
def test_a_second_pass_changes_nothing(unsafe: bool, seed: int) -> None:
    dice = random.Random(seed)
    facts = dice.choice([NOTHING, KNOWN])
    once = translated(near_send(dice), facts, unsafe=unsafe)
    twice = translated(once.payload, facts, unsafe=unsafe)
    assert twice.payload == once.payload
    assert [f.difference.name for f in twice.findings if f.applied] == []
    assert once.refused or not twice.refused


@LEISURELY
@given(SEEDS)
def test_no_edit_leaves_the_finding_s_path(seed: int) -> None:
    dice = random.Random(seed)
    for found in translated(near_send(dice), dice.choice([NOTHING, KNOWN])).findings:
        for edit in found.finding.edits:
            assert edit.path[: len(found.finding.path)] == found.finding.path, found.difference.name


@LEISURELY
@given(SEEDS)
def test_what_needs_a_person_has_no_edits_and_what_is_refused_has_words(seed: int) -> None:
    for found in translated(near_send(random.Random(seed))).findings:
        assert not (found.finding.safety is MANUAL and found.finding.edits)
        assert found.finding.message
        assert found.applied or found.finding.code or found.level is not Level.REFUSED, found.difference.name


@LEISURELY
@given(SEEDS)
def test_each_edit_can_be_made_alone(seed: int) -> None:
    """No rule counts on what another one would have done."""
    payload = near_send(random.Random(seed))
    if not isinstance(payload, dict):
        return
    for difference, rule in load().rules(Surface.SEND, Direction.TO_CLOUD, _kind(payload)):
        before = copy.deepcopy(payload)
        findings: list[Finding] = [*rule(payload, NOTHING)]
        assert payload == before, f"{difference.name} changes what it reads"
        apply(before, [edit for finding in findings for edit in finding.edits])


@LEISURELY
@given(SEEDS)
def test_a_rule_that_is_not_asked_would_have_found_nothing(seed: int) -> None:
    payload = near_send(random.Random(seed))
    if isinstance(payload, dict):
        names = seen_in(payload)
        for difference, rule in load().rules(Surface.SEND, Direction.TO_CLOUD, _kind(payload)):
            if difference.needs and names.isdisjoint(difference.needs):
                assert [*rule(payload, KNOWN)] == [], difference.name


def _kind(payload: Json) -> str:
    kind = payload.get("type", "text")
    return kind.lower() if isinstance(kind, str) else ""


@LEISURELY
@given(SEEDS, st.booleans())
def test_of_what_is_silent_only_strangers_are_found(seed: int, near_a_table: bool) -> None:
    dice = random.Random(seed)
    payload = near(dice.choice(SHAPES), dice) if near_a_table else near_send(dice)
    if not isinstance(payload, dict):
        return
    before = decoded(payload)
    silent = Translator(load()).is_silent(Surface.SEND, Direction.TO_CLOUD, payload)
    assert payload == before
    if silent:
        assert all(one.difference.phase is Phase.KEYS for one in translated(payload).findings)


@LEISURELY
@given(SEEDS)
def test_what_neither_api_takes_is_found_the_short_way_and_the_long_one(seed: int) -> None:
    payload = near_send(random.Random(seed))
    if not isinstance(payload, dict):
        return
    short = Translator(load(), wanted=lambda difference: difference.name in REFUSED_BY_BOTH)
    if short.is_silent(Surface.SEND, Direction.TO_CLOUD, payload):
        refused = translated(payload).refused
        assert not [f for f in refused if f.finding.code is not None and f.difference.name in REFUSED_BY_BOTH]
