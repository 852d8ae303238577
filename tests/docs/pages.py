"""The pages that people wrote, and those that the code made."""

from __future__ import annotations

import re
from pathlib import Path

from tests.docs.console import ROOT

__all__ = ["ALL", "BY_HAND", "FENCE", "REFERENCE", "anchors_of", "blocks_of", "links_of", "without_blocks"]

REFERENCE = ROOT / "docs" / "reference"
ALL = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")])
BY_HAND = [page for page in ALL if page.parent != REFERENCE]

FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def blocks_of(page: Path, language: str) -> list[str]:
    """Fenced blocks of one language, without the indentation of a list."""
    found = FENCE.finditer(page.read_text())
    return [_flush_left(block[2]) for block in found if block[1] == language]


def _flush_left(text: str) -> str:
    lines = text.splitlines()
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "".join(f"{line[indent:]}\n" for line in lines)


def without_blocks(page: Path) -> str:
    return FENCE.sub("", page.read_text())


def links_of(page: Path) -> list[str]:
    """Where the page's links go; code is not looked at."""
    return LINK.findall(re.sub(r"`[^`\n]+`", "", without_blocks(page)))


def anchors_of(page: Path) -> set[str]:
    """Headings as they are spelled in a link: lower case, hyphens for spaces, no other signs."""
    headings = HEADING.findall(without_blocks(page))
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}
