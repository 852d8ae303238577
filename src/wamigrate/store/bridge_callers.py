"""Who calls the bridge: users with the salted hash of their password, and tokens with a keyed hash."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from wamigrate.store import sql

__all__ = [
    "ADMIN",
    "MONITOR",
    "USER",
    "Token",
    "User",
    "accept",
    "api_keys",
    "forget_token",
    "forget_user",
    "give",
    "purge_tokens",
    "remember_user",
    "revoke",
    "see",
    "token",
    "unknown_callers",
    "user",
    "users",
]

INSERT = (
    "insert into wm_bridge_tokens (phone_number_id, digest, username, role, seen_as, first_seen, expires) "
)
ADMIN = "ROLE_ADMIN"
USER = "ROLE_USER"
MONITOR = "API_KEY"
"""Not a role of a user: a key that opens health and figures, and nothing else."""


@dataclass(frozen=True, slots=True)
class User:
    """One user of the On-Premises API. `source` is `learned` or `added`."""

    username: str
    role: str
    salt: bytes
    hash: bytes
    source: str
    at: float


@dataclass(frozen=True, slots=True)
class Token:
    """One bearer token. Without a username it was seen in use, and nobody logged in for it here."""

    digest: str
    username: str | None
    role: str
    seen_as: str
    first_seen: float
    expires: float
    accepted_at: float | None


def user(conn: Connection, phone_number_id: str, username: str) -> User | None:
    found = sql.row(
        conn,
        "select * from wm_bridge_users where phone_number_id = :p and username = :u",
        p=phone_number_id,
        u=username,
    )
    return _user(found) if found else None


def users(conn: Connection, phone_number_id: str) -> list[User]:
    found = sql.rows(
        conn, "select * from wm_bridge_users where phone_number_id = :p order by username", p=phone_number_id
    )
    return [_user(row) for row in found]


def remember_user(conn: Connection, phone_number_id: str, user: User) -> None:
    """The user as they are now; whatever was known before is replaced."""
    sql.change(
        conn,
        "insert into wm_bridge_users (phone_number_id, username, role, salt, hash, source, at) "
        "values (:p, :u, :r, :s, :h, :f, :at) on conflict (phone_number_id, username) do update set "
        "role = excluded.role, salt = excluded.salt, hash = excluded.hash, source = excluded.source, "
        "at = excluded.at",
        p=phone_number_id,
        u=user.username,
        r=user.role,
        s=user.salt,
        h=user.hash,
        f=user.source,
        at=user.at,
    )


def forget_user(conn: Connection, phone_number_id: str, username: str) -> bool:
    """The user and their tokens; False where there was no such user."""
    given = {"p": phone_number_id, "u": username}
    sql.change(conn, "delete from wm_bridge_tokens where phone_number_id = :p and username = :u", **given)
    return bool(
        sql.change(conn, "delete from wm_bridge_users where phone_number_id = :p and username = :u", **given)
    )


def token(conn: Connection, phone_number_id: str, digest: str) -> Token | None:
    found = sql.row(
        conn,
        "select * from wm_bridge_tokens where phone_number_id = :p and digest = :d",
        p=phone_number_id,
        d=digest,
    )
    return _token(found) if found else None


def give(conn: Connection, phone_number_id: str, token: Token) -> None:
    """A token that a user got by logging in."""
    sql.change(
        conn,
        f"{INSERT}"
        "values (:p, :d, :u, :r, :s, :f, :e) on conflict (phone_number_id, digest) do update set "
        "username = excluded.username, role = excluded.role, expires = excluded.expires",
        p=phone_number_id,
        d=token.digest,
        u=token.username,
        r=token.role,
        s=token.seen_as,
        f=token.first_seen,
        e=token.expires,
    )


def see(conn: Connection, phone_number_id: str, token: Token) -> None:
    """A token that On-Premises accepted. Its life begins when it is first seen; its role only rises."""
    sql.change(
        conn,
        f"{INSERT}"
        "values (:p, :d, null, :r, :s, :f, :e) on conflict (phone_number_id, digest) do update set "
        f"role = case when excluded.role = '{ADMIN}' then excluded.role else wm_bridge_tokens.role end",
        p=phone_number_id,
        d=token.digest,
        r=token.role,
        s=token.seen_as,
        f=token.first_seen,
        e=token.expires,
    )


def forget_token(conn: Connection, phone_number_id: str, digest: str) -> None:
    sql.change(
        conn,
        "delete from wm_bridge_tokens where phone_number_id = :p and digest = :d",
        p=phone_number_id,
        d=digest,
    )


def purge_tokens(conn: Connection, at: float) -> int:
    """Forget what has expired; how many."""
    return sql.change(conn, "delete from wm_bridge_tokens where expires < :at", at=at)


def unknown_callers(conn: Connection, phone_number_id: str, at: float) -> list[Token]:
    """Callers of whom only a living token is known, and whom nobody accepted.

    They could not log in again after the move, so they stand against a hold.
    """
    found = sql.rows(
        conn,
        "select * from wm_bridge_tokens where phone_number_id = :p and username is null "
        "and accepted_at is null and expires > :at order by first_seen, digest",
        p=phone_number_id,
        at=at,
    )
    return [_token(row) for row in found]


def accept(conn: Connection, phone_number_id: str, digest_start: str, at: float) -> int:
    """Somebody knows that this caller will get a login of its own; how many tokens that were."""
    return sql.change(
        conn,
        "update wm_bridge_tokens set accepted_at = :at where phone_number_id = :p and username is null "
        "and substr(digest, 1, :n) = :d",
        at=at,
        p=phone_number_id,
        n=len(digest_start),
        d=digest_start,
    )


def api_keys(conn: Connection, phone_number_id: str) -> list[Token]:
    """Keys of monitoring that On-Premises accepted."""
    found = sql.rows(
        conn,
        "select * from wm_bridge_tokens where phone_number_id = :p and role = :r order by first_seen, digest",
        p=phone_number_id,
        r=MONITOR,
    )
    return [_token(row) for row in found]


def revoke(conn: Connection, phone_number_id: str, digest_start: str) -> int:
    """Forget tokens and keys that belong to no user; how many there were."""
    return sql.change(
        conn,
        "delete from wm_bridge_tokens where phone_number_id = :p and coalesce(username, '') = '' "
        "and substr(digest, 1, :n) = :d",
        p=phone_number_id,
        n=len(digest_start),
        d=digest_start,
    )


def _user(row: sql.Row) -> User:
    return User(
        row["username"], row["role"], bytes(row["salt"]), bytes(row["hash"]), row["source"], row["at"]
    )


def _token(row: sql.Row) -> Token:
    return Token(
        row["digest"],
        row["username"],
        row["role"],
        row["seen_as"],
        row["first_seen"],
        row["expires"],
        row["accepted_at"],
    )
