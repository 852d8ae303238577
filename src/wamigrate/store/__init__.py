"""Our own database: one seam, two real ones behind it (SQLite, PostgreSQL)."""
