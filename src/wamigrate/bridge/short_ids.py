"""Short message IDs, for applications that cannot take Cloud API's: narrow columns, or IDs in addresses.

Every message then has two IDs, so each one costs a row. Both are known before anybody is given the short one.
"""

from __future__ import annotations

import logging

from wamigrate.bridge.ids import CLOUD_ID, INBOUND_ID, SENT_ID, mint_id
from wamigrate.bridge.line import Line
from wamigrate.core.payload import JsonObject, dig
from wamigrate.errors import StoreError
from wamigrate.store.hot import ids

__all__ = ["short_id_of", "shorten"]

log = logging.getLogger("wamigrate.bridge")
SOON = 10.0
"""So many seconds after a status came, its message may still be about to get its short ID."""


async def short_id_of(line: Line, wamid: str) -> str:
    """The ID that the application is given for a message that Cloud API has just taken."""
    minted = mint_id(SENT_ID)
    try:
        await line.plane.hot.run(ids.note, line.id, wamid, minted, _now(line))
    except StoreError:
        # It was sent: a refusal would have it sent again.
        log.warning("a short message ID could not be noted", extra={"number": line.name})
        return wamid
    return minted


async def shorten(line: Line, document: JsonObject, known: dict[str, str], received_at: float) -> bool:
    """Adds to the known IDs what an event is about; False where it has to wait for a send's answer."""
    wamid = dig(document, "messages", 0, "id")
    if isinstance(wamid, str) and wamid.startswith(CLOUD_ID) and wamid not in known:
        minted = mint_id(INBOUND_ID)
        fresh = await line.plane.hot.run(ids.note, line.id, wamid, minted, _now(line))
        known.update({wamid: minted} if fresh else await line.plane.hot.read(ids.minted_of, [wamid]))
    status = dig(document, "statuses", 0, "id")
    return not isinstance(status, str) or status in known or _now(line) - received_at > SOON


def _now(line: Line) -> float:
    return line.plane.clock.now().timestamp()
