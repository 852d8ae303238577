"""Facts from a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from wamigrate.differences.facts import Template
from wamigrate.errors import ConfigError
from wamigrate.lint.facts_file import FactsFile, facts_of, read_facts

TOML = """
blocked_hosts = ["files.example"]
[media]
"f043afd0-f0ae-4b9c-ab3d-696fb4c8cd68" = "1234567890"
[[template]]
name = "order_ready"
language = "en_US"
body_parameters = 2
buttons = ["URL"]
"""


def test_a_facts_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_text(TOML)
    facts = facts_of(read_facts(path))
    assert facts.media == {"f043afd0-f0ae-4b9c-ab3d-696fb4c8cd68": "1234567890"}
    assert facts.blocked_hosts == {"files.example"}
    known = Template("order_ready", "en_US", body_parameters=2, buttons=("URL",))
    assert {("order_ready", "en_US"): known} == facts.templates


def test_without_templates_none_are_known_and_none_is_missed() -> None:
    assert facts_of(FactsFile()).templates is None
    assert facts_of(FactsFile(), {}).templates == {}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.toml", b"medai = {}", "unknown field"),
        ("a.toml", b"media = 5", "object"),
        ("a.toml", b"[", "cannot be used"),
        ("a.json", b"{", "cannot be used"),
        ("a.json", b"[" * 100_000, "cannot be used"),
        ("a.toml", b"\xff", "UTF-8"),
        ("nothing.toml", None, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(
    tmp_path: Path, name: str, text: bytes | None, said: str
) -> None:
    path = tmp_path / name
    if text is not None:
        path.write_bytes(text)
    with pytest.raises(ConfigError, match=said):
        read_facts(path)
