"""`wamigrate errors`, as an operator types it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from wamigrate.cli.errors import errors
from wamigrate.cli.main import main


def test_a_code_is_explained_with_its_counterpart_and_what_to_do() -> None:
    said = CliRunner().invoke(errors, ["131047"]).output
    assert "131047  Re-engagement message" in said
    assert "On-Premises: 470 Re-engagement message (in a webhook, exact fit)" in said
    assert "What to do: The customer last wrote more than 24 hours ago: send a template." in said


def test_a_code_of_on_premises_without_a_counterpart_says_so() -> None:
    assert "Cloud API: nothing of the kind" in CliRunner().invoke(errors, ["1022"]).output


def test_json_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["errors", "(#100/33)", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["code"], document["subcode"]) == (100, 33)
    assert [b["code"] for b in document["found"][0]["becomes"]] == [1006, 1006]


@pytest.mark.parametrize(
    ("word", "hint"), [("131407", "131047"), ("999999999", "error-codes"), ("x", "131047")]
)
def test_what_is_no_code_is_a_wrong_use_with_a_hint(
    word: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["errors", word]) == 2
    assert hint in capsys.readouterr().err
