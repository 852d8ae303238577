"""Who may call the bridge as a deployment: On-Premises signs nothing, so its address is a secret.

`bridge attach` gives the deployment an address that ends in a key. The address without one is taken until the
deployment is known to have the other, and where somebody gave it that by hand.
"""

from __future__ import annotations

import hmac
import time

from wamigrate.attachment import CallbackKey, callback_key
from wamigrate.errors import StoreError
from wamigrate.store.memory import Memory

__all__ = ["CallbackKeys"]

BELIEVED, AGAIN = 5.0, 1.0


class CallbackKeys:
    """The key of one number, which another process may change."""

    def __init__(self, memory: Memory, phone_number_id: str) -> None:
        self._memory = memory
        self._number = phone_number_id
        self._known: CallbackKey | None = None
        self._read_at = float("-inf")

    async def fit(self, given: str) -> bool:
        """Whether a callback may come at an address with that behind it."""
        if _fits(await self._key(BELIEVED), given):
            return True
        return _fits(await self._key(AGAIN), given)

    async def complete(self, address: str) -> str:
        """What the deployment is to call, given where the bridge is."""
        key = await self._key(AGAIN)
        return f"{address}/{key.value}" if key is not None else address

    async def _key(self, believed: float) -> CallbackKey | None:
        if time.monotonic() - self._read_at > believed:
            try:
                self._known = await callback_key(self._memory, self._number)
            except StoreError:
                if self._read_at < 0:
                    raise
            self._read_at = time.monotonic()
        return self._known


def _fits(key: CallbackKey | None, given: str) -> bool:
    if not given:
        return key is None or not key.told
    return key is not None and hmac.compare_digest(key.value.encode(), given.encode("utf-8", "replace"))
