"""Media that a migration fetched from On-Premises and uploaded again: which ID replaces which."""

from __future__ import annotations

from sqlalchemy import Connection

from wamigrate.store import sql

__all__ = ["replacement"]


def replacement(conn: Connection, phone_number_id: str, onprem_media_id: str) -> str | None:
    """Cloud API's ID of the file, from the number's newest migration that uploaded it."""
    found = sql.row(
        conn,
        "select m.cloud_media_id from wm_media m join wm_migrations g on g.id = m.migration_id "
        "where g.phone_number_id = :p and m.onprem_media_id = :i and m.cloud_media_id is not null "
        "order by g.created_at desc limit 1",
        p=phone_number_id,
        i=onprem_media_id,
    )
    return str(found["cloud_media_id"]) if found else None
