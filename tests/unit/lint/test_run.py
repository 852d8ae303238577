"""Whole files: counts, repaired copies, several cores, and what goes wrong with files."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from wamigrate.core.payload import Json
from wamigrate.errors import UsageError
from wamigrate.lint.files import copy_of, files_of
from wamigrate.lint.linter import UNREADABLE, Options
from wamigrate.lint.reporters import read_findings
from wamigrate.lint.run import WORTH_A_PROCESS, Job, Outcome, run
from wamigrate.lint.tally import Tally

GOOD = {"messaging_product": "whatsapp", "to": "+16505550111", "type": "text", "text": {"body": "hi"}}
TAGGED = {**GOOD, "tag": "spring"}


def nothing(_done: int) -> None:
    return


def look(
    *files: Path, fix: bool = False, spool: Path | None = None, jobs: int = 1
) -> tuple[Tally, list[Outcome]]:
    outcomes = list(run(files, Job(Options(fix=fix), spool), jobs=jobs, progress=nothing, out=None))
    tally = Tally(rows={})
    for outcome in outcomes:
        tally.add(outcome.tally)
    return tally, outcomes


def lines(path: Path, *records: Json) -> Path:
    path.write_text("".join(json.dumps(r) + "\n" for r in records))
    return path


def test_what_cloud_takes_as_it_is_stays_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"messaging_product":"whatsapp",  "to":"+16505550111","text":{"body":"hi"},"type":"text"}\n\n'
    )
    tally, (outcome,) = look(path, fix=True)
    assert (tally.messages, tally.clean) == (1, True)
    assert outcome.copy is not None
    assert path.read_bytes() == outcome.copy.read_bytes()


def test_a_line_that_is_no_json_is_a_finding_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        json.dumps(TAGGED).encode() + b'\n{broken\n\xff\xfe\n"ol\xe9"\n' + json.dumps(GOOD).encode() + b"\n"
    )
    tally, (outcome,) = look(path, fix=True, spool=tmp_path)
    assert (tally.messages, tally.unreadable, tally.fixed) == (2, 3, 1)
    assert outcome.findings is not None
    assert [line.line for line in read_findings([outcome.findings])] == [1, 2, 3, 4]
    assert outcome.copy is not None
    copied = outcome.copy.read_bytes().splitlines()
    assert copied[1:4] == [b"{broken", b"\xff\xfe", b'"ol\xe9"']
    assert [json.loads(copied[0]), json.loads(copied[4])] == [GOOD, GOOD]


@pytest.mark.parametrize("packed", [False, True])
def test_a_repaired_array_is_an_array_again(tmp_path: Path, *, packed: bool) -> None:
    path = tmp_path / ("a.json.gz" if packed else "a.json")
    text = json.dumps([TAGGED, GOOD, TAGGED], indent=2).encode()
    path.write_bytes(gzip.compress(text) if packed else text)
    _, (outcome,) = look(path, fix=True)
    assert outcome.copy == tmp_path / ("a.fixed.json.gz" if packed else "a.fixed.json")
    raw = outcome.copy.read_bytes()
    assert json.loads(gzip.decompress(raw) if packed else raw) == [GOOD, GOOD, GOOD]


def test_a_file_that_breaks_off_gets_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(f"[{json.dumps(TAGGED)}, ")
    tally, (outcome,) = look(path, fix=True)
    assert (tally.unreadable, outcome.copy) == (1, None)
    assert [path] == list(tmp_path.iterdir())
    assert UNREADABLE in tally.rows


def test_several_cores_find_what_one_finds(tmp_path: Path) -> None:
    records = [TAGGED, GOOD] * (WORTH_A_PROCESS // 150)
    paths = [lines(tmp_path / f"{n}.jsonl", *records) for n in range(2)]
    spool = tmp_path / "spool"
    spool.mkdir()
    one, _ = look(*paths)
    two, outcomes = look(*paths, spool=spool, jobs=2)
    assert (one.messages, one.refused, one.rows.keys()) == (two.messages, two.refused, two.rows.keys())
    assert [str(p) for p in paths] == list(
        dict.fromkeys(line.file for line in read_findings(o.findings for o in outcomes if o.findings))
    )


def test_folders_are_searched_without_repaired_copies(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    wanted = [lines(tmp_path / "a.jsonl", GOOD), lines(tmp_path / "in" / "b.har", GOOD)]
    lines(tmp_path / "a.fixed.jsonl", GOOD)
    lines(tmp_path / "notes.txt", GOOD)
    assert wanted == files_of([str(tmp_path)])


@pytest.mark.parametrize(
    ("name", "copy"),
    [
        ("a.jsonl", "a.fixed.jsonl"),
        ("a.b.har", "a.b.fixed.har"),
        ("a.json.gz", "a.fixed.json.gz"),
        ("a", "a.fixed"),
    ],
)
def test_copies_lie_beside_their_files(name: str, copy: str) -> None:
    assert Path("x") / copy == copy_of(Path("x") / name)


def test_a_copy_that_cannot_be_written_is_an_error_and_leaves_no_half_copy(tmp_path: Path) -> None:
    # A copy lies beside its file, so a folder that cannot be written to is what an operator meets.
    folder = tmp_path / "locked.fixed.jsonl"
    folder.mkdir()
    lines(tmp_path / "locked.jsonl", TAGGED)
    with pytest.raises(UsageError, match="cannot be written"):
        look(tmp_path / "locked.jsonl", fix=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["locked.fixed.jsonl", "locked.jsonl"]


def test_what_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no"):
        files_of([str(tmp_path / "nothing")])
    with pytest.raises(UsageError, match="nothing to look at"):
        files_of([str(tmp_path)])
