"""PINs, passwords, tokens and backup metadata, encrypted at rest.

Each migration has a data key of its own, wrapped under the master key. Throwing that one row away makes all
that the migration ever stored unreadable, in copies too that hold only the values.

What this cannot do: a backup of the whole store, or PostgreSQL's own log, taken before `destroy` still
yields its secrets to who has the master key.
"""

from __future__ import annotations

import json
import secrets

import sqlalchemy as sa

from wamigrate.core.secret import Secret
from wamigrate.errors import StoreError
from wamigrate.store.database import Database
from wamigrate.store.keys import MasterKey, open_sealed, seal

__all__ = ["TABLES", "SecretStore"]

KEY_BYTES = 32
TABLES = ("wm_data_key", "wm_secret")


class SecretStore:
    """Secrets by migration and name. The `_in` methods work inside a caller's transaction."""

    def __init__(self, db: Database, key: MasterKey) -> None:
        self._db = db
        self._key = key

    async def put(self, migration_id: str, name: str, value: Secret) -> None:
        """Store the value in place of the one before."""
        await self._db.run(lambda connection: self.put_in(connection, migration_id, name, value))

    async def get(self, migration_id: str, name: str) -> Secret | None:
        """The value, or None; StoreError when it cannot be decrypted."""
        return await self._db.read(lambda connection: self.get_in(connection, migration_id, name))

    async def destroy(self, migration_id: str) -> None:
        """Make everything of this migration unreadable for good."""
        await self._db.run(lambda connection: self.destroy_in(connection, migration_id))
        await self._db.scrub(*TABLES)

    async def data_key(self, owner: str) -> bytes:
        """The data key of that owner, made on first use. For callers who seal rows of their own."""

        def work(connection: sa.Connection) -> bytes:
            return self._data_key(connection, owner) or self._new_data_key(connection, owner)

        return await self._db.run(work)

    async def check_key(self) -> None:
        """StoreError when anything in the store needs another master key; to be called before work begins."""
        await self._db.read(self.check_key_in)

    def put_in(self, connection: sa.Connection, migration_id: str, name: str, value: Secret) -> None:
        data_key = self._data_key(connection, migration_id) or self._new_data_key(connection, migration_id)
        plain = value.reveal().encode("utf-8", "surrogatepass")
        row = {"m": migration_id, "n": name, "s": seal(data_key, plain, _about("secret", migration_id, name))}
        connection.execute(PUT_SECRET, row)

    def get_in(self, connection: sa.Connection, migration_id: str, name: str) -> Secret | None:
        data_key = self._data_key(connection, migration_id)
        sealed = connection.execute(GET_SECRET, {"m": migration_id, "n": name}).scalar()
        if data_key is None or sealed is None:
            return None
        plain = open_sealed(data_key, bytes(sealed), _about("secret", migration_id, name))
        if plain is None:
            raise _damaged(f"The secret '{name}' of {migration_id}")
        return Secret(plain.decode("utf-8", "surrogatepass"))

    def seal_in(self, connection: sa.Connection, migration_id: str, name: str, content: bytes) -> bytes:
        """Content for a row of the caller's own, readable only with this migration's data key."""
        data_key = self._data_key(connection, migration_id) or self._new_data_key(connection, migration_id)
        return seal(data_key, content, _about("content", migration_id, name))

    def open_in(self, connection: sa.Connection, migration_id: str, name: str, sealed: bytes) -> bytes:
        """What `seal_in` was given; StoreError when it cannot be decrypted."""
        data_key = self._data_key(connection, migration_id)
        content = open_sealed(data_key, sealed, _about("content", migration_id, name)) if data_key else None
        if content is None:
            raise _damaged(f"'{name}' of {migration_id}")
        return content

    def destroy_in(self, connection: sa.Connection, migration_id: str) -> None:
        """As `destroy`; after the commit, `Database.scrub(*TABLES)` clears the disk."""
        connection.execute(DELETE_SECRETS, {"m": migration_id})
        connection.execute(DELETE_KEY, {"m": migration_id})

    def check_key_in(self, connection: sa.Connection) -> None:
        for (key_id,) in connection.execute(KEY_IDS).all():
            self._expect_key(str(key_id))

    def _data_key(self, connection: sa.Connection, migration_id: str) -> bytes | None:
        row = connection.execute(GET_KEY, {"m": migration_id}).one_or_none()
        if row is None:
            return None
        self._expect_key(row.key_id)
        data_key = self._key.unwrap(bytes(row.wrapped), _about("data key", migration_id))
        if data_key is None:
            raise _damaged(f"The data key of {migration_id}")
        return data_key

    def _new_data_key(self, connection: sa.Connection, migration_id: str) -> bytes:
        data_key = secrets.token_bytes(KEY_BYTES)
        wrapped = self._key.wrap(data_key, _about("data key", migration_id))
        connection.execute(PUT_KEY, {"m": migration_id, "k": self._key.id, "w": wrapped})
        return data_key

    def _expect_key(self, key_id: str) -> None:
        if key_id != self._key.id:
            raise StoreError(
                f"The store's secrets need the master key {key_id}, but the one in use is {self._key.id}.",
                hint=f"Set WAMIGRATE_KEY or [store] key_file to the key with the id {key_id}.",
            )


def _about(kind: str, *words: str) -> bytes:
    """What a ciphertext belongs to; JSON keeps ("a", "bc") and ("ab", "c") apart."""
    return json.dumps(["wamigrate", kind, *words]).encode()


def _damaged(what: str) -> StoreError:
    return StoreError(f"{what} was changed or damaged in the store.", hint="Put back a backup of the store.")


GET_KEY = sa.text("SELECT key_id, wrapped FROM wm_data_key WHERE migration_id = :m")
KEY_IDS = sa.text("SELECT DISTINCT key_id FROM wm_data_key")
# Of two processes that meet a new owner, one is told to try again, and then finds the other's key.
PUT_KEY = sa.text(
    "INSERT INTO wm_data_key (migration_id, key_id, wrapped) VALUES (:m, :k, :w) "
    "ON CONFLICT (migration_id) DO NOTHING"
)
DELETE_KEY = sa.text("DELETE FROM wm_data_key WHERE migration_id = :m")
DELETE_SECRETS = sa.text("DELETE FROM wm_secret WHERE migration_id = :m")
GET_SECRET = sa.text("SELECT sealed FROM wm_secret WHERE migration_id = :m AND name = :n")
PUT_SECRET = sa.text(
    "INSERT INTO wm_secret (migration_id, name, sealed) VALUES (:m, :n, :s) "
    "ON CONFLICT (migration_id, name) DO UPDATE SET sealed = excluded.sealed"
)
