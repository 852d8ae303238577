"""What only the operator can know, asked once and kept."""

from __future__ import annotations

import json

from sqlalchemy import Connection

from wamigrate.store import sql

__all__ = ["keep", "of"]


def of(conn: Connection, phone_number_id: str) -> dict[str, str | bool | int]:
    """Every kept answer about a number."""
    found = sql.rows(
        conn, "select question, answer from wm_answers where phone_number_id = :p", p=phone_number_id
    )
    return {r["question"]: json.loads(r["answer"]) for r in found}


def keep(conn: Connection, phone_number_id: str, question: str, answer: str | bool | int, at: float) -> None:
    """Keep an answer; a later one replaces it."""
    sql.change(
        conn,
        "insert into wm_answers (phone_number_id, question, answer, at) values (:p, :q, :a, :at) "
        "on conflict (phone_number_id, question) do update set answer = excluded.answer, at = excluded.at",
        p=phone_number_id,
        q=question,
        a=json.dumps(answer),
        at=at,
    )
