"""All reference pages: which there are, whether the files are current, and how they are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from wamigrate.docs import (
    bridge,
    checks,
    commands,
    configuration,
    differences,
    error_codes,
    errors,
    exit_codes,
    register_answers,
    simulators,
    states,
    steps,
)

__all__ = ["FOLDER", "PAGES", "stale_pages", "write_pages"]

FOLDER = Path("docs/reference")

PAGES: Mapping[str, Callable[[], str]] = {
    "commands.md": commands.page,
    "configuration.md": configuration.page,
    "bridge.md": bridge.page,
    "checks.md": checks.page,
    "steps.md": steps.page,
    "states.md": states.page,
    "register-answers.md": register_answers.page,
    "simulators.md": simulators.page,
    "exit-codes.md": exit_codes.page,
    "errors.md": errors.page,
    "differences.md": differences.page,
    "error-codes.md": error_codes.page,
}


def stale_pages(folder: Path) -> dict[str, str]:
    """Page → "missing", "stale", or "not a page of the reference"; empty when all is current."""
    found = {name: _judge(folder / name, page()) for name, page in PAGES.items()}
    strangers = {p.name: "not a page of the reference" for p in folder.glob("*.md") if p.name not in PAGES}
    return {name: what for name, what in {**found, **strangers}.items() if what}


def _judge(file: Path, wanted: str) -> str:
    if not file.exists():
        return "missing"
    return "" if file.read_text() == wanted else "stale"


def write_pages(folder: Path) -> list[Path]:
    """Write every page; files that are current already stay as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        text, file = page(), folder / name
        if _judge(file, text):
            file.write_text(text)
    return [folder / name for name in PAGES]
