"""The page of both APIs' error codes, read from the tables that bridge and linter use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wamigrate.apis import ErrorCode
from wamigrate.apis.cloud import error_codes as cloud
from wamigrate.apis.error_page import Becomes, explain
from wamigrate.apis.error_rows import ACCEPT_THEN_FAIL, Where
from wamigrate.apis.onprem import error_codes as onprem
from wamigrate.docs import markdown
from wamigrate.docs.markdown import code, table

__all__ = ["page"]

INTRO = """\
The codes of both APIs and what each becomes on the other. `wamigrate errors CODE` shows one in the terminal.

Most codes of Cloud API are 130000 plus the On-Premises code; the exceptions were matched by cause.
*Exact* means the same cause and title, *close* the same cause, *loose* the nearest that an application
can act on. Trouble with our own token or permissions always becomes 1011, so that no application logs in
again for ever."""
LATER = """\
On-Premises took a message and reported these failures by webhook. Where Cloud API refuses at once, the bridge
accepts the message all the same and fails it later."""
HEAD = ("Code", "Title", "On-Premises, in an answer", "On-Premises, in a webhook", "What to do")


def page() -> str:
    return markdown.page(
        "Error codes",
        INTRO,
        "## Cloud API",
        table(HEAD, _cloud_rows()),
        "## Cloud API, by what the error says",
        table(("Code", "If", "On-Premises"), _special_rows()),
        "## Reported later",
        LATER,
        ", ".join(code(number) for number in sorted(ACCEPT_THEN_FAIL)),
        "## On-Premises API",
        table(("Code", "Title", "Cloud API", "What to do"), _onprem_rows()),
    )


def _cloud_rows() -> Iterator[list[str]]:
    for entry in _cloud_entries():
        (known, *_) = explain(entry.code, entry.subcode)
        usual = {b.where: b for b in known.becomes if not b.when}
        name = f"{entry.code}/{entry.subcode}" if entry.subcode else str(entry.code)
        yield [
            code(name),
            entry.title,
            _shown(usual[Where.ANSWER]),
            _shown(usual[Where.WEBHOOK]),
            entry.hint,
        ]


def _cloud_entries() -> Iterable[ErrorCode]:
    entries = [*cloud.BY_CODE.values(), *(entry for _, entry in cloud.RANGES)]
    return sorted({(e.code, e.subcode or 0): e for e in reversed(entries)}.values(), key=_place)


def _place(entry: ErrorCode) -> tuple[int, int]:
    return entry.code, entry.subcode or 0


def _special_rows() -> Iterator[list[str]]:
    for entry in _cloud_entries():
        if entry.subcode is None:
            for becomes in explain(entry.code)[0].becomes:
                if becomes.when:
                    yield [code(entry.code), becomes.when.removeprefix("if "), _shown(becomes)]


def _onprem_rows() -> Iterator[list[str]]:
    for entry in onprem.BY_CODE.values():
        known = explain(entry.code)[-1]
        others = ", ".join(code(b.code) for b in known.becomes)
        yield [code(entry.code), entry.title, others or "nothing of the kind", entry.hint]


def _shown(becomes: Becomes) -> str:
    fit = f", {becomes.fit.value}" if becomes.fit else ""
    status = f", {becomes.http}" if becomes.http else ""
    return f"{code(becomes.code)} {becomes.title}{status}{fit}"
