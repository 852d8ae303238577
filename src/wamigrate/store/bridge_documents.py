"""What the On-Premises API kept for a number and Cloud API has no place for, encrypted."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection

from wamigrate.core.payload import Json
from wamigrate.store import sql
from wamigrate.store.secrets import SecretStore

__all__ = ["delete", "get", "list_all", "owner", "put"]


def owner(phone_number_id: str) -> str:
    """The name under which a number's own data key is kept."""
    return f"bridge:{phone_number_id}"


def get(conn: Connection, secrets: SecretStore, phone_number_id: str, kind: str, name: str = "") -> Json:
    """The document, or None."""
    found = sql.row(
        conn,
        "select sealed from wm_bridge_documents where phone_number_id = :p and kind = :k and name = :n",
        p=phone_number_id,
        k=kind,
        n=name,
    )
    return _open(conn, secrets, phone_number_id, kind, name, found["sealed"]) if found else None


def list_all(conn: Connection, secrets: SecretStore, phone_number_id: str, kind: str) -> dict[str, Json]:
    """Every document of a kind by its name, oldest first."""
    found = sql.rows(
        conn,
        "select name, sealed from wm_bridge_documents where phone_number_id = :p and kind = :k "
        "order by at, name",
        p=phone_number_id,
        k=kind,
    )
    return {
        row["name"]: _open(conn, secrets, phone_number_id, kind, row["name"], row["sealed"]) for row in found
    }


def put(
    conn: Connection,
    secrets: SecretStore,
    phone_number_id: str,
    kind: str,
    name: str,
    document: Json,
    at: float,
) -> None:
    """The document in place of the one before; its age is that of the first."""
    about = f"{kind}/{name}"
    sealed = secrets.seal_in(conn, owner(phone_number_id), about, msgspec.json.encode(document))
    sql.change(
        conn,
        "insert into wm_bridge_documents (phone_number_id, kind, name, sealed, at) "
        "values (:p, :k, :n, :s, :at) on conflict (phone_number_id, kind, name) "
        "do update set sealed = excluded.sealed",
        p=phone_number_id,
        k=kind,
        n=name,
        s=sealed,
        at=at,
    )


def delete(conn: Connection, phone_number_id: str, kind: str, name: str = "") -> bool:
    """False where there was none."""
    return bool(
        sql.change(
            conn,
            "delete from wm_bridge_documents where phone_number_id = :p and kind = :k and name = :n",
            p=phone_number_id,
            k=kind,
            n=name,
        )
    )


def _open(
    conn: Connection, secrets: SecretStore, phone_number_id: str, kind: str, name: str, sealed: bytes
) -> Json:
    content = secrets.open_in(conn, owner(phone_number_id), f"{kind}/{name}", bytes(sealed))
    return msgspec.json.decode(content)
