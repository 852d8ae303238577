"""The page of our own errors."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from wamigrate import errors
from wamigrate.docs import markdown
from wamigrate.docs.markdown import code, table
from wamigrate.errors import WamigrateError, first_line

__all__ = ["every_error", "page"]

INTRO = """\
Every expected error is one line on standard error, then a hint where there is something to do, then an
[exit code](exit-codes.md). A Python traceback is a bug: please report it.

    error: There is no number 'mian' in wamigrate.toml.
    hint:  Did you mean 'main'?"""


def page() -> str:
    rows = ([code(e.__name__), first_line(e.__doc__), str(e.exit_code)] for e in every_error())
    return markdown.page(
        "Errors",
        INTRO,
        "## The tree",
        f"```text\n{_tree()}\n```",
        "## What each says when nothing more is known",
        table(["Error", "Message", "Exit code"], rows),
        "What Meta answers to `register` has [a page of its own](register-answers.md).",
    )


def every_error(above: type[WamigrateError] = WamigrateError) -> Iterator[type[WamigrateError]]:
    """The tree from the top down, each error before those below it."""
    yield above
    for below in above.__subclasses__():
        if below.__module__ == errors.__name__:
            yield from every_error(below)


def _tree() -> str:
    """The drawing in the module's docstring; refused where it leaves an error out."""
    drawn = inspect.cleandoc(errors.__doc__ or "").split("\n\n")[1]
    missing = [e.__name__ for e in every_error() if e.__name__ not in drawn]
    if missing:
        raise TypeError(f"the tree in errors.py does not show {', '.join(missing)}")
    return inspect.cleandoc(drawn)
