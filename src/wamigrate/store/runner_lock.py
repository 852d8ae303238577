"""One runner a SQLite store: a file lock that the kernel drops with the process, however it dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from wamigrate.errors import Locked
from wamigrate.store.database import Database

__all__ = ["RunnerLock", "runner_lives"]


def _lock_file(db: Database) -> Path:
    return Path(f"{db.engine.url.database}.runner")


class RunnerLock:
    """Held from before the engine's launch until its end."""

    def __init__(self, db: Database) -> None:
        self._file = os.open(_lock_file(db), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._file, 32, 0).decode(errors="replace").strip()
            os.close(self._file)
            raise Locked(
                f"Another wamigrate (process {holder or 'unknown'}) runs the migrations of this store."
            ) from None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, str(os.getpid()).encode(), 0)

    def release(self) -> None:
        os.close(self._file)


def runner_lives(db: Database) -> bool | None:
    """Whether some process walks this store's migrations; None on PostgreSQL, where any host may."""
    if db.dialect != "sqlite":
        return None
    file = os.open(_lock_file(db), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False
