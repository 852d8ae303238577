"""Markdown from plain data: pages, tables, cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

__all__ = ["capital", "code", "page", "sections_of", "sentence", "table"]

MADE_BY = "<!-- Made by `python -m wamigrate.docs` from the code. Changes belong there. -->"


def page(title: str, *parts: str) -> str:
    """A page: the mark of its maker, the title, the parts with one empty line between them."""
    return "\n\n".join([MADE_BY, f"# {title}", *(part.strip("\n") for part in parts if part)]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; what would break a cell is escaped."""
    lines = [head, ["---"] * len(head), *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|") or " "


def code(text: object) -> str:
    """As code; two back-ticks where the text has one."""
    word = str(text)
    return f"`` {word} ``" if "`" in word else f"`{word}`"


def sentence(text: str) -> str:
    """With a full stop, for what is written as a title in the code."""
    return text if not text or text.endswith((".", "!", "?", ".)")) else f"{text}."


def capital(text: str) -> str:
    """With a capital first letter, unless the first word is the name of a field."""
    return text if "_" in text.partition(" ")[0] else text[:1].upper() + text[1:]


def sections_of(doc: str, names: Sequence[str]) -> dict[str, str]:
    """The sections `Name: text` of a docstring, each with its lines joined."""
    _, *rest = re.split(rf"^({'|'.join(names)}):", doc, flags=re.MULTILINE)
    return {name: " ".join(text.split()) for name, text in zip(rest[::2], rest[1::2], strict=True)}
