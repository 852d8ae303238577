"""Media by the IDs that applications know: their bytes, in encrypted pieces, and where they lie on Cloud API.

On-Premises kept media until somebody deleted them; Cloud API keeps them for a month. So the bytes stay here,
and an upload is made again when it has become too old.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wamigrate.store.hot.program import Ask, Program, Row

__all__ = ["PIECE", "Media", "add_piece", "complete", "find", "forget", "listed", "note", "piece", "uploaded"]

PIECE = 256 * 1024
"""Bytes of one piece before it is encrypted."""


@dataclass(frozen=True, slots=True)
class Media:
    """What is known of one media ID."""

    number: str
    media_id: str
    mime_type: str | None
    filename: str | None
    size: int | None
    sha256: str | None
    source: str
    """How the bridge came to know it: `upload`, `send`, `inbound`, `file`, `volume`."""
    complete: bool
    """All its bytes are here."""
    cloud_media_id: str | None
    uploaded_at: float | None
    seen_at: float


def note(
    number: str,
    media_id: str,
    source: str,
    at: float,
    *,
    mime_type: str | None = None,
    filename: str | None = None,
    cloud_media_id: str | None = None,
) -> Program[None]:
    """The ID was seen; what is known already stays."""
    yield Ask(
        "insert into hot_media (number, media_id, source, mime_type, filename, cloud_media_id, uploaded_at, "
        "seen_at) values (:number, :media_id, :source, :mime_type, :filename, :cloud_media_id, "
        ":uploaded_at, :at) on conflict (number, media_id) do update set seen_at = excluded.seen_at, "
        "mime_type = coalesce(excluded.mime_type, hot_media.mime_type), "
        "filename = coalesce(excluded.filename, hot_media.filename), "
        "cloud_media_id = coalesce(excluded.cloud_media_id, hot_media.cloud_media_id), "
        "uploaded_at = coalesce(excluded.uploaded_at, hot_media.uploaded_at)",
        {
            "number": number,
            "media_id": media_id,
            "source": source,
            "mime_type": mime_type,
            "filename": filename,
            "cloud_media_id": cloud_media_id,
            "uploaded_at": at if cloud_media_id else None,
            "at": at,
        },
    )


def add_piece(number: str, media_id: str, n: int, body: bytes) -> Program[None]:
    """Piece `n` of the bytes, encrypted already; a piece that is there is replaced."""
    yield Ask(
        "insert into hot_media_pieces (number, media_id, n, body) values (:number, :media_id, :n, :body) "
        "on conflict (number, media_id, n) do update set body = excluded.body",
        {"number": number, "media_id": media_id, "n": n, "body": body},
    )


def complete(number: str, media_id: str, size: int, sha256: str) -> Program[None]:
    """All pieces are there."""
    yield Ask(
        "update hot_media set complete = 1, size = :size, sha256 = :sha256 "
        "where number = :number and media_id = :media_id",
        {"number": number, "media_id": media_id, "size": size, "sha256": sha256},
    )


def uploaded(number: str, media_id: str, cloud_media_id: str, at: float) -> Program[None]:
    """Cloud API has it, under that ID."""
    yield Ask(
        "update hot_media set cloud_media_id = :cloud_media_id, uploaded_at = :at "
        "where number = :number and media_id = :media_id",
        {"number": number, "media_id": media_id, "cloud_media_id": cloud_media_id, "at": at},
    )


def find(number: str, media_id: str) -> Program[Media | None]:
    """What is known of the ID."""
    rows = yield Ask(
        "select * from hot_media where number = :number and media_id = :media_id",
        {"number": number, "media_id": media_id},
    )
    return _media(rows[0]) if rows else None


def listed(number: str, limit: int = 10_000) -> Program[Sequence[Media]]:
    """Every known ID of the number."""
    rows = yield Ask(
        "select * from hot_media where number = :number order by media_id limit :limit",
        {"number": number, "limit": limit},
    )
    return [_media(row) for row in rows]


def piece(number: str, media_id: str, n: int) -> Program[bytes | None]:
    """Piece `n`, encrypted; None after the last one."""
    rows = yield Ask(
        "select body from hot_media_pieces where number = :number and media_id = :media_id and n = :n",
        {"number": number, "media_id": media_id, "n": n},
    )
    return bytes(rows[0]["body"]) if rows else None


def forget(number: str, media_id: str) -> Program[bool]:
    """The ID and its bytes are gone; False where it was not known."""
    key = {"number": number, "media_id": media_id}
    yield Ask("delete from hot_media_pieces where number = :number and media_id = :media_id", key)
    rows = yield Ask(
        "delete from hot_media where number = :number and media_id = :media_id returning media_id", key
    )
    return bool(rows)


def _media(row: Row) -> Media:
    values = {name: row[name] for name in Media.__slots__}
    return Media(**{**values, "complete": bool(row["complete"])})
