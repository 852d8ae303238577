"""The way of one document through the rules: who is asked, whose edits are made, and what is said of it."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from tests.unit.differences.packages import module, registry_of
from wamigrate.core.payload import Json
from wamigrate.differences.difference import Direction, Level, Surface
from wamigrate.differences.registry import load
from wamigrate.differences.samples import interactive, reply_button, send, sent
from wamigrate.differences.translate import Translation, Translator

HELLO = {"body": "hi"}
HABIT = module(
    """
pair = Pair(title="a", onprem={"a": 1}, cloud={"b": 1})
difference = Difference(__name__, Surface.WEBHOOK, pairs=[pair], level=LEVEL)


@difference.to_onprem
def rule(payload, facts):
    yield from FINDINGS
"""
)


def translated(payload: Json, *, unsafe: bool = False) -> Translation:
    translator = Translator(load(), unsafe=unsafe)
    return translator.translate(Surface.SEND, Direction.TO_CLOUD, copy.deepcopy(payload))


def names(done: Translation) -> list[str]:
    return [found.difference.name for found in done.findings]


def test_what_is_right_already_only_gets_the_product_s_name() -> None:
    done = translated(send("text", HELLO))
    assert (done.payload, done.findings) == (sent("text", HELLO), [])
    assert next(iter(done.payload)) == "messaging_product"


@pytest.mark.parametrize("payload", [None, True, 5, "x", [], [{}]])
def test_what_is_no_object_is_refused_as_it_is(payload: Json) -> None:
    done = translated(payload)
    assert done.payload == payload
    assert [f.difference.name for f in done.refused] == ["wrong-type"]


def test_a_rule_that_makes_another_kind_of_message_hands_over_to_the_rules_of_that_kind() -> None:
    hsm = {"element_name": "a", "language": "en", "localizable_params": [{"default": "Ann"}]}
    done = translated({"to": "+16505550111", "hsm": hsm})
    assert names(done) == ["missing-type", "hsm-type", "text-language"]
    assert done.payload["template"]["language"] == {"code": "en"}


def test_an_unsafe_edit_is_made_only_on_request() -> None:
    payload = send("image", {"id": "1", "caption": "x" * 2000})
    careful, bold = translated(payload), translated(payload, unsafe=True)
    assert (len(careful.payload["image"]["caption"]), len(bold.payload["image"]["caption"])) == (2000, 1024)
    assert ([f.stands for f in careful.findings], [f.stands for f in bold.findings]) == ([True], [False])


def test_only_what_was_done_is_to_be_remembered() -> None:
    buttons = [reply_button(" 1", "Yes"), reply_button("2 ", "No"), reply_button("2", "Maybe")]
    done = translated(send("interactive", interactive("button", {"buttons": buttons})))
    assert [memory.value for memory in done.memory] == [" 1"]


def test_a_rule_that_nobody_wants_is_not_asked() -> None:
    translator = Translator(load(), wanted=lambda difference: difference.name != "message-ttl")
    done = translator.translate(Surface.SEND, Direction.TO_CLOUD, send("text", HELLO, ttl="P1D"))
    assert names(done) == ["unknown-property"]


def test_made_up_kinds_and_names_do_not_fill_the_memory() -> None:
    translator = Translator(load())
    for n in range(1500):
        done = translator.translate(Surface.SEND, Direction.TO_CLOUD, {"to": "+16505550111", "type": f"t{n}"})
        assert done.refused


def test_what_is_not_to_be_passed_on_leaves_nothing(tmp_path: Path) -> None:
    code = HABIT.replace("LEVEL", "Level.CHANGED").replace("FINDINGS", '[Finding((), "gone", (Edit(()),))]')
    with registry_of(tmp_path, habit=code) as registry:
        done = Translator(registry).translate(Surface.WEBHOOK, Direction.TO_ONPREM, {"messages": [{}]})
    assert done.payload is None
    assert [f.applied for f in done.findings] == [True]


def test_a_finding_s_level_overrides_that_of_its_difference(tmp_path: Path) -> None:
    findings = '[Finding(("a",), "one"), Finding(("b",), "two", level=Level.NOTE)]'
    code = HABIT.replace("LEVEL", "Level.REFUSED").replace("FINDINGS", findings)
    with registry_of(tmp_path, habit=code) as registry:
        done = Translator(registry).translate(Surface.WEBHOOK, Direction.TO_ONPREM, {"messages": [{}]})
    assert [f.level for f in done.findings] == [Level.REFUSED, Level.NOTE]
    assert [f.stands for f in done.findings] == [True, False]
    assert len(done.refused) == 1
