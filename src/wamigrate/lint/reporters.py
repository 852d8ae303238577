"""What was found, for people and for machines: text, JSON, SARIF 2.1.0, GitHub annotations."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

import msgspec

from wamigrate import __version__
from wamigrate.core.payload import JsonObject
from wamigrate.differences.difference import Level
from wamigrate.differences.registry import Registry
from wamigrate.lint.linter import UNREADABLE
from wamigrate.lint.tally import Line, Row, Tally

__all__ = ["read_findings", "summary", "write_github", "write_json", "write_sarif", "write_text"]

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
SARIF_LEVELS = {"refused": "error", "changed": "warning", "note": "note"}
GITHUB_LEVELS = {"refused": "error", "changed": "warning", "note": "notice"}
ORDER = tuple(Level)


def read_findings(spools: Iterable[Path]) -> Iterator[Line]:
    """The findings that the files left, one after the other."""
    decoder = msgspec.json.Decoder(Line)
    for spool in spools:
        with spool.open("rb") as file:
            for raw in file:
                yield decoder.decode(raw)


def write_json(out: TextIO, tally: Tally, findings: Iterable[Line]) -> None:
    """One document; findings are written as they come, so that a million of them fit."""
    head = {name: getattr(tally, name) for name in ("messages", "refused", "changed", "fixed")}
    more = {name: getattr(tally, name) for name in ("safely", "unsafely", "person", "unreadable", "skipped")}
    out.write(msgspec.json.encode({**head, **more}).decode()[:-1] + ',"findings":[')
    _listed(out, findings)
    out.write("]}\n")


def _listed(out: TextIO, items: Iterable[object]) -> None:
    joint = "\n"
    for item in items:
        out.write(joint + msgspec.json.encode(item).decode())
        joint = ",\n"


def write_sarif(out: TextIO, registry: Registry, findings: Iterable[Line]) -> None:
    """A SARIF 2.1.0 log with one run; each difference is a rule."""
    driver = {"name": "wamigrate", "version": __version__, "rules": list(_rules(registry))}
    run = msgspec.json.encode({"tool": {"driver": driver}, "columnKind": "utf16CodeUnits"}).decode()
    head = msgspec.json.encode({"$schema": SARIF_SCHEMA, "version": "2.1.0"}).decode()
    out.write(f'{head[:-1]},"runs":[{run[:-1]},"results":[')
    _listed(out, (_result(line) for line in findings))
    out.write("]}]}\n")


def _rules(registry: Registry) -> Iterator[JsonObject]:
    for difference in registry:
        explained = registry.explain(difference)
        yield {
            "id": difference.name,
            "shortDescription": {"text": explained.title},
            "fullDescription": {"text": f"On-Premises: {explained.onprem} Cloud: {explained.cloud}"},
            "help": {"text": explained.what_we_do},
            "defaultConfiguration": {"level": SARIF_LEVELS[difference.level]},
        }
    yield {"id": UNREADABLE, "shortDescription": {"text": "The record is not JSON."}}


def _result(line: Line) -> JsonObject:
    place = {"artifactLocation": {"uri": _uri(line.file)}, "region": {"startLine": line.line}}
    return {
        "ruleId": line.difference,
        "level": SARIF_LEVELS[line.level],
        "message": {"text": _sentence(line)},
        "locations": [{"physicalLocation": place}],
        "properties": {"index": line.index, "path": line.path, "fix": line.fix, "fixed": line.fixed},
    }


def _uri(file: str) -> str:
    if file == "-":
        return "stdin"
    path = Path(file)
    return path.as_uri() if path.is_absolute() else path.as_posix().replace(" ", "%20")


def write_github(out: TextIO, findings: Iterable[Line]) -> None:
    """Workflow commands that GitHub shows beside the lines of a file."""
    for line in findings:
        place = f"file={_property(line.file)},line={line.line},title={_property(line.difference)}"
        out.write(f"::{GITHUB_LEVELS[line.level]} {place}::{_data(_sentence(line))}\n")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _sentence(line: Line) -> str:
    return f"{line.path}: {line.message}" if line.path else line.message


def write_text(out: TextIO, registry: Registry, tally: Tally, *, files: int, fix: bool) -> None:
    """Findings by difference, the worst first, with one example each; then a summary for a manager."""
    worst = sorted(tally.rows.items(), key=lambda row: (_weight(row[1]), -row[1].count, row[0]))
    for name, row in worst:
        out.write(f"{_headline(registry, name, row)}\n")
        if row.example is not None:
            place = f"{_shortened(row.example.file)}:{row.example.line}"
            out.write(f"    {place}  {_sentence(row.example)}\n")
    if worst:
        out.write("\n")
    out.write("\n".join(summary(tally, files=files, fix=fix)) + "\n")


def _weight(row: Row) -> int:
    return next(place for place, level in enumerate(ORDER) if getattr(row, level))


def _headline(registry: Registry, name: str, row: Row) -> str:
    counts = [f"{getattr(row, level):,} {level}" for level in ORDER if getattr(row, level)]
    unsafely = max(row.fixed - row.safe, 0)
    fixes = (
        (row.fixed, "repaired"),
        (row.safe - (row.fixed - unsafely), "safe fix"),
        (row.unsafe - unsafely, "unsafe fix"),
        (row.by_hand, "by hand"),
    )
    shown = [f"{n:,} {what}" for n, what in fixes if n > 0]
    difference = registry.get(name)
    title = registry.explain(difference).title if difference else "A record that is not JSON."
    return f"{name}: {title}\n    {', '.join(counts)}" + (f" ({', '.join(shown)})" if shown else "")


def _shortened(file: str) -> str:
    relative = os.path.relpath(file) if Path(file).is_absolute() else file
    return file if relative.startswith("..") else relative


def summary(tally: Tally, *, files: int, fix: bool) -> list[str]:
    """A few lines that somebody who reads no JSON understands."""
    where = "1 file" if files == 1 else f"{files:,} files"
    lines = [f"{tally.messages:,} messages in {where}."]
    left = "After the repair, Cloud API would still refuse" if fix else "Cloud API would refuse"
    lines.append(f"{left} {tally.refused:,} of them, and understand {tally.changed:,} differently.")
    if fix:
        lines.append(f"{tally.fixed:,} messages were repaired.")
    for count, what in (
        (tally.safely, "can be repaired safely: --fix"),
        (tally.unsafely, "can be repaired with fixes that may change what they say: --fix --unsafe"),
        (tally.person, "need a person: there is no fix for something in them"),
        (tally.unreadable, "records are not JSON"),
        (tally.skipped, "records are about something else and were left out"),
    ):
        if count:
            lines.append(f"{count:,} {what}.")
    return lines
