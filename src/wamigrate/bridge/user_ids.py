"""Customers' user ids, and the phone numbers under which the application knows these people.

From 2026 on a customer may hide their number: then only their user id comes. Where both were seen together
before, in a webhook or in the answer to a send, the application goes on reading the number.
"""

from __future__ import annotations

import time
from itertools import islice

from wamigrate.core.payload import JsonObject, dig
from wamigrate.store.hot import ids
from wamigrate.store.hot.program import HotStore

__all__ = ["Users"]

KIND = "user-id"
MOST_KEPT = 20_000
MOST_WRITTEN = 1_000
DAY = 86_400.0
"""What is seen again is written again after that, for notes that nobody renews are forgotten."""
PLACES = (
    ("messages", "from", "from_user_id"),
    ("statuses", "recipient_id", "recipient_user_id"),
)
"""Where an event names somebody by number and by user id."""


class Users:
    """What this process has learned of one number's customers; written down now and then."""

    def __init__(self, hot: HotStore, phone_number_id: str, *, most: int = MOST_KEPT) -> None:
        self._hot = hot
        self._number = phone_number_id
        self._most = most
        self._known: dict[str, str] = {}
        self._new: dict[str, str] = {}
        self._since = time.monotonic()

    def learn(self, user_id: object, number: object) -> None:
        """Both name the same person. Asked for every message, so it costs next to nothing."""
        if not isinstance(user_id, str) or self._known.get(user_id) == number:
            return
        if isinstance(number, str) and number.isdecimal() and len(self._known) < self._most:
            self._known[user_id] = self._new[user_id] = number

    async def named(self, document: JsonObject) -> dict[str, str]:
        """By user id the number of whom an event names only so, if it is known."""
        for kind, number, user in PLACES:
            holder = dig(document, kind, 0)
            user_id = holder.get(user) if isinstance(holder, dict) and not holder.get(number) else None
            if isinstance(user_id, str):
                known = await self._number_of(user_id)
                return {user_id: known} if known is not None else {}
        return {}

    async def follow(self, document: JsonObject) -> None:
        """Where a system message tells of a new user id, or of a new number: the same person as before.

        Meta, webhooks, "System messages": `user_changed_user_id` and `user_changed_number`.
        """
        notice = dig(document, "messages", 0, "system")
        before = notice.get("previous_user_id") if isinstance(notice, dict) else None
        if isinstance(before, str):
            now = notice.get("user_id") or dig(document, "messages", 0, "from_user_id")
            self.learn(now, notice.get("wa_id") or await self._number_of(before))

    async def _number_of(self, user_id: str) -> str | None:
        known = self._known.get(user_id)
        if known is None:
            known = (await self._hot.read(ids.recall, self._number, KIND, [user_id])).get(user_id)
        return known

    async def write(self, at: float) -> None:
        """Writes down what is new. What the store does not take now is taken the next time."""
        while part := dict(islice(self._new.items(), MOST_WRITTEN)):
            await self._hot.run(ids.remember, self._number, KIND, part, at)
            self._new = {user_id: n for user_id, n in self._new.items() if part.get(user_id) != n}
        if time.monotonic() - self._since > DAY or len(self._known) >= self._most:
            self._since, self._known = time.monotonic(), {}
