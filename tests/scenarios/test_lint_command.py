"""`wamigrate lint` and `wamigrate differences`, as processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

GOOD = {"messaging_product": "whatsapp", "to": "+16505550111", "type": "text", "text": {"body": "hi"}}
TAGGED = {**GOOD, "tag": "spring"}


def run(folder: Path, *words: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wamigrate", *words]
    return subprocess.run(command, cwd=folder, input=given, capture_output=True, text=True, timeout=60)


@pytest.fixture
def traffic(tmp_path: Path) -> Path:
    (tmp_path / "a.jsonl").write_text(f"{json.dumps(TAGGED)}\nbroken\n{json.dumps(GOOD)}\n")
    return tmp_path


def test_nothing_to_find_is_exit_code_0_without_any_configuration(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([GOOD]))
    ended = run(tmp_path, "lint", "a.json")
    assert (ended.returncode, ended.stdout.splitlines()[0]) == (0, "1 messages in 1 file.")


def test_findings_are_exit_code_1_until_they_are_repaired(traffic: Path) -> None:
    assert run(traffic, "lint", "a.jsonl").returncode == 1
    (traffic / "a.jsonl").write_text(json.dumps(TAGGED) + "\n")
    ended = run(traffic, "lint", "a.jsonl", "--fix", "--format", "json")
    assert ended.returncode == 0
    assert (json.loads(ended.stdout)["fixed"], json.loads(ended.stdout)["refused"]) == (1, 0)
    assert json.loads((traffic / "a.fixed.jsonl").read_text()) == GOOD
    assert json.loads((traffic / "a.jsonl").read_text()) == TAGGED


def test_a_broken_line_is_a_finding_with_its_number(traffic: Path) -> None:
    document = json.loads(run(traffic, "lint", "a.jsonl", "--format", "json").stdout)
    assert [(f["difference"], f["line"]) for f in document["findings"]] == [
        ("unknown-property", 1),
        ("not-json", 2),
    ]


def test_standard_input_goes_to_standard_output_repaired(tmp_path: Path) -> None:
    ended = run(tmp_path, "lint", "-", "--fix", given=json.dumps(TAGGED) + "\n")
    assert json.loads(ended.stdout) == GOOD
    assert "1 messages were repaired." in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_differences_are_left_out_by_option_and_by_configuration(traffic: Path) -> None:
    (traffic / "wamigrate.toml").write_text('[lint]\nignore = ["unknown-property"]\n')
    named = [
        f["difference"] for f in json.loads(run(traffic, "lint", ".", "--format", "json").stdout)["findings"]
    ]
    assert named == ["not-json"]
    (traffic / "wamigrate.toml").write_text("[lint]\nignored = []\n")
    ended = run(traffic, "lint", ".")
    assert (ended.returncode, ended.stderr.splitlines()[-1]) == (2, "hint:  Did you mean 'ignore'?")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("lint", "nothing.json"), "There is no nothing.json."),
        (("lint", "a.jsonl", "--unsafe"), "--unsafe says how far --fix may go."),
        (("lint", "a.jsonl", "--select", "unknown-propert"), "Did you mean 'unknown-property'?"),
        (("lint", "a.jsonl", "--facts", "none.toml"), "The facts none.toml cannot be read"),
        (("lint", "a.jsonl", "--templates-of", "main"), "There is no wamigrate.toml."),
        (("differences", "voice-typ"), "Did you mean 'voice-type'?"),
    ],
)
def test_what_cannot_be_done_is_exit_code_2_and_says_what_to_do(
    traffic: Path, words: tuple[str, ...], said: str
) -> None:
    ended = run(traffic, *words)
    assert ended.returncode == 2
    assert said in ended.stderr


def test_a_difference_is_explained_with_its_example(tmp_path: Path) -> None:
    ended = run(tmp_path, "differences", "voice-type")
    for heading in ("On-Premises:", "Cloud:", "What we do:", "Source:", "Example: a voice note"):
        assert heading in ended.stdout
    document = json.loads(run(tmp_path, "differences", "--json").stdout)
    assert {"name", "surface", "level", "onprem", "cloud", "what_we_do", "source", "pairs"} <= set(
        document["differences"][0]
    )
