"""What there is to know about an error code of either API, for the terminal and the documentation."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from wamigrate.apis import ErrorCode
from wamigrate.apis.cloud import error_codes as cloud
from wamigrate.apis.error_mapping import cloud_codes, map_error
from wamigrate.apis.error_rows import ACCEPT_THEN_FAIL, ROWS, Fit, Where
from wamigrate.apis.onprem import error_codes as onprem

__all__ = ["CLOUD", "ONPREM", "SOURCES", "Becomes", "Known", "explain", "near"]

CLOUD, ONPREM = "cloud", "onprem"
SOURCES = {
    CLOUD: 'Meta, Cloud API, "Error codes"',
    ONPREM: 'Meta, On-Premises API, "Error codes"',
}
NEAR = 5


@dataclass(frozen=True, slots=True)
class Becomes:
    """The code of the other API for the same cause. `when` is empty for what always holds."""

    code: int
    title: str
    where: Where | None = None
    http: int | None = None
    fit: Fit | None = None
    when: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """One documented error with its counterparts.

    `reported_later` marks what Cloud may refuse at once and On-Premises reported by webhook.
    """

    api: str
    entry: ErrorCode
    becomes: tuple[Becomes, ...]
    reported_later: bool = False


def explain(code: int, subcode: int | None = None) -> list[Known]:
    """The errors of this code, Cloud API's first; none for a code that nobody knows."""
    found = []
    entry = cloud.lookup(code, subcode)
    if entry is not None:
        found.append(Known(CLOUD, entry, tuple(_onprem(code, subcode)), code in ACCEPT_THEN_FAIL))
    entry = onprem.lookup(code)
    if entry is not None:
        found.append(Known(ONPREM, entry, tuple(_cloud(code))))
    return found


def _onprem(code: int, subcode: int | None) -> list[Becomes]:
    """The usual counterparts, then those for certain words or choices."""
    usual = []
    for where in Where:
        mapped = map_error(code, subcode=subcode, where=where)
        usual.append(Becomes(mapped.code, mapped.title, where, mapped.http, mapped.fit))
    special = [row for row in ROWS if row[0] == code and row[3] and subcode is None]
    return usual + [
        Becomes(to, _title(to), where, http, fit, _when(condition))
        for _, _, where, condition, to, http, fit in special
    ]


def _when(condition: str) -> str:
    kind, _, words = condition.partition("~")
    shown = " or ".join(f"“{word}”" for word in words.split("|"))
    return f"if its text says {shown}" if kind == "details" else "if the operator wants it so"


def _cloud(code: int) -> list[Becomes]:
    entries = [(number, cloud.lookup(number)) for number in cloud_codes(code)]
    return [Becomes(number, entry.title) for number, entry in entries if entry is not None]


def _title(code: int) -> str:
    entry = onprem.lookup(code)
    return entry.title if entry else ""


def near(code: int) -> list[int]:
    """Known codes that look like this one."""
    known = sorted({*onprem.BY_CODE, *(number for number, _ in cloud.BY_CODE)})
    words = difflib.get_close_matches(str(code), [str(number) for number in known], n=NEAR, cutoff=0.7)
    return [int(word) for word in words]
