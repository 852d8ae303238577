"""What a database complains about, in words for an operator.

Drivers speak in codes, and in sentences that quote rows. Codes are looked up here; the sentences are never
passed on, because they may hold what somebody stored.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from wamigrate.errors import StoreError

__all__ = ["CLASHING", "Trouble", "place_of", "store_error", "trouble_of"]


@dataclass(frozen=True, slots=True)
class Trouble:
    """One kind of complaint; `passing` when trying again soon may help and cannot do harm."""

    message: str
    hint: str
    passing: bool = False


FULL = Trouble("The disk of the store {place} is full.", "Free some space, then run the command again.")
READ_ONLY = Trouble(
    "The store {place} cannot be written.",
    "Check the rights of the folder, and that it is not mounted read-only.",
)
NOT_OPENED = Trouble(
    "The store {place} cannot be opened.", "Check that the folder exists and that you may read and write it."
)
NO_DATABASE = Trouble(
    "{place} is not a wamigrate store: it is no SQLite database.",
    "Correct [store] url, or move that file away.",
)
DAMAGED = Trouble("The store {place} is damaged.", "Stop, keep the file, and put back the last backup of it.")
BUSY = Trouble(
    "The store {place} is locked by another process.",
    "Wait for the other command to end, or stop it; then try again.",
)
DISK = Trouble(
    "The disk of the store {place} reports an error.", "Check the disk and its free space before you go on."
)
CLASH = Trouble(
    "The store {place} refused a record that contradicts another.",
    "Run the command again; if it stays so, report it.",
)
REFUSED = Trouble(
    "The database server of {place} cannot be reached.",
    "Check [store] url, and that the server is running.",
    passing=True,
)
LOST = Trouble(
    "The connection to the database {place} was lost.",
    "Check the server, then run the command again.",
    passing=True,
)
STARTING = Trouble(
    "The database server of {place} is starting or stopping.",
    "Wait until it is up, then try again.",
    passing=True,
)
LOGIN = Trouble(
    "The database {place} does not accept this user or password.", "Check user and password in [store] url."
)
UNKNOWN = Trouble("There is no database {place}.", "Make it with: createdb NAME - or correct [store] url.")
CROWDED = Trouble(
    "The database server of {place} has no connection left.",
    "Raise max_connections, or stop other programs.",
    passing=True,
)
SLOW = Trouble(
    "The database {place} took too long.", "Look for locks and load on the server, then try again."
)
RIGHTS = Trouble(
    "The database user of {place} may not do this.", "Give it the right to create and change tables."
)
CLASHING = Trouble(
    "Too many transactions at once changed the same records of {place}.", "Try again.", passing=True
)

SQLITE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_PERM: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: NOT_OPENED,
    sqlite3.SQLITE_NOTADB: NO_DATABASE,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_IOERR: DISK,
}

POSTGRESQL = {
    "25006": READ_ONLY,
    "28000": LOGIN,
    "28P01": LOGIN,
    "3D000": UNKNOWN,
    "40001": CLASHING,
    "40P01": CLASHING,
    "42501": RIGHTS,
    "53100": FULL,
    "53300": CROWDED,
    "55P03": BUSY,
    "57014": SLOW,
    "57P01": STARTING,
    "57P02": STARTING,
    "57P03": STARTING,
    "58030": DISK,
    "XX001": DAMAGED,
    "XX002": DAMAGED,
}

# While a connection is made, libpq gives no codes, only the server's words. They are translated by servers
# that speak another language; then the operator reads REFUSED, whose hint names the URL as well.
CONNECTING = {
    "password authentication failed": LOGIN,
    "no password supplied": LOGIN,
    "no pg_hba.conf entry": LOGIN,
    "authentication failed": LOGIN,
    'role "': LOGIN,
    'database "': UNKNOWN,
    "too many clients": CROWDED,
    "remaining connection slots": CROWDED,
    "the database system is": STARTING,
}


def store_error(error: SQLAlchemyError, url: URL) -> StoreError:
    """The complaint as one line with a hint; no password, no row and no SQL in it."""
    trouble = trouble_of(error)
    if trouble is None:
        message = f"The store {place_of(url)} answered with an error{_code(error)}."
        return StoreError(message, hint="Run again with debug logging, and report it.")
    return StoreError(trouble.message.format(place=place_of(url)), hint=trouble.hint)


def place_of(url: URL) -> str:
    """Where the store is, for people: the file, or database and host."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    host = url.host or url.query.get("host") or "localhost"
    return f"{url.database} on {host if isinstance(host, str) else ', '.join(host)}"


def trouble_of(error: SQLAlchemyError) -> Trouble | None:
    """The kind of complaint, None for those that only a bug explains."""
    if not isinstance(error, DBAPIError):
        return BUSY  # the pool had no connection to give
    if isinstance(error.orig, sqlite3.Error):
        return CLASH if isinstance(error, IntegrityError) else _sqlite(error.orig)
    sqlstate = getattr(error.orig, "sqlstate", None)
    if sqlstate is not None:
        return CLASH if isinstance(error, IntegrityError) else _sqlstate(sqlstate)
    if error.statement is None:
        return _connecting(str(error.orig))
    return LOST if error.connection_invalidated else None


def _sqlite(error: sqlite3.Error) -> Trouble | None:
    # Extended codes carry the primary one in their lowest byte.
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else SQLITE.get(code & 0xFF)


def _sqlstate(sqlstate: str) -> Trouble | None:
    return LOST if sqlstate.startswith("08") else POSTGRESQL.get(sqlstate)


def _connecting(words: str) -> Trouble:
    return next((trouble for part, trouble in CONNECTING.items() if part in words), REFUSED)


def _code(error: SQLAlchemyError) -> str:
    orig = getattr(error, "orig", None)
    code = getattr(orig, "sqlstate", None) or getattr(orig, "sqlite_errorname", None)
    return f" ({code})" if code else ""
