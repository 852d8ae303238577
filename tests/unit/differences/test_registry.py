"""The registry finds what is finished and refuses what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.differences.packages import DOC, module, registry_of
from wamigrate.differences.difference import Difference, Direction, Surface
from wamigrate.differences.registry import load

PAIR = 'Pair(title="a", onprem={"a": 1}, cloud={"b": 1})'
UNSHOWN = 'Pair(title="a", onprem=None, cloud={"b": 1})'
RULE = """
@difference.to_cloud
def rule(payload, facts):
    yield Finding((), "a")
"""
GOOD = module(f"difference = Difference(__name__, Surface.SEND, pairs=[{PAIR}])" + RULE)


def test_modules_without_a_difference_are_passed_over(tmp_path: Path) -> None:
    with registry_of(tmp_path, helper="x = 1", other="difference = 5") as registry:
        assert len(registry) == 0


def test_a_difference_has_the_name_of_its_file(tmp_path: Path) -> None:
    with registry_of(tmp_path, some_habit=GOOD) as registry:
        assert registry.names() == ["some-habit"]
        assert "some-habit" in registry
        assert registry.get("other") is None


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (module("difference = Difference(__name__, Surface.SEND)"), "has no pair"),
        (
            module(f"difference = Difference(__name__, Surface.SEND, pairs=[{PAIR}])" + RULE, doc=""),
            "docstring",
        ),
        (module("difference = Difference(__name__, Surface.NUMBER)" + RULE), "has no rules"),
        (
            module(f"difference = Difference(__name__, Surface.SEND, pairs=[{UNSHOWN}])" + RULE),
            "that no pair shows",
        ),
        (module(f"difference = Difference(__name__, Surface.SEND, pairs=[{PAIR}])" + RULE * 2), "already"),
    ],
)
def test_what_is_not_finished_is_refused(tmp_path: Path, code: str, why: str) -> None:
    with pytest.raises(TypeError, match=why), registry_of(tmp_path, unfinished=code):
        pass


def test_two_of_one_name_are_refused(tmp_path: Path) -> None:
    twin = GOOD.replace("__name__", '"somewhere.else.first"')
    with (
        pytest.raises(TypeError, match="two differences named first"),
        registry_of(tmp_path, first=GOOD, second=twin),
    ):
        pass


@pytest.mark.parametrize(
    "doc",
    [
        DOC.replace("Source: d.\n", ""),
        DOC.replace("Cloud: b.", "Cloud:"),
        DOC.replace("On-Premises: a.\nCloud: b.", "Cloud: b.\nOn-Premises: a."),
        DOC.replace("Made up.", ""),
        DOC.replace("What we do", "We"),
    ],
)
def test_a_page_without_one_of_its_sections_is_refused(tmp_path: Path, doc: str) -> None:
    code = GOOD.replace(DOC, doc)
    with pytest.raises(TypeError, match="docstring"), registry_of(tmp_path, unfinished=code):
        pass


def test_they_come_by_surface_then_phase_then_name(tmp_path: Path) -> None:
    early = GOOD.replace("Surface.SEND", "Surface.SEND, phase=Phase.SHAPE")
    number = module("difference = Difference(__name__, Surface.NUMBER)")
    with registry_of(tmp_path, b=GOOD, a=GOOD, z=early, c=number) as registry:
        assert [d.name for d in registry] == ["z", "a", "b", "c"]


def test_only_rules_of_the_kind_are_lined_up(tmp_path: Path) -> None:
    texts = GOOD.replace("Surface.SEND", 'Surface.SEND, types=("text",)')
    with registry_of(tmp_path, of_all=GOOD, of_texts=texts) as registry:
        for kind, names in (("text", ["of-all", "of-texts"]), ("image", ["of-all"])):
            rows = registry.rules(Surface.SEND, Direction.TO_CLOUD, kind)
            assert [difference.name for difference, _ in rows] == names
        assert registry.rules(Surface.SEND, Direction.TO_ONPREM, "text") == ()
        assert registry.rules(Surface.WEBHOOK, Direction.TO_CLOUD, "text") == ()


def test_made_up_kinds_do_not_fill_the_memory(tmp_path: Path) -> None:
    with registry_of(tmp_path, of_all=GOOD) as registry:
        for n in range(2000):
            assert len(registry.rules(Surface.SEND, Direction.TO_CLOUD, f"kind-{n}")) == 1


NUMBER = [d for d in load() if d.surface is Surface.NUMBER]


@pytest.mark.parametrize("difference", NUMBER, ids=lambda d: d.name)
def test_what_is_about_a_number_as_a_whole_has_a_page_and_no_rules(difference: Difference) -> None:
    page = load().explain(difference)
    assert page.onprem != page.cloud
    assert not difference.rules
