"""`python -m wamigrate.docs`: write the reference pages, or say which of them are stale."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from wamigrate.docs.reference import FOLDER, stale_pages, write_pages

__all__ = ["main"]

RENEW = "python -m wamigrate.docs"


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the pages are current, 1 when `--check` finds one that is not."""
    parser = argparse.ArgumentParser(prog=RENEW, description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="change nothing; exit 1 if a page is not current"
    )
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the pages are")
    given = parser.parse_args(arguments)
    if not given.check:
        written = write_pages(given.folder)
        sys.stdout.write(f"{len(written)} pages written to {given.folder}\n")
        return 0
    found = stale_pages(given.folder)
    for page, what in found.items():
        sys.stderr.write(f"{given.folder / page} is {what}\n")
    if found:
        sys.stderr.write(f"hint:  renew with: {RENEW}\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
