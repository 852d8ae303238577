"""The master key: what turns a copied store into a useless one.

It comes from `WAMIGRATE_KEY`, or from a file that is made on first use, far from the store that it locks.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wamigrate.errors import ConfigError, WamigrateError

__all__ = ["MasterKey", "default_key_file", "open_sealed", "publish", "seal"]

VARIABLE = "WAMIGRATE_KEY"
LENGTH = 32
NONCE = 12
MAKE_ONE = "Make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'"


def seal(key: bytes, plain: bytes, about: bytes) -> bytes:
    """AES-256-GCM under a fresh random nonce, which goes before the text; bound to `about`."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, about)


def open_sealed(key: bytes, sealed: bytes, about: bytes) -> bytes | None:
    """The plain bytes; None when anything of it was changed or belongs elsewhere."""
    if len(sealed) < NONCE:
        return None
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], about)
    except InvalidTag:
        return None


def default_key_file(environ: Mapping[str, str]) -> Path:
    """`wamigrate/key` in the configuration folder of this user."""
    base = environ.get("XDG_CONFIG_HOME", "")
    # The XDG specification tells programs to ignore a relative value.
    folder = Path(base) if base.startswith("/") else Path(environ.get("HOME") or Path.home()) / ".config"
    return folder / "wamigrate" / "key"


class MasterKey:
    """The key that wraps the data keys. It never prints itself; `id` names it."""

    __slots__ = ("_key", "id", "notice")

    def __init__(self, key: bytes, *, notice: str | None = None) -> None:
        if len(key) != LENGTH:
            raise ValueError(f"a master key has {LENGTH} bytes")
        self._key = key
        self.id = hmac.new(key, b"wamigrate master key id", hashlib.sha256).hexdigest()[:12]
        self.notice = notice

    @classmethod
    def load(
        cls, environ: Mapping[str, str], key_file: Path, *, state_folder: Path | None = None
    ) -> MasterKey:
        """The key of the variable, else of the file, which is made where there is none; else ConfigError."""
        if VARIABLE in environ:
            return cls(_decode(environ[VARIABLE], VARIABLE))
        key_file = key_file.expanduser().absolute()
        _refuse_beside_store(key_file, state_folder)
        made = _make(key_file)
        key = cls(_read(key_file))
        if made:
            key.notice = (
                f"A new key was made in {key_file} (id {key.id}). Keep a copy of it apart from the store: "
                "without it, stored secrets cannot be read."
            )
        return key

    def wrap(self, data_key: bytes, about: bytes) -> bytes:
        """The data key, readable only with this key and the same `about`."""
        return seal(self._key, data_key, about)

    def unwrap(self, wrapped: bytes, about: bytes) -> bytes | None:
        """The data key; None when it was wrapped by another key, for something else, or changed."""
        return open_sealed(self._key, wrapped, about)

    def __repr__(self) -> str:
        return f"MasterKey({self.id})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a MasterKey cannot be pickled")


def _decode(text: str, source: str) -> bytes:
    """64 hex digits or base64 of 32 bytes; the text itself is never repeated in an error."""
    text = text.strip()
    if re.fullmatch(r"[0-9a-fA-F]{64}", text):
        return bytes.fromhex(text)
    try:
        key = base64.b64decode(
            text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True
        )
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != LENGTH:
        raise ConfigError(f"{source} is not a key: it must hold 32 bytes as hex or base64.", hint=MAKE_ONE)
    return key


def _refuse_beside_store(key_file: Path, state_folder: Path | None) -> None:
    if state_folder is not None and key_file.resolve().is_relative_to(state_folder.resolve()):
        raise ConfigError(
            f"The key file {key_file} lies in the state folder, so a copy of the store would hold its key.",
            hint="Name a place elsewhere: [store] key_file.",
        )


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            # The rights of what was opened, not of what the path may name a moment later.
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(4096)
    except OSError as error:
        raise _unusable(path, error) from error
    if mode & 0o077:
        raise ConfigError(f"The key file {path} can be read by others.", hint=f"chmod 600 {path}")
    return _decode(content.decode("ascii", "replace"), f"The key file {path}")


def _make(path: Path) -> bool:
    """Write a new key unless there is one; True if it is ours."""
    try:
        if path.exists():
            return False
        _make_folder(path.parent)
        return publish(path, secrets.token_hex(LENGTH).encode() + b"\n")
    except OSError as error:
        raise _unusable(path, error) from error


def publish(path: Path, content: bytes) -> bool:
    """A private file that others see whole or not at all; False when somebody was faster."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        os.link(draft, path)
        _sync(path.parent)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def _make_folder(folder: Path) -> None:
    # mkdir(parents=True) gives its mode to the last folder only.
    for missing in reversed([f for f in (folder, *folder.parents) if not f.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unusable(path: Path, error: OSError) -> WamigrateError:
    return ConfigError(
        f"The key file {path} cannot be used: {error.strerror}.",
        hint=f"Name another one with [store] key_file, or set {VARIABLE}. {MAKE_ONE}",
    )
