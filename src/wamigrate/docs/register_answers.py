"""The page of the answers that `register` can give."""

from __future__ import annotations

from wamigrate.docs import markdown
from wamigrate.docs.markdown import table
from wamigrate.migration.register_answers import ROWS, UNLISTED, Row

__all__ = ["page"]

INTRO = """\
What Meta can answer to `register`, where the number then most likely is, and what to do. No row leads to a
second call by itself: whatever is not a clear yes, both sides are read, and they have the last word.

*State* is the expectation: *probe* means that only both sides can tell. *Ended* says whether the call is over
at Meta. If it is not, "nothing happened" is concluded only after the wait that the
[states](states.md#how-both-sides-decide) describe. `NUMBER` stands for the name of your number."""


def page() -> str:
    head = ["Code", "Subcode", "Meaning", "State", "Ended", "What you are told", "What to do"]
    return markdown.page(
        "Answers of register",
        INTRO,
        table(head, map(_row, [*ROWS, UNLISTED])),
        "Codes 201 to 299 without a row of their own are read as 200.",
    )


def _row(row: Row) -> list[str]:
    code = "any other" if row is UNLISTED else str(row.code)
    return [
        code,
        "" if row.subcode is None else str(row.subcode),
        row.title,
        row.state,
        "yes" if row.clear else "not certain",
        row.told,
        row.todo.format(number="NUMBER"),
    ]
