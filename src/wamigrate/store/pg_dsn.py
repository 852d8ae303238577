"""One PostgreSQL URL for two drivers: asyncpg knows fewer of its parameters."""

from __future__ import annotations

import sqlalchemy as sa

__all__ = ["asyncpg_dsn"]

KNOWN = frozenset(
    {"host", "port", "passfile", "sslmode", "sslcert", "sslkey", "sslrootcert", "sslcrl", "sslpassword"}
)


def asyncpg_dsn(url: str) -> str:
    """The URL without what only libpq understands; other parameters would become server settings."""
    parsed = sa.make_url(url)
    others = [name for name in parsed.query if name not in KNOWN]
    plain = parsed.set(drivername="postgresql").difference_update_query(others)
    return plain.render_as_string(hide_password=False)
