"""The page of exit codes."""

from __future__ import annotations

from collections.abc import Mapping

from wamigrate.docs import markdown
from wamigrate.docs.errors import every_error
from wamigrate.docs.markdown import code, table

__all__ = ["CODES", "page"]

CODES: Mapping[int, str] = {
    0: "Done. Also: the migration waits at the gate, or was finished before.",
    1: "Findings, blockers, an API that refused, or a migration that failed or was sent back to the gate.",
    2: "Wrong use: an unknown command, option, number or key, or something that cannot be done now.",
    3: "The outcome of `register` is not known. A person must look: `wamigrate status NUMBER`.",
    75: "A worker lost its database connection and left at once, so that it cannot act beside another one. "
    "Let a supervisor start it again.",
    130: "Interrupted with Ctrl-C. A `register` in flight was waited for; `wamigrate resume NUMBER` goes on.",
}


def page() -> str:
    return markdown.page(
        "Exit codes",
        "Data goes to standard output, messages go to standard error. `--json` prints one document.",
        table(
            ["Code", "Meaning", "Errors that end with it"], ([str(c), CODES[c], _errors(c)] for c in CODES)
        ),
        "The [errors](errors.md) have a page of their own.",
    )


def _errors(number: int) -> str:
    found = [e for e in every_error() if e.exit_code == number]
    strange = {e.exit_code for e in every_error()} - set(CODES)
    if strange:
        raise TypeError(f"no meaning is given for the exit codes {sorted(strange)}")
    return ", ".join(code(e.__name__) for e in found)
