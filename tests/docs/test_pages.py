"""What is true of every page: links lead somewhere, commands and keys exist, no machine is named."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.docs.console import ROOT
from tests.docs.pages import ALL, BY_HAND, FENCE, anchors_of, blocks_of, links_of
from wamigrate.cli.main import COMMANDS, cli, load
from wamigrate.config_docs import all_sections
from wamigrate.docs.commands import option_names
from wamigrate.lint.facts_file import FactsFile, TemplateFact
from wamigrate.migration.answers import QUESTIONS
from wamigrate.sim import spec
from wamigrate.sim.fault_kinds import KINDS
from wamigrate.sim.world_file import parse_world

REGISTRIES = [f"{name}.org" for name in ("pypi", "pythonhosted", "npmjs")]
# Put together from parts, so that this file does not hold what it forbids.
ELSEWHERE = ["registry" + "-1.", "../" + "shared"]
FORBIDDEN = [*REGISTRIES, *ELSEWHERE, f"{ROOT.parent}/", f"{Path.home()}/", "/tmp/"]


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", ALL, ids=_name)
def test_every_link_inside_the_repository_leads_somewhere(page: Path) -> None:
    assert [link for link in links_of(page) if not _leads_somewhere(page, link)] == []


def _leads_somewhere(page: Path, link: str) -> bool:
    if link.startswith("https://"):
        return True
    name, _, anchor = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    inside = target.is_relative_to(ROOT) and target.exists()
    return inside and (not anchor or anchor in anchors_of(target))


@pytest.mark.parametrize("page", ALL, ids=_name)
def test_a_page_names_no_registry_no_machine_and_no_neighbour(page: Path) -> None:
    text = page.read_text()

    assert [word for word in FORBIDDEN if word in text] == []


@pytest.mark.parametrize("page", ALL, ids=_name)
def test_every_command_that_a_page_tells_to_type_exists(page: Path) -> None:
    assert [typed for typed in _typed(page.read_text()) if _strange(typed)] == []


def _typed(text: str) -> Iterator[str]:
    """Commands as code, at the begin of a line of a block, or after a colon."""
    yield from re.findall(r"`(wamigrate [^`\n]+)`", text)
    for block in FENCE.finditer(text):
        yield from re.findall(r"^ *(?:\$ |Next: |.*next +)?(wamigrate [^\n#|>&]+)", block[2], re.MULTILINE)
    yield from re.findall(r"(?:[Tt]hen|again|[Ss]ee): (wamigrate(?: [\w-]+)+)", FENCE.sub("", text))


def _strange(typed: str) -> str:
    """The word of it that no command or option is; empty when it can be typed."""
    words = typed.split()[1:]
    while words and words[0] in {"--config", "-c"}:
        words = words[2:]
    if not words or words[0].isupper() or words[0] == "…":  # `wamigrate COMMAND --help`
        return ""
    if words[0].startswith("-"):
        return "" if words[0] in {*option_names(cli), "--help"} else words[0]
    if words[0] not in COMMANDS:
        return words[0]
    known = {*option_names(load(words[0])), "--help"}
    return next((word for word in words if word.startswith("--") and word not in known), "")


def test_every_page_is_listed_in_the_index() -> None:
    index = ROOT / "docs" / "index.md"
    listed = {(index.parent / link.partition("#")[0]).resolve() for link in links_of(index)}

    assert [_name(page) for page in ALL if page not in {*listed, index}] == []


@pytest.mark.parametrize("page", [page for page in BY_HAND if blocks_of(page, "toml")], ids=_name)
def test_every_key_of_a_toml_example_exists(page: Path) -> None:
    known = _known_keys()

    examples = [tomllib.loads(block.replace("…", "x")) for block in blocks_of(page, "toml")]

    assert [key for example in examples for key in _keys(example) if key not in known] == []


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _keys(item)
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key != "media":  # its keys are the operator's own media IDs
                yield from _keys(inner)


def _known_keys() -> set[str]:
    """Of wamigrate.toml, its answers, world files, and facts for the linter."""
    tables = {part for section in all_sections() for part in section.name.strip("[]").split(".")}
    ours = {key.name for section in all_sections() for key in section.keys}
    worlds: list[type[msgspec.Struct]] = [
        spec.Options,
        spec.AppSpec,
        spec.WabaSpec,
        spec.NumberSpec,
        spec.WorldSpec,
        spec.TemplateSpec,
    ]
    theirs = {field.name for struct in worlds for field in msgspec.structs.fields(struct)}
    facts = {field.name for struct in (FactsFile, TemplateFact) for field in msgspec.structs.fields(struct)}
    return tables | ours | theirs | facts | {*QUESTIONS}


def test_the_world_and_the_faults_of_the_rehearsal_can_be_used() -> None:
    page = ROOT / "docs" / "how-to" / "rehearse-offline.md"

    world = parse_world(blocks_of(page, "toml")[0])
    kinds = re.findall(r'"kind": "(\w+)"', page.read_text())

    assert [number.name for number in world.number] == ["shop"]
    assert len(kinds) > 2
    assert [kind for kind in kinds if kind not in KINDS] == []


def test_the_contributing_page_can_be_read_in_one_sitting() -> None:
    assert len((ROOT / "CONTRIBUTING.md").read_text().splitlines()) <= 150


def test_the_licence_is_there_and_is_the_one_that_the_readme_names() -> None:
    assert "Apache License" in (ROOT / "LICENSE").read_text()
    assert "Apache-2.0" in (ROOT / "README.md").read_text()
