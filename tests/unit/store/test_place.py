"""The store's address becomes absolute, and git cannot take the state folder in unnoticed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from wamigrate.errors import ConfigError, StoreError
from wamigrate.store.place import state_place

NO_GIT = "no-such-git"
KNOWN = "Use sqlite:///PATH or postgresql://USER@HOST/DATABASE."


def refused(url: str, folder: Path, git: str = "git") -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        state_place(url, folder, is_default=False, git=git)
    return caught.value


def accepted(url: str, folder: Path, git: str = "git") -> str:
    return state_place(url, folder, is_default=False, git=git)


def run_git(folder: Path, *args: str, check: bool = True) -> None:
    subprocess.run(
        ["git", "-C", str(folder), *args], check=check, capture_output=True, stdin=subprocess.DEVNULL
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A git work tree."""
    folder = tmp_path / "project"
    folder.mkdir()
    run_git(folder, "init", "-q")
    return folder


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:word@db/w",
        "postgresql+psycopg://me@db/w?sslmode=verify-full",
        "postgresql:///w?host=/run",
    ],
)
def test_a_postgresql_url_stays_as_it_is(url: str, tmp_path: Path) -> None:
    assert accepted(url, tmp_path) == url


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///w.db", "/srv/project/w.db"),
        ("sqlite:///state/w.db", "/srv/project/state/w.db"),
        ("sqlite:///./state/../w.db", "/srv/project/w.db"),
        ("sqlite:///../w.db", "/srv/w.db"),
        ("sqlite:////var/lib/w.db", "/var/lib/w.db"),
        ("sqlite+pysqlite:////var/lib/w.db", "/var/lib/w.db"),
        ("sqlite:///~/w.db", f"{Path.home()}/w.db"),
    ],
)
def test_a_sqlite_path_is_taken_from_the_folder_of_the_configuration(url: str, path: str) -> None:
    assert accepted(url, Path("/srv/project"), git=NO_GIT) == f"sqlite:///{path}"


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="?/\0"), min_size=1).filter(
        lambda n: n.strip(".~")
    )
)
def test_any_file_name_survives_the_way_into_a_url(name: str) -> None:
    url = accepted(f"sqlite:///x/{name}", Path("/srv"), git=NO_GIT)
    assert sa.make_url(url).database == f"/srv/x/{name}"


@pytest.mark.parametrize(
    ("url", "seen"),
    [
        ("mysql://me:word@db/w", ": mysql"),
        ("postgres://me:word@db/w", ": postgres"),
        ("sqlite://w.db", ": sqlite"),
        ("/var/lib/w.db", ""),
        ("", ""),
    ],
)
def test_other_databases_are_refused_without_repeating_the_url(url: str, seen: str, tmp_path: Path) -> None:
    error = refused(url, tmp_path)
    assert str(error) == f"[store] url names no database that wamigrate knows{seen}."
    assert error.hint == KNOWN


@pytest.mark.parametrize("url", ["sqlite:///", "sqlite:///:memory:"])
def test_a_store_that_would_forget_is_refused(url: str, tmp_path: Path) -> None:
    assert str(refused(url, tmp_path)) == "[store] url names no file."


def test_a_path_that_a_url_cannot_hold_is_refused(tmp_path: Path) -> None:
    assert "contains a '?'" in str(refused("sqlite:///w.db?mode=ro", tmp_path))


def test_the_default_folder_is_made_and_ignores_itself(tree: Path) -> None:
    url = state_place("sqlite:///.wamigrate/wamigrate.db", tree, is_default=True)
    assert url == f"sqlite:///{tree}/.wamigrate/wamigrate.db"
    assert (tree / ".wamigrate").stat().st_mode & 0o777 == 0o700
    assert (tree / ".wamigrate" / ".gitignore").read_text() == "*\n"
    run_git(tree, "check-ignore", "-q", ".wamigrate/wamigrate.db-wal")


def test_the_default_folder_is_made_once_and_then_left_alone(tmp_path: Path) -> None:
    for _ in range(2):
        state_place("sqlite:///.wamigrate/wamigrate.db", tmp_path, is_default=True)
        (tmp_path / ".wamigrate" / ".gitignore").write_text("* # mine\n")
    assert (tmp_path / ".wamigrate" / ".gitignore").read_text() == "* # mine\n"


def test_a_default_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / ".wamigrate").write_text("")
    with pytest.raises(StoreError, match=r"cannot be made"):
        state_place("sqlite:///.wamigrate/wamigrate.db", tmp_path, is_default=True)


def test_outside_of_a_work_tree_any_folder_will_do(tmp_path: Path) -> None:
    assert accepted("sqlite:///state/w.db", tmp_path) == f"sqlite:///{tmp_path}/state/w.db"
    assert not (tmp_path / "state").exists()


def test_an_ignored_folder_is_accepted(tree: Path) -> None:
    (tree / ".gitignore").write_text("/state/\n")
    assert accepted("sqlite:///state/w.db", tree) == f"sqlite:///{tree}/state/w.db"


def test_a_folder_that_git_would_take_in_is_refused_with_the_line_to_add(tree: Path) -> None:
    error = refused("sqlite:///deep/state/w.db", tree)
    assert (
        str(error)
        == f"The store {tree}/deep/state/w.db lies in the git work tree {tree}, which does not ignore it."
    )
    assert error.hint == f"Add this line to {tree}/.gitignore: /deep/state/"


@pytest.mark.parametrize("url", ["sqlite:///w.db", "sqlite:///state/w.db", "sqlite:///a/b/c/w.db"])
def test_the_line_that_is_asked_for_is_the_one_that_helps(url: str, tree: Path) -> None:
    hint = refused(url, tree).hint
    assert hint is not None
    (tree / ".gitignore").write_text(f"{hint.rpartition(': ')[2]}\n")
    assert accepted(url, tree).endswith("w.db")


def test_ignoring_the_file_but_not_its_log_is_not_enough(tree: Path) -> None:
    (tree / ".gitignore").write_text("*.db\n")
    assert "does not ignore it" in str(refused("sqlite:///state/w.db", tree))
    (tree / ".gitignore").write_text("*.db*\n")
    assert accepted("sqlite:///state/w.db", tree)


def test_a_store_that_was_added_in_spite_of_its_ignore_line_is_refused(tree: Path) -> None:
    (tree / ".gitignore").write_text("/state/\n")
    (tree / "state").mkdir()
    (tree / "state" / "w.db").write_text("")
    run_git(tree, "add", "-f", "state/w.db")
    assert "does not ignore it" in str(refused("sqlite:///state/w.db", tree))


def test_a_configuration_below_the_top_of_the_tree_is_seen(tree: Path) -> None:
    (tree / "ops").mkdir()
    assert (
        refused("sqlite:///state/w.db", tree / "ops").hint
        == f"Add this line to {tree}/.gitignore: /ops/state/"
    )


def test_a_work_tree_elsewhere_is_seen_through_an_absolute_path_and_a_link(
    tree: Path, tmp_path: Path
) -> None:
    (tree / "state").mkdir()
    (tmp_path / "link").symlink_to(tree / "state")
    for url in (f"sqlite:///{tree}/state/w.db", "sqlite:///link/w.db"):
        assert refused(url, tmp_path).hint == f"Add this line to {tree}/.gitignore: /state/"


def test_a_linked_work_tree_counts_as_one(tree: Path, tmp_path: Path) -> None:
    (tree / ".gitignore").write_text("/state/\n")
    run_git(tree, "add", ".gitignore")
    run_git(tree, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "x")
    run_git(tree, "worktree", "add", "-q", str(tmp_path / "second"))
    assert accepted("sqlite:///state/w.db", tmp_path / "second")
    assert "does not ignore it" in str(refused("sqlite:///other/w.db", tmp_path / "second"))


def test_without_git_a_work_tree_is_refused_unless_the_folder_ignores_itself(tree: Path) -> None:
    (tree / ".gitignore").write_text("/state/\n")
    assert "does not ignore it" in str(refused("sqlite:///state/w.db", tree, git=NO_GIT))
    (tree / "state").mkdir()
    (tree / "state" / ".gitignore").write_text("# all of it\n*\n")
    assert accepted("sqlite:///state/w.db", tree, git=NO_GIT)
    (tree / "state" / ".gitignore").write_text("*\n!w.db\n")
    assert "does not ignore it" in str(refused("sqlite:///state/w.db", tree, git=NO_GIT))


def test_a_git_that_cannot_answer_counts_as_no_ignore(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: /no/such/place\n")
    assert "does not ignore it" in str(refused("sqlite:///state/w.db", tmp_path))


def test_a_program_that_the_repository_names_is_not_run(tree: Path) -> None:
    spy = tree / "spy"
    spy.write_text(f"#!/bin/sh\ntouch {tree}/ran\n")
    spy.chmod(0o755)
    run_git(tree, "add", "spy")
    run_git(tree, "config", "core.fsmonitor", str(spy))
    run_git(tree, "check-ignore", "--stdin", "-z", check=False)
    was_run = (tree / "ran").exists()
    (tree / "ran").unlink()
    refused("sqlite:///state/w.db", tree)
    assert (was_run, (tree / "ran").exists()) == (True, False)
