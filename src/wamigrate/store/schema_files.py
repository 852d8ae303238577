"""Brings the tables of a store up to what this program expects.

`schema/NNNN_name.sql` runs on both databases; `{{serial}}` and the like stand for what they call differently.
`schema/NNNN_name.sqlite.sql` beside `schema/NNNN_name.postgresql.sql` says the same in two tongues.
A file that was released is never changed: a store remembers only the numbers that it has seen.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from wamigrate.errors import StoreError

__all__ = ["SCHEMA", "SchemaFile", "read_schema", "upgrade"]

SCHEMA = Path(__file__).parent / "schema"
NAME = re.compile(r"(?P<version>[0-9]{4})(_[a-z0-9_]+)?(\.(?P<dialect>sqlite|postgresql))?\.sql")
WORDS = {
    "sqlite": {"serial": "INTEGER PRIMARY KEY AUTOINCREMENT", "bytes": "BLOB"},
    "postgresql": {"serial": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "bytes": "BYTEA"},
}
LOCK = 0x77616D6967  # any number that nobody else takes as advisory lock


@dataclass(frozen=True, slots=True)
class SchemaFile:
    """One step of the schema, in the words of one database."""

    version: int
    sql: str


def read_schema(folder: Path, dialect: str) -> list[SchemaFile]:
    """The files for that database, in order; ValueError where one is misnamed, missing or doubled."""
    found: dict[int, SchemaFile] = {}
    for path in sorted(folder.glob("*.sql")):
        match = NAME.fullmatch(path.name)
        if match is None:
            raise ValueError(f"{path.name} is not named like 0001_name.sql")
        if match["dialect"] not in (None, dialect):
            continue
        version = int(match["version"])
        if version in found:
            raise ValueError(f"{path.name} repeats the version {version}")
        found[version] = SchemaFile(version, _fill_in(path.read_text(), dialect))
    if list(found) != list(range(1, len(found) + 1)):
        raise ValueError(f"the schema versions {list(found)} have a gap")
    return list(found.values())


def upgrade(engine: sa.Engine, folder: Path = SCHEMA, *, table: str = "wm_schema") -> None:
    """Run what is missing, each file in one transaction; StoreError when the store is newer than we are.

    `table` counts the files that were run: two folders in one database have one each.
    """
    files = read_schema(folder, engine.dialect.name)
    newest = len(files)
    with engine.connect() as connection:
        version = _version(connection, table)
    while version < newest:
        version = _next(engine, files, table)
    if version > newest:
        raise StoreError(
            f"The store was written by a newer wamigrate (schema {version}, this one knows {newest}).",
            hint="Use that version, or a newer one.",
        )


def _next(engine: sa.Engine, files: list[SchemaFile], table: str) -> int:
    """One file, unless another process was faster; the version after it."""
    with engine.connect() as connection:
        _lock(connection)
        connection.exec_driver_sql(f"CREATE TABLE IF NOT EXISTS {table} (version INTEGER PRIMARY KEY)")
        version = _version(connection, table)
        if version < len(files):
            _execute(connection, files[version].sql)
            version += 1
            connection.execute(sa.text(f"INSERT INTO {table} (version) VALUES (:v)"), {"v": version})
        connection.commit()
    return version


def _lock(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})


def _version(connection: sa.Connection, table: str) -> int:
    if not sa.inspect(connection).has_table(table):
        return 0
    return int(connection.execute(sa.text(f"SELECT max(version) FROM {table}")).scalar() or 0)


def _execute(connection: sa.Connection, sql: str) -> None:
    # Without parameters psycopg takes a whole file, function bodies included; sqlite3 one statement.
    statements = split(sql) if connection.dialect.name == "sqlite" else [sql]
    for statement in statements:
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def split(sql: str) -> Iterator[str]:
    """The statements of a file; a trigger's body stays whole."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if re.sub(r"--[^\n]*", "", statement).strip():
        raise ValueError(f"a statement does not end with ';': {statement.strip()[:60]}")


def _fill_in(sql: str, dialect: str) -> str:
    return re.sub(r"\{\{(\w+)\}\}", lambda match: WORDS[dialect][match[1]], sql)
