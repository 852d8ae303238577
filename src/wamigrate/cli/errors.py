"""`wamigrate errors`: what a code means, what it becomes on the other API, and what to do about it."""

from __future__ import annotations

import re
import textwrap

import rich_click as click

from wamigrate.apis.error_page import CLOUD, SOURCES, Becomes, Known, explain, near
from wamigrate.apis.error_rows import Where
from wamigrate.cli.common import as_json
from wamigrate.core.payload import JsonObject
from wamigrate.errors import UsageError

__all__ = ["errors"]

CODE = re.compile(r"#?(\d{1,9})(?:/(\d{1,9}))?")
NAMES = {CLOUD: "Cloud API", "onprem": "On-Premises API"}
OTHERS = {CLOUD: "On-Premises", "onprem": "Cloud API"}
LATER = "If Cloud API refuses at once for this, On-Premises would have taken the message and failed it later."


@click.command()
@click.argument("code")
@click.option("--json", "json_", is_flag=True, help="Print one JSON document.")
def errors(code: str, json_: bool) -> int:
    """Explain an error CODE of either API; with a subcode as CODE/SUBCODE.

    Example: wamigrate errors 131047
    """
    number, subcode = _read(code)
    found = explain(number, subcode)
    if not found:
        likely = ", ".join(str(n) for n in near(number))
        hint = (
            f"Did you mean one of {likely}?" if likely else "Codes of both APIs are on the page error-codes."
        )
        raise UsageError(f"Neither API documents an error {code}.", hint=hint)
    if json_:
        as_json({"code": number, "subcode": subcode, "found": [_document(known) for known in found]})
        return 0
    for place, known in enumerate(found):
        click.echo("", nl=place > 0)
        _show(known)
    return 0


def _read(code: str) -> tuple[int, int | None]:
    fits = CODE.fullmatch(code.strip().strip("()"))
    if fits is None:
        raise UsageError(f"'{code}' is no error code.", hint="For example: wamigrate errors 131047")
    return int(fits[1]), int(fits[2]) if fits[2] else None


def _show(known: Known) -> None:
    entry = known.entry
    subcode = f"/{entry.subcode}" if entry.subcode else ""
    click.secho(f"{entry.code}{subcode}  {entry.title}", bold=True)
    lasting = "may pass by itself" if entry.transient else "does not pass by itself"
    status = f", HTTP status {entry.http}" if entry.http else ""
    click.echo(f"  {NAMES[known.api]}, family {entry.family.value}, {lasting}{status}")
    for becomes in known.becomes:
        click.echo(f"  {OTHERS[known.api]}: {becomes.code} {becomes.title}{_circumstances(becomes)}")
    if not known.becomes:
        click.echo(f"  {OTHERS[known.api]}: nothing of the kind")
    if known.reported_later:
        _wrapped(LATER)
    _wrapped(f"What to do: {entry.hint}")
    _wrapped(f"Source: {SOURCES[known.api]}")


def _circumstances(becomes: Becomes) -> str:
    said = []
    if becomes.where is not None:
        said.append(
            f"in an answer, status {becomes.http}" if becomes.where is Where.ANSWER else "in a webhook"
        )
    if becomes.fit is not None:
        said.append(f"{becomes.fit.value} fit")
    return f" ({', '.join([*said, becomes.when] if becomes.when else said)})" if said else ""


def _wrapped(text: str) -> None:
    click.echo(textwrap.fill(text, 100, initial_indent="  ", subsequent_indent="    "))


def _document(known: Known) -> JsonObject:
    entry = known.entry
    return {
        "api": known.api,
        "code": entry.code,
        "subcode": entry.subcode,
        "title": entry.title,
        "family": entry.family.value,
        "transient": entry.transient,
        "http": entry.http,
        "hint": entry.hint,
        "source": SOURCES[known.api],
        "reported_later": known.reported_later,
        "becomes": [
            {
                "code": b.code,
                "title": b.title,
                "where": b.where.value if b.where else None,
                "http": b.http,
                "fit": b.fit.value if b.fit else None,
                "when": b.when or None,
            }
            for b in known.becomes
        ],
    }
