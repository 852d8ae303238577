"""Where the store lies, and that it cannot slip into a commit.

The state folder holds phone numbers and encrypted secrets; one `git add .` must not be enough to publish it.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
from pathlib import Path

from wamigrate.errors import ConfigError, StoreError

__all__ = ["KNOWN_URLS", "state_place"]

SQLITE = ("sqlite:///", "sqlite+pysqlite:///")
POSTGRESQL = ("postgresql://", "postgresql+psycopg://")
KNOWN_URLS = "Use sqlite:///PATH or postgresql://USER@HOST/DATABASE."
SUFFIXES = (b"", b"-wal", b"-shm", b"-hot", b"-hot-wal", b"-hot-shm")
"""SQLite writes beside its file, and held messages lie there; `*.db` would let these through."""


def state_place(url: str, folder: Path, *, is_default: bool, git: str = "git") -> str:
    """The store's URL with an absolute path; `folder` is that of wamigrate.toml.

    Makes the default state folder, which ignores itself; ConfigError where git would take another one in.
    """
    if url.startswith(POSTGRESQL):
        return url
    path = _sqlite_path(url, folder)
    if is_default:
        _make_ignored(path.parent)
    else:
        _refuse_tracked(path, git)
    return f"sqlite:///{path}"


def _sqlite_path(url: str, folder: Path) -> Path:
    prefix = next((p for p in SQLITE if url.startswith(p)), None)
    if prefix is None:
        scheme = url.partition(":")[0] if "://" in url else ""
        raise ConfigError(
            f"[store] url names no database that wamigrate knows{scheme and f': {scheme}'}.", hint=KNOWN_URLS
        )
    name = url.removeprefix(prefix)
    if name in ("", ":memory:"):
        raise ConfigError(
            "[store] url names no file.", hint="A store must outlive its process: sqlite:///PATH."
        )
    path = Path(os.path.normpath(folder.absolute() / Path(name).expanduser()))
    if "?" in str(path):
        raise ConfigError(f"The path of the store contains a '?': {path}", hint="Choose a path without it.")
    return path


def _make_ignored(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError), (folder / ".gitignore").open("x") as file:
            file.write("*\n")
    except OSError as error:
        hint = "Check the rights of the folder, or choose another place with [store] url."
        raise StoreError(f"The state folder {folder} cannot be made: {error.strerror}.", hint=hint) from error


def _refuse_tracked(path: Path, git: str) -> None:
    # Git refuses to answer about paths behind a symbolic link.
    path = path.resolve()
    tree = next((f for f in path.parents if (f / ".git").exists()), None)
    if tree is None or _is_ignored(path, tree, git):
        return
    within = path.relative_to(tree)
    line = f"/{within.parent}/" if len(within.parts) > 1 else f"/{within}*"
    raise ConfigError(
        f"The store {path} lies in the git work tree {tree}, which does not ignore it.",
        hint=f"Add this line to {tree / '.gitignore'}: {line}",
    )


def _is_ignored(path: Path, tree: Path, git: str) -> bool:
    files = [os.fsencode(path) + suffix for suffix in SUFFIXES]
    # The file system monitor is a program that a repository may name; variables could point to another one.
    command = [git, "-C", str(tree), "-c", "core.fsmonitor=false", "check-ignore", "--stdin", "-z"]
    environ = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
    try:
        run = subprocess.run(  # noqa: S603
            command, input=b"\0".join(files), capture_output=True, env=environ, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return _ignores_itself(path.parent)
    return run.returncode == 0 and run.stdout.count(b"\0") == len(files)


def _ignores_itself(folder: Path) -> bool:
    """What can be said without git: the folder has a `.gitignore` that takes in everything."""
    try:
        lines = (folder / ".gitignore").read_text().splitlines()
    except (OSError, UnicodeDecodeError):
        return False
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")] == ["*"]
