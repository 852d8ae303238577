"""Media of On-Premises, kept encrypted in our own database between download and upload."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from wamigrate.errors import ConfigError
from wamigrate.store import sql

if TYPE_CHECKING:
    from wamigrate.migration.context import Context

__all__ = ["KeptMedia", "ids_to_keep", "keep", "kept_ids", "load", "note_upload"]


@dataclass(frozen=True, slots=True)
class KeptMedia:
    """One file that On-Premises held."""

    onprem_media_id: str
    mime_type: str
    content: bytes


def ids_to_keep(ctx: Context) -> list[str]:
    """The configured list: one media ID a line, empty lines and `#` lines left out."""
    if ctx.number.media_ids is None:
        return []
    path = ctx.settings.path(ctx.number.media_ids)
    try:
        lines = path.read_text().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"media_ids names {path}, which cannot be read.", hint="Check the path.") from error
    return list(dict.fromkeys(line.strip() for line in lines if line.strip() and not line.startswith("#")))


async def keep(ctx: Context, media: KeptMedia) -> None:
    """Store one file encrypted; a second time replaces it."""
    migration_id = ctx.migration.id

    def work(conn: Connection) -> None:
        sealed = ctx.secrets.seal_in(conn, migration_id, f"media/{media.onprem_media_id}", media.content)
        sql.change(
            conn,
            "delete from wm_media where migration_id = :m and onprem_media_id = :i",
            m=migration_id,
            i=media.onprem_media_id,
        )
        sql.insert(
            conn,
            "wm_media",
            migration_id=migration_id,
            onprem_media_id=media.onprem_media_id,
            mime_type=media.mime_type,
            content=sealed,
        )

    await ctx.run(work)


async def kept_ids(ctx: Context) -> list[str]:
    """What is kept and has not been tried yet."""
    query = (
        "select onprem_media_id as i from wm_media "
        "where migration_id = :m and cloud_media_id is null and refused is null order by onprem_media_id"
    )
    return [r["i"] for r in await ctx.run(lambda conn: sql.rows(conn, query, m=ctx.migration.id))]


async def load(ctx: Context, onprem_media_id: str) -> KeptMedia:
    """One kept file in clear."""
    query = "select mime_type, content from wm_media where migration_id = :m and onprem_media_id = :i"

    def work(conn: Connection) -> KeptMedia:
        found = sql.row(conn, query, m=ctx.migration.id, i=onprem_media_id) or {}
        content = ctx.secrets.open_in(
            conn, ctx.migration.id, f"media/{onprem_media_id}", bytes(found["content"])
        )
        return KeptMedia(onprem_media_id, found["mime_type"], content)

    return await ctx.run(work)


async def note_upload(
    ctx: Context, onprem_media_id: str, cloud_media_id: str | None, refused: str | None
) -> None:
    """Which Cloud media ID replaces it, or why none does."""
    statement = (
        "update wm_media set cloud_media_id = :c, refused = :r "
        "where migration_id = :m and onprem_media_id = :i"
    )
    values = {"m": ctx.migration.id, "i": onprem_media_id, "c": cloud_media_id, "r": refused}
    await ctx.run(lambda conn: sql.change(conn, statement, **values))
