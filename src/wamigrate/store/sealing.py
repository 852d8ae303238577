"""The bridge's data key: message content and learned credentials are readable only with it.

It lies in the store wrapped under the master key, like those of migrations. The cipher is kept, for making
one costs as much as sealing a message.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wamigrate.store.random_bytes import random_bytes
from wamigrate.store.secrets import SecretStore

__all__ = ["Sealer", "bridge_sealer"]

NONCE = 12
OWNER = "bridge"


class Sealer:
    """AES-256-GCM under one key; every sealed value is bound to what it belongs to."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, *about: str) -> bytes:
        """The value for a row; `about` says which row."""
        nonce = random_bytes(NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, _bound(about))

    def open(self, sealed: bytes, *about: str) -> bytes | None:
        """The plain value; None when it was changed or belongs elsewhere."""
        try:
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], _bound(about))
        except (InvalidTag, ValueError):
            return None


def _bound(about: tuple[str, ...]) -> bytes:
    # With their lengths, ("a", "bc") and ("ab", "c") stay apart.
    return "".join(f"{len(word)}:{word}" for word in about).encode()


async def bridge_sealer(secret_store: SecretStore) -> Sealer:
    """The sealer of this store's bridges, with a key made on first use."""
    return Sealer(await secret_store.data_key(OWNER))
