"""Cloud API's own switch for identity keys: it follows the application's `show_security_notifications`.

Only while it is on Cloud API names customers' keys in webhooks. What an operator switched on is left alone.
"""

from __future__ import annotations

import logging
import time

from wamigrate.bridge.line import Line
from wamigrate.errors import ApiError, TransportError

__all__ = ["settle_check"]

KIND, NAME = "account", "identity-check"
PAUSE = 60.0
log = logging.getLogger("wamigrate.bridge")


async def settle_check(line: Line) -> None:
    """Asks Cloud API for the check where the application wants it, and ends it where it no longer does."""
    wanted = (await line.settings()).get("show_security_notifications") is True
    if line.checks_keys is wanted or time.monotonic() < line.check_again_at:
        return
    kept = await line.memory.get(line.id, KIND, NAME)
    if (kept is not None and kept["on"] is True) is not wanted:
        try:
            await line.cloud.set_identity_check(line.id, wanted)
        except (ApiError, TransportError) as error:
            line.check_again_at = time.monotonic() + PAUSE
            log.warning("the identity check was not set: %s", error.message, extra={"number": line.name})
            return
        await line.memory.put(line.id, KIND, NAME, {"on": wanted})
    line.checks_keys = wanted
