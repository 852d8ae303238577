"""The tables come up to date once, whoever starts first, and never go back."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from wamigrate.errors import StoreError
from wamigrate.store.database import Database
from wamigrate.store.schema_files import SCHEMA, read_schema, split


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, sql in files.items():
        (folder / f"{name.removeprefix('v').replace('__', '.')}.sql").write_text(sql)
    return folder


def versions(store: Database) -> list[int]:
    query = "select version from wm_schema order by version"
    return list(store.read_now(lambda connection: connection.exec_driver_sql(query).scalars().all()))


def test_the_released_schema_reads_the_same_versions_on_both_databases() -> None:
    assert [f.version for f in read_schema(SCHEMA, "sqlite")] == [
        f.version for f in read_schema(SCHEMA, "postgresql")
    ]


def test_every_table_of_ours_has_our_prefix(database: Database) -> None:
    tables = database.read_now(lambda connection: sa.inspect(connection).get_table_names())
    assert [name for name in tables if not name.startswith(("wm_", "sqlite_"))] == []


def test_a_store_grows_by_the_files_that_it_lacks(url: str, tmp_path: Path) -> None:
    schema = write(tmp_path / "schema", v0001_a="create table a (n {{serial}}, b {{bytes}});")
    Database.open(url, schema=schema).close()
    write(
        schema, v0002_b="-- two statements\ncreate table b (n integer);\ninsert into a (b) values (null);\n"
    )
    for _ in range(2):
        store = Database.open(url, schema=schema)
        assert versions(store) == [1, 2]
        assert store.read_now(lambda c: c.exec_driver_sql("select n from a").scalars().all()) == [1]
        store.close()


def test_a_file_that_fails_leaves_nothing_behind(url: str, tmp_path: Path) -> None:
    schema = write(tmp_path / "schema", v0001="create table a (n integer);")
    Database.open(url, schema=schema).close()
    write(schema, v0002="create table b (n integer);\ncreate table a (n integer);")
    with pytest.raises(StoreError):
        Database.open(url, schema=schema)
    (schema / "0002.sql").unlink()
    store = Database.open(url, schema=schema)
    assert versions(store) == [1]
    assert not store.read_now(lambda connection: sa.inspect(connection).has_table("b"))
    store.close()


def test_each_database_may_have_words_of_its_own(url: str, tmp_path: Path) -> None:
    schema = write(
        tmp_path / "schema",
        v0001="create table a (n integer);",
        v0002__sqlite="create trigger t before delete on a begin\n select raise(abort, 'no');\nend;",
        v0002__postgresql="create function no() returns trigger language plpgsql as\n"
        "$$ begin\n raise exception '100%% no';\nend; $$;\n"
        "create trigger t before delete on a for each row execute function no();",
    )
    store = Database.open(url, schema=schema)
    store.run_now(lambda connection: connection.exec_driver_sql("insert into a values (1)"))
    with pytest.raises(StoreError):
        store.run_now(lambda connection: connection.exec_driver_sql("delete from a"))
    store.close()


def test_a_store_of_a_newer_version_is_refused(database: Database) -> None:
    newest = versions(database)[-1]
    database.run_now(lambda c: c.execute(sa.text("insert into wm_schema values (:v)"), {"v": newest + 1}))
    with pytest.raises(StoreError) as caught:
        Database.open(database.url)
    expected = f"The store was written by a newer wamigrate (schema {newest + 1}, this one knows {newest})."
    assert str(caught.value) == expected
    assert caught.value.hint == "Use that version, or a newer one."


def test_threads_that_start_at_once_make_the_tables_once(url: str) -> None:
    def start(_: int) -> list[int]:
        store = Database.open(url)
        seen = versions(store)
        store.close()
        return seen

    with ThreadPoolExecutor(6) as threads:
        seen = list(threads.map(start, range(6)))
    assert seen == [list(range(1, len(read_schema(SCHEMA, "sqlite")) + 1))] * 6


def test_processes_that_start_at_once_make_the_tables_once(url: str) -> None:
    child = (
        "import sys; from wamigrate.store.database import Database; "
        "sys.stdout.write('ready'); sys.stdout.flush(); sys.stdin.readline(); "
        f"Database.open({url!r}).close()"
    )
    command = [sys.executable, "-c", child]
    children = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    for process in children:
        assert process.stdout is not None
        assert process.stdout.read(5) == b"ready"
    for process in children:
        assert process.stdin is not None
        process.stdin.write(b"\n")
        process.stdin.flush()
    assert [process.communicate()[1] for process in children] == [b""] * 3
    assert [process.returncode for process in children] == [0] * 3


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({"v0001": "", "v0003": ""}, "have a gap"),
        ({"v0001_a": "", "v0001_b": ""}, "repeats the version 1"),
        ({"v1": ""}, "is not named like"),
    ],
)
def test_misnamed_files_are_refused(files: dict[str, str], complaint: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=complaint):
        read_schema(write(tmp_path / "schema", **files), "sqlite")


def test_an_unknown_placeholder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="nonsense"):
        read_schema(write(tmp_path / "schema", v0001="create table a (b {{nonsense}});"), "sqlite")


def test_a_statement_without_an_end_is_refused() -> None:
    with pytest.raises(ValueError, match="does not end"):
        list(split("create table a (n integer);\ncreate table b (n integer)\n"))


STATEMENTS = [
    "create table a (n integer);\n",
    "-- a note; with a semicolon\ncreate table b (\n  n integer -- and; another\n);\n",
    "insert into a values ('a;\nb');\n",
    "create trigger t after insert on a begin\n  delete from b;\n  delete from a;\nend;\n",
]


@given(st.lists(st.sampled_from(STATEMENTS)))
def test_a_file_falls_into_its_statements(statements: list[str]) -> None:
    assert list(split("".join(statements) + "-- the end\n")) == statements
