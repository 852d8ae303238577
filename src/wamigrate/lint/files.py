"""Which files to look at, and where their repaired copies go."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wamigrate.errors import UsageError

__all__ = ["copy_of", "files_of"]

KNOWN = (".json", ".jsonl", ".ndjson", ".har")
MARK = ".fixed"


def files_of(given: Sequence[str]) -> list[Path | None]:
    """The files, those of folders included; None is standard input. UsageError where there is none."""
    found: list[Path | None] = []
    for name in given:
        path = Path(name)
        if name == "-":
            found.append(None)
        elif path.is_dir():
            found += _in_folder(path)
        elif path.exists():
            found.append(path)
        else:
            raise UsageError(f"There is no {name}.", hint="Name files or folders, or - for standard input.")
    if not found:
        kinds = ", ".join(KNOWN)
        raise UsageError(f"There is nothing to look at in {given[0]}.", hint=f"In folders, {kinds} count.")
    return list(dict.fromkeys(found))


def _in_folder(folder: Path) -> list[Path]:
    """Files of known kinds at any depth, gzip too; repaired copies are left out."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.name.removesuffix(".gz").endswith(KNOWN) and MARK not in path.suffixes and path.is_file()
    )


def copy_of(path: Path) -> Path:
    """`a.jsonl` → `a.fixed.jsonl`, beside it; `.gz` stays at the end."""
    packed = ".gz" if path.suffix == ".gz" else ""
    plain = Path(path.name.removesuffix(packed)) if packed else Path(path.name)
    return path.with_name(f"{plain.stem}{MARK}{plain.suffix}{packed}")
