"""What the bridge has learned of each number, encrypted: users, tokens, settings, providers and the like.

Small and seldom written. Callers keep what they need on every request in their own memory.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from sqlalchemy import Connection

from wamigrate.core.clock import Clock
from wamigrate.core.payload import JsonObject
from wamigrate.errors import StoreError
from wamigrate.store import sql
from wamigrate.store.database import Database
from wamigrate.store.sealing import Sealer, bridge_sealer
from wamigrate.store.secrets import SecretStore

__all__ = ["PROVIDER", "Memory", "open_memory"]

PROVIDER = "provider"
"""Kind of a media provider: its name, and the credentials for the host behind its links."""

LIVING = "(expires_at is null or expires_at > :now)"


async def open_memory(db: Database, secrets: SecretStore, clock: Clock) -> Memory:
    """The memory of this store's bridges."""
    return Memory(db, await bridge_sealer(secrets), clock)


class Memory:
    """JSON values by number, kind and name. `db` is the store in which they lie."""

    def __init__(self, db: Database, sealer: Sealer, clock: Clock) -> None:
        self.db = db
        self._sealer = sealer
        self._clock = clock

    async def put(
        self, number: str, kind: str, name: str, value: JsonObject, *, expires_at: float | None = None
    ) -> None:
        """Remember the value in place of the one before, until it expires."""
        sealed = self._sealer.seal(msgspec.json.encode(value), "memory", number, kind, name)
        now = self.now()

        def work(conn: Connection) -> None:
            sql.change(
                conn,
                "insert into wm_bridge_memory (phone_number_id, kind, name, value, changed_at, expires_at) "
                "values (:p, :k, :n, :v, :at, :x) on conflict (phone_number_id, kind, name) "
                "do update set value = excluded.value, changed_at = excluded.changed_at, "
                "expires_at = excluded.expires_at",
                p=number,
                k=kind,
                n=name,
                v=sealed,
                at=now,
                x=expires_at,
            )

        await self.db.run(work)

    async def get(self, number: str, kind: str, name: str) -> JsonObject | None:
        """The value, or None where there is none or it has expired."""
        now = self.now()

        def work(conn: Connection) -> sql.Row | None:
            return sql.row(
                conn,
                "select name, value from wm_bridge_memory "
                f"where phone_number_id = :p and kind = :k and name = :n and {LIVING}",
                p=number,
                k=kind,
                n=name,
                now=now,
            )

        found = await self.db.read(work)
        return self._open(number, kind, found) if found is not None else None

    async def all(self, number: str, kind: str) -> Mapping[str, JsonObject]:
        """Every living value of a kind, by name."""
        now = self.now()

        def work(conn: Connection) -> list[sql.Row]:
            return sql.rows(
                conn,
                "select name, value from wm_bridge_memory "
                f"where phone_number_id = :p and kind = :k and {LIVING} order by name",
                p=number,
                k=kind,
                now=now,
            )

        return {row["name"]: self._open(number, kind, row) for row in await self.db.read(work)}

    async def forget(self, number: str, kind: str, name: str | None = None) -> int:
        """Forget one value, or all of the kind; how many there were."""

        def work(conn: Connection) -> int:
            return sql.change(
                conn,
                "delete from wm_bridge_memory where phone_number_id = :p and kind = :k "
                "and name = coalesce(:n, name)",
                p=number,
                k=kind,
                n=name,
            )

        return await self.db.run(work)

    async def purge(self) -> int:
        """Delete what has expired; how much that was."""
        now = self.now()
        statement = "delete from wm_bridge_memory where expires_at <= :now"
        return await self.db.run(lambda conn: sql.change(conn, statement, now=now))

    def now(self) -> float:
        """The time by which values expire."""
        return self._clock.now().timestamp()

    def _open(self, number: str, kind: str, row: sql.Row) -> JsonObject:
        plain = self._sealer.open(bytes(row["value"]), "memory", number, kind, row["name"])
        if plain is None:
            raise StoreError(
                f"What the bridge remembers ({kind}) was changed or damaged in the store.",
                hint="Put back a backup of the store.",
            )
        return dict(msgspec.json.decode(plain))
