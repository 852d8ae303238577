"""A store or a key that cannot be used: one line, a hint, and no half-made thing left behind."""

from __future__ import annotations

import subprocess

import pytest

from tests.harness import Site
from tests.scenarios.asserting import change_config, in_shell, refusal

HEX = "ab" * 32
OTHER_KEY = {"WAMIGRATE_KEY": HEX}


def put_store_at(site: Site, url: str, **keys: str) -> None:
    lines = "".join(f'{key} = "{value}"\n' for key, value in {"url": url, **keys}.items())
    change_config(site, "[graph]\n", f"[store]\n{lines}[graph]\n")


def test_a_state_folder_that_git_would_take_in_is_refused_until_it_is_ignored(site: Site) -> None:
    subprocess.run(["git", "init", "-q", str(site.folder)], check=True)
    put_store_at(site, "sqlite:///state/wamigrate.db")
    found = refusal(site.run("status"), 2)
    assert "which does not ignore it" in found.error
    assert found.hint == f"Add this line to {site.folder / '.gitignore'}: /state/"
    assert not (site.folder / "state").exists()
    (site.folder / ".gitignore").write_text("/state/\n")
    assert site.run("status").code == 0


def test_the_default_state_folder_ignores_itself(site: Site) -> None:
    subprocess.run(["git", "init", "-q", str(site.folder)], check=True)
    assert site.run("status").code == 0
    shown = subprocess.run(
        ["git", "-C", str(site.folder), "status", "--porcelain", "--untracked-files=all"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert ".wamigrate" not in shown


def test_a_store_of_an_unknown_kind_is_refused(site: Site) -> None:
    put_store_at(site, "mysql://db.example.com/wamigrate")
    found = refusal(site.run("status"), 2)
    assert found.error == "[store] url names no database that wamigrate knows: mysql."
    assert found.hint == "Use sqlite:///PATH or postgresql://USER@HOST/DATABASE."


def test_a_postgresql_that_is_not_there_is_named_without_its_password(site: Site) -> None:
    put_store_at(site, "postgresql://me:hush-hush@127.0.0.1:1/fleet")
    ended = site.run("migrate", "main", "--execute")
    assert refusal(ended, 1).error == "The database server of fleet on 127.0.0.1 cannot be reached."
    assert "hush-hush" not in ended.err


def test_a_state_folder_that_cannot_be_made_is_named(site: Site) -> None:
    (site.folder / ".wamigrate").write_text("a file where the folder should be")
    found = refusal(site.run("status"), 1)
    assert found.error == f"The state folder {site.folder / '.wamigrate'} cannot be made: File exists."


def test_a_store_in_a_folder_that_takes_no_files_is_refused(site: Site) -> None:
    # Not even root can make files in /proc.
    put_store_at(site, "sqlite:////proc/wamigrate.db")
    assert refusal(site.run("status"), 1).error.startswith("The store /proc/wamigrate.db cannot be ")


def test_a_file_that_is_no_store_is_left_as_it_is(site: Site) -> None:
    other = site.folder / "state" / "notes.db"
    other.parent.mkdir()
    other.write_text("not a database, but somebody's notes")
    put_store_at(site, "sqlite:///state/notes.db")
    assert "is not a wamigrate store" in refusal(site.run("status"), 1).error
    assert other.read_text() == "not a database, but somebody's notes"


def test_a_disk_that_takes_no_more_stops_before_anything_is_called(site: Site) -> None:
    assert site.run("status").code == 0
    full = in_shell(site, "ulimit -f 8; exec wamigrate migrate main --execute --approve")
    found = refusal(full, 1)
    assert found.error.startswith("The disk of the store ")
    assert site.registers("main") == []
    after = site.run("migrate", "main", "--execute", "--approve")
    assert after.code == 0, after.err
    assert site.side("main") == "cloud"


def test_a_key_file_that_others_can_read_is_refused(site: Site) -> None:
    assert site.run("status").code == 0
    key = site.folder / "config" / "wamigrate" / "key"
    key.chmod(0o640)
    found = refusal(site.run("status"), 2)
    assert (found.error, found.hint) == (f"The key file {key} can be read by others.", f"chmod 600 {key}")


def test_a_key_beside_the_store_is_refused(site: Site) -> None:
    put_store_at(site, "sqlite:///.wamigrate/wamigrate.db", key_file=".wamigrate/key")
    assert "lies in the state folder" in refusal(site.run("status"), 2).error


@pytest.mark.parametrize("text", ["", "short", HEX + "00"])
def test_a_variable_that_holds_no_key_is_refused_and_not_repeated(site: Site, text: str) -> None:
    ended = site.run("status", environ={"WAMIGRATE_KEY": text})
    assert refusal(ended, 2).error.startswith("WAMIGRATE_KEY is not a key")
    assert not text or text not in ended.err


def test_the_wrong_key_for_a_store_with_secrets_is_refused_before_anything_is_called(site: Site) -> None:
    assert site.run("migrate", "main", "--execute", "--approve").code == 0
    seen = len(site.sim.control.requests())
    for words in (("status",), ("resume", "main"), ("complete", "main")):
        found = refusal(site.run(*words, environ=OTHER_KEY), 1)
        assert found.error.startswith("The store's secrets need the master key ")
        assert found.hint.startswith("Set WAMIGRATE_KEY or [store] key_file to the key with the id ")
    assert len(site.sim.control.requests()) == seen
    assert site.run("complete", "main").code == 0
