"""The master key is found, or made once and well, or refused with what to do."""

from __future__ import annotations

import base64
import os
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wamigrate.errors import ConfigError
from wamigrate.store.keys import MasterKey, default_key_file, open_sealed, publish, seal

BYTES = bytes(range(200, 232))
KEY = MasterKey(BYTES)
keys = st.binary(min_size=32, max_size=32)


def refused(environ: dict[str, str], file: Path, state_folder: Path | None = None) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        MasterKey.load(environ, file, state_folder=state_folder)
    return caught.value


def write(path: Path, content: str | bytes, mode: int = 0o600) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(mode)
    return path


@pytest.mark.parametrize(
    "text",
    [
        BYTES.hex(),
        BYTES.hex().upper(),
        base64.b64encode(BYTES).decode(),
        base64.b64encode(BYTES).decode().rstrip("="),
        base64.urlsafe_b64encode(BYTES).decode(),
        f"  {BYTES.hex()}\n",
    ],
)
def test_the_key_is_read_from_the_variable_in_hex_or_base64(text: str, tmp_path: Path) -> None:
    assert MasterKey.load({"WAMIGRATE_KEY": text}, tmp_path / "key").id == KEY.id
    assert MasterKey.load({}, write(tmp_path / "key", text)).id == KEY.id


@given(keys)
def test_every_key_is_read_back_from_both_notations(key: bytes) -> None:
    texts = (key.hex(), base64.b64encode(key).decode())
    assert {MasterKey.load({"WAMIGRATE_KEY": text}, Path("/no/such")).id for text in texts} == {
        MasterKey(key).id
    }


def test_the_variable_goes_before_the_file_and_leaves_it_alone(tmp_path: Path) -> None:
    key = MasterKey.load({"WAMIGRATE_KEY": BYTES.hex()}, tmp_path / "key")
    assert (key.id, key.notice) == (KEY.id, None)
    assert not (tmp_path / "key").exists()


@pytest.mark.parametrize(
    "text", ["", "  ", "correct horse battery staple", "ab" * 31, "ab" * 33, "é" * 32, "A" * 42, "*" * 44]
)
def test_a_bad_variable_is_refused_without_repeating_it(text: str, tmp_path: Path) -> None:
    error = refused({"WAMIGRATE_KEY": text}, tmp_path / "key")
    assert str(error) == "WAMIGRATE_KEY is not a key: it must hold 32 bytes as hex or base64."
    assert error.hint is not None
    assert error.hint.startswith("Make one with: ")


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff" * 32, b"ab" * 31, b"ab" * 40000])
def test_a_bad_file_is_refused(content: bytes, tmp_path: Path) -> None:
    file = write(tmp_path / "key", content)
    assert (
        str(refused({}, file)) == f"The key file {file} is not a key: it must hold 32 bytes as hex or base64."
    )


def test_a_key_is_made_on_first_use_with_a_notice(tmp_path: Path) -> None:
    file = tmp_path / "config" / "wamigrate" / "key"
    made = MasterKey.load({}, file)
    assert made.notice is not None
    assert made.notice.startswith(f"A new key was made in {file} (id {made.id}).")
    modes = [path.stat().st_mode & 0o777 for path in (file, file.parent, file.parent.parent)]
    assert modes == [0o600, 0o700, 0o700]
    assert [path.name for path in file.parent.iterdir()] == ["key"]


def test_the_made_key_is_found_again_without_a_notice(tmp_path: Path) -> None:
    made = MasterKey.load({}, tmp_path / "key")
    again = MasterKey.load({}, tmp_path / "key")
    assert (again.id, again.notice) == (made.id, None)


def test_two_made_keys_differ(tmp_path: Path) -> None:
    assert MasterKey.load({}, tmp_path / "a").id != MasterKey.load({}, tmp_path / "b").id


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: MasterKey.load({}, tmp_path / "new" / "key"), range(8)))
    assert len({key.id for key in found}) == 1
    assert len([key for key in found if key.notice]) == 1


def test_the_slower_of_two_processes_leaves_the_key_of_the_faster(tmp_path: Path) -> None:
    outcomes = [publish(tmp_path / "key", content) for content in (b"first", b"second")]
    assert outcomes == [True, False]
    assert (tmp_path / "key").read_bytes() == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666, 0o610])
def test_a_file_that_others_can_use_is_refused(mode: int, tmp_path: Path) -> None:
    file = write(tmp_path / "key", BYTES.hex(), mode)
    error = refused({}, file)
    assert str(error) == f"The key file {file} can be read by others."
    assert error.hint == f"chmod 600 {file}"


def test_a_link_is_judged_by_what_it_points_to(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(write(tmp_path / "key", BYTES.hex(), 0o644))
    assert str(refused({}, tmp_path / "link")).endswith("can be read by others.")


@pytest.mark.parametrize("name", ["key", "deeper/key", "../state/key"])
def test_a_key_beside_the_store_is_refused_and_not_made(name: str, tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    error = refused({}, state / name, state)
    assert "lies in the state folder" in str(error)
    assert error.hint == "Name a place elsewhere: [store] key_file."
    assert list(state.iterdir()) == []


def test_a_link_out_of_the_way_does_not_hide_a_key_beside_the_store(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    write(state / "key", BYTES.hex())
    (tmp_path / "key").symlink_to(state / "key")
    assert "lies in the state folder" in str(refused({}, tmp_path / "key", state))


def test_the_variable_is_taken_whatever_the_file_would_be(tmp_path: Path) -> None:
    assert (
        MasterKey.load({"WAMIGRATE_KEY": BYTES.hex()}, tmp_path / "key", state_folder=tmp_path).id == KEY.id
    )


def test_a_place_that_cannot_hold_a_file_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "file", "")
    for place in (tmp_path / "file" / "key", tmp_path):
        error = refused({}, place)
        assert str(error).startswith(f"The key file {place} cannot be used: ")
        assert error.hint is not None
        assert error.hint.startswith("Name another one with [store] key_file, or set WAMIGRATE_KEY.")


@pytest.mark.parametrize(
    ("environ", "path"),
    [
        ({"XDG_CONFIG_HOME": "/xdg", "HOME": "/home/me"}, "/xdg/wamigrate/key"),
        ({"XDG_CONFIG_HOME": "", "HOME": "/home/me"}, "/home/me/.config/wamigrate/key"),
        ({"XDG_CONFIG_HOME": "relative", "HOME": "/home/me"}, "/home/me/.config/wamigrate/key"),
        ({}, f"{Path.home()}/.config/wamigrate/key"),
    ],
)
def test_the_default_file_lies_where_configuration_lies(environ: dict[str, str], path: str) -> None:
    assert str(default_key_file(environ)) == path


def test_a_key_never_shows_itself() -> None:
    shown = f"{KEY} {KEY!r} {KEY.id}"
    assert BYTES.hex()[:8] not in shown
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(KEY)


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_is_a_mistake(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        MasterKey(bytes(length))


@given(key=keys, plain=st.binary(max_size=100), about=st.binary(max_size=30))
def test_what_was_sealed_opens_with_the_same_key_for_the_same_purpose(
    key: bytes, plain: bytes, about: bytes
) -> None:
    sealed = seal(key, plain, about)
    assert open_sealed(key, sealed, about) == plain
    assert open_sealed(key, sealed, about + b"!") is None
    assert open_sealed(bytes(b ^ 1 for b in key), sealed, about) is None


@given(key=keys, plain=st.binary(max_size=40), where=st.integers(0), bit=st.integers(0, 7))
def test_no_bit_of_what_was_sealed_can_be_changed(key: bytes, plain: bytes, where: int, bit: int) -> None:
    sealed = bytearray(seal(key, plain, b"x"))
    sealed[where % len(sealed)] ^= 1 << bit
    assert open_sealed(key, bytes(sealed), b"x") is None


@given(st.binary(max_size=27))
def test_what_is_too_short_to_be_sealed_does_not_open(sealed: bytes) -> None:
    assert open_sealed(BYTES, sealed, b"x") is None


def test_a_wrapped_key_opens_only_for_its_own_migration() -> None:
    wrapped = KEY.wrap(b"d" * 32, b"m-1")
    assert KEY.unwrap(wrapped, b"m-1") == b"d" * 32
    assert KEY.unwrap(wrapped, b"m-2") is None
    assert MasterKey(os.urandom(32)).unwrap(wrapped, b"m-1") is None
