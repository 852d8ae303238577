"""The templates of the WhatsApp Business Accounts, read beside the traffic and never waited for.

Rules that need them do without until they were read, and go on with what they know when a reading fails.
Shadow mode sees through them which templates Cloud API would refuse. Sends are only repaired with them: a
template may have changed a moment ago, so whether to refuse is for Cloud API to say.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Sequence

from wamigrate.bridge.line import Line
from wamigrate.differences.listed_templates import FIELDS, templates_of
from wamigrate.errors import ApiError, TransportError

__all__ = ["Templates"]

log = logging.getLogger("wamigrate.bridge")
PAUSE = 3_600.0
"""Seconds between two readings of one account."""
LOOK = 5.0
AT_LEAST = 60.0
"""The same where a send met a template that is not as it was read."""


class Templates:
    """Reads each account once for all its numbers, with the first token that may."""

    def __init__(self, lines: Iterable[Line], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._read_at: dict[str, float] = {}
        self._accounts: dict[str, list[Line]] = {}
        for line in lines:
            self._accounts.setdefault(line.number.waba_id, []).append(line)

    async def run(self) -> None:
        """For ever, one account after the other."""
        while True:
            await self.turn()
            await asyncio.sleep(LOOK)

    async def turn(self) -> None:
        """Reads the accounts whose time has come."""
        for waba_id, lines in self._accounts.items():
            read_at = self._read_at.get(waba_id)
            doubted = any(line.doubts_templates for line in lines)
            if read_at is not None and self._clock() - read_at < (AT_LEAST if doubted else PAUSE):
                continue
            await _read(waba_id, lines)
            self._read_at[waba_id] = self._clock()


async def _read(waba_id: str, lines: Sequence[Line]) -> None:
    """What the account has now; a failure is logged, and what was known stays known."""
    for line in lines:
        line.doubts_templates = False
    for line in lines:
        try:
            listed = await line.cloud.message_templates(waba_id, FIELDS)
        except (ApiError, TransportError) as error:
            log.warning("templates could not be read: %s", error.message, extra={"number": line.name})
            continue
        found = templates_of(listed)
        for each in lines:
            each.know_templates(found)
        return
