"""Who is calling: logins and tokens of one number, learned from On-Premises or given out here.

What was found in the store is believed for a few seconds, so that a busy caller costs no look, and longer
when the store does not answer: an outage of the database must not lock applications out.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import msgspec
from sqlalchemy import Connection

from wamigrate.bridge import passwords
from wamigrate.bridge.recent import Recent
from wamigrate.bridge.refusals import Refused, access_denied
from wamigrate.errors import StoreError
from wamigrate.store import bridge_callers as table
from wamigrate.store.bridge_callers import ADMIN, MONITOR, Token, User
from wamigrate.store.database import Database

__all__ = ["Caller", "Callers", "weak_password"]

T = TypeVar("T")
BELIEVED = 10.0
FIRST_SIGHT = 7 * 86_400.0
MOST_KEPT = 10_000
KEY = "apikey "
"""Before a key where its digest is made: the same value as a bearer token is another thing."""
NOBODYS = ""
"""In the place of a user's name: there is none to log in again, so the key stands against no hold."""
KEY_LIFE = 3_650 * 86_400.0
OVERLOADED = "The store cannot be reached."


class Caller(msgspec.Struct, frozen=True):
    """Somebody who was let in. `name` is for logs and counts."""

    name: str
    admin: bool
    digest: str


class Callers:
    """The users and tokens of one number."""

    def __init__(self, db: Database, phone_number_id: str, key: bytes, *, token_life: float) -> None:
        self._db = db
        self._number = phone_number_id
        self._key = key
        self._life = token_life
        self._kept = Recent[str, tuple[float, Token | None]](MOST_KEPT)

    async def identify(self, authorization: str, *, monitor: bool = False) -> Caller:
        """The caller of a bearer token, or for `monitor` of an API key; Refused where it is none of ours."""
        value = passwords.bearer(authorization)
        key = passwords.api_key(authorization) if monitor else None
        if value is None and key is None:
            raise access_denied()
        digest = passwords.digest(self._key, value if value is not None else f"{KEY}{key}")
        token = await self._find(digest)
        if token is None or token.expires <= time.time() or (token.role == MONITOR) is not (value is None):
            raise access_denied()
        return Caller(token.username or f"token {digest[:8]}", token.role == ADMIN, digest)

    async def login(self, authorization: str, new_password: object) -> tuple[str, float]:
        """A new token and when it ends; Refused where the password is wrong."""
        user = await self._authenticate(authorization)
        if new_password is not None:
            if not passwords.strong(new_password):
                raise weak_password()
            await self.set_password(user.username, str(new_password), user.role)
        now = time.time()
        value = passwords.new_token(now, self._life)
        digest = passwords.digest(self._key, value)
        token = Token(digest, user.username, user.role, "login", now, now + self._life, None)
        await self._change(lambda conn: table.give(conn, self._number, token))
        self._keep(digest, token)
        return value, token.expires

    async def logout(self, caller: Caller) -> None:
        await self.forget_digest(caller.digest)

    async def create(self, username: str, password: str) -> None:
        """A new user; Refused as On-Premises does."""
        if await self.find(username) is not None:
            raise Refused(1014, "Unable to create user. Already exist?")
        await self.set_password(username, password, passwords.role_of(username))

    async def set_password(self, username: str, password: str, role: str, source: str = "added") -> None:
        user = await asyncio.to_thread(
            passwords.hashed, username, password, role=role, source=source, at=time.time()
        )
        await self._change(lambda conn: table.remember_user(conn, self._number, user))

    async def find(self, username: str) -> User | None:
        return await self._read(lambda conn: table.user(conn, self._number, username))

    async def delete(self, username: str) -> bool:
        """The user and their tokens; False where there was none."""
        deleted = await self._change(lambda conn: table.forget_user(conn, self._number, username))
        for digest, (_, token) in list(self._kept.items()):
            if token is not None and token.username == username:
                del self._kept[digest]
        return deleted

    async def learn_login(self, username: str, password: str, value: str) -> None:
        """On-Premises accepted this login and gave out this token."""
        role = passwords.role_of(username)
        known = await self.find(username)
        if known is None or not await asyncio.to_thread(passwords.matches, known, password):
            await self.set_password(username, password, role, "learned")
        now = time.time()
        digest = passwords.digest(self._key, value)
        token = Token(digest, username, role, "login", now, now + FIRST_SIGHT, None)
        await self._change(lambda conn: table.give(conn, self._number, token))
        self._keep(digest, token)

    async def learn_refusal(self, username: str, password: str) -> None:
        """On-Premises refused this login: forget it, but not another that is the right one."""
        known = await self.find(username)
        if known is not None and await asyncio.to_thread(passwords.matches, known, password):
            await self.delete(username)

    def knows(self, value: str, *, admin: bool) -> bool:
        """Whether `learn_use` would learn nothing: asked for every relayed call."""
        kept = self._believed(passwords.digest(self._key, value))
        if kept is None or kept[1] is None:
            return False
        return kept[1].role == ADMIN or not admin

    async def learn_use(self, value: str, *, admin: bool, seen_as: str) -> None:
        """On-Premises accepted a call with this token."""
        digest = passwords.digest(self._key, value)
        found = await self._read(lambda conn: table.token(conn, self._number, digest))
        if found is not None and (found.role == ADMIN or not admin):
            self._keep(digest, found)
            return
        now = time.time()
        role = ADMIN if admin else table.USER
        token = Token(digest, None, role, seen_as[:120], now, now + FIRST_SIGHT, None)
        await self._change(lambda conn: table.see(conn, self._number, token))
        found = await self._read(lambda conn: table.token(conn, self._number, digest))
        self._keep(digest, found or token)

    async def learn_key(self, key: str, *, accepted: bool) -> None:
        """What On-Premises said to an API key. It lives until On-Premises refuses it."""
        digest = passwords.digest(self._key, f"{KEY}{key}")
        kept = self._believed(digest)
        if kept is not None and (kept[1] is not None) is accepted:
            return
        if not accepted:
            await self.forget_digest(digest)
            return
        found = await self._read(lambda conn: table.token(conn, self._number, digest))
        if found is None:
            now = time.time()
            token = found = Token(digest, NOBODYS, MONITOR, "an API key", now, now + KEY_LIFE, None)
            await self._change(lambda conn: table.give(conn, self._number, token))
        self._keep(digest, found)

    async def forget_token(self, value: str) -> None:
        """On-Premises no longer accepts this token."""
        digest = passwords.digest(self._key, value)
        kept = self._kept.get(digest)
        if kept is None or kept[1] is not None:
            await self.forget_digest(digest)

    async def forget_digest(self, digest: str) -> None:
        await self._change(lambda conn: table.forget_token(conn, self._number, digest))
        self._keep(digest, None)

    async def _authenticate(self, authorization: str) -> User:
        given = passwords.basic(authorization)
        user = await self.find(given[0]) if given else None
        # The hash is made for unknown users too: how long it takes must not tell who exists.
        checked = user or replace(NOBODY, salt=self._key[:16])
        right = await asyncio.to_thread(passwords.matches, checked, given[1] if given else "")
        if user is None or not right:
            raise access_denied()
        return user

    async def _find(self, digest: str) -> Token | None:
        kept = self._believed(digest)
        if kept is not None:
            return kept[1]
        try:
            found = await self._db.read(lambda conn: table.token(conn, self._number, digest))
        except StoreError:
            old = self._kept.get(digest)
            if old is None or old[1] is None:
                raise Refused(1016, OVERLOADED) from None
            return old[1]
        self._keep(digest, found)
        return found

    def _believed(self, digest: str) -> tuple[float, Token | None] | None:
        """What was found of it a few seconds ago at most."""
        kept = self._kept.get(digest)
        return kept if kept is not None and time.monotonic() - kept[0] < BELIEVED else None

    def _keep(self, digest: str, token: Token | None) -> None:
        self._kept.keep(digest, (time.monotonic(), token))

    async def _read(self, work: Callable[[Connection], T]) -> T:
        try:
            return await self._db.read(work)
        except StoreError:
            raise Refused(1016, OVERLOADED) from None

    async def _change(self, work: Callable[[Connection], T]) -> T:
        try:
            return await self._db.run(work)
        except StoreError:
            raise Refused(1016, OVERLOADED) from None


NOBODY = User("", table.USER, b"", b"", "added", 0.0)


def weak_password() -> Refused:
    return Refused(
        1009, "Password must have 8 to 64 characters with a digit, an upper, a lower and a special character"
    )
