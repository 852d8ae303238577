"""Each page against the objects that it is made from."""

from __future__ import annotations

import pytest

from wamigrate.config_docs import all_sections
from wamigrate.docs import checks, configuration, errors, exit_codes, register_answers, states, steps
from wamigrate.docs.markdown import sections_of
from wamigrate.migration.answers import QUESTIONS
from wamigrate.migration.chain import CHAIN
from wamigrate.migration.check import all_checks
from wamigrate.migration.plan import PATHS
from wamigrate.migration.register_answers import ROWS
from wamigrate.migration.state import State
from wamigrate.migration.step import Step


def test_every_check_has_a_section_with_all_that_its_module_says() -> None:
    page = checks.page()

    for check in all_checks():
        assert f"## {check.id} {check.name}\n" in page
        assert all(f"**{name}.**" in page for name in check.sections)


def test_every_step_has_a_section_and_one_of_them_is_the_point_of_no_return() -> None:
    page = steps.page()

    assert [step.name for step in CHAIN if f"\n## {step.name}\n" not in page] == []
    assert page.count("**Point of no return.**") == 2  # in the chain and in its own section


@pytest.mark.parametrize("step", CHAIN, ids=lambda step: step.name)
def test_every_step_says_why_what_how_it_is_undone_and_on_what_grounds(step: Step) -> None:
    assert list(sections_of(step.doc, steps.SECTIONS)) == list(steps.SECTIONS)


def test_the_decision_table_has_a_row_for_every_state() -> None:
    table = states.page().partition("## How both sides decide")[2].partition("\n## ")[0]
    concluded = {
        line.split(" | ")[3].partition(",")[0] for line in table.splitlines() if line.startswith("|")
    }

    assert {*State} <= concluded


def test_every_path_is_explained() -> None:
    page = states.page()

    assert [letter for letter, why in PATHS.items() if f"| {letter} | {why} |" not in page] == []


def test_every_answer_of_register_has_a_row() -> None:
    lines = register_answers.page().splitlines()

    assert sum(line.startswith("| ") for line in lines) == len(ROWS) + 3  # head, rule, any other


def test_every_key_and_every_question_stands_in_the_page_of_the_configuration() -> None:
    page = configuration.page()

    keys = [key.name for section in all_sections() for key in section.keys]
    assert [key for key in [*keys, *QUESTIONS] if f"| `{key}` |" not in page] == []


def test_every_error_stands_in_its_page_with_its_exit_code() -> None:
    page, codes = errors.page(), exit_codes.page()

    for error in errors.every_error():
        assert f"| `{error.__name__}` |" in page
        assert f"`{error.__name__}`" in codes
