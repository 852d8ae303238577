"""Media of customers: fetched before the event is delivered, as On-Premises did, and kept.

Cloud API forgets them after a week; applications that ask for them later ask the bridge.
"""

from __future__ import annotations

import logging
import uuid

from wamigrate.bridge.line import Line
from wamigrate.bridge.refusals import Refused
from wamigrate.core.payload import JsonObject, dig
from wamigrate.errors import ApiError, TransportError

__all__ = ["bring_media", "bring_referral"]

log = logging.getLogger("wamigrate.bridge")
KINDS = frozenset({"audio", "document", "image", "sticker", "video", "voice"})


async def bring_media(line: Line, document: JsonObject, settings: JsonObject, *, last: bool) -> bool | None:
    """True when the file is here, False when it cannot be had, None where there is none to fetch.

    Unless this is the `last` attempt, an API that does not answer raises: the event is tried again.
    """
    message = dig(document, "messages", 0)
    kind = dig(message, "type")
    media_id = dig(message, str(kind), "id")
    if kind not in KINDS or not isinstance(media_id, str):
        return None
    shown = media_id
    if line.number.uuid_media_ids:
        message[kind]["id"] = shown = uuid_of(line.id, media_id)
    wanted = dig(settings, "media", "auto_download")
    named = "voice" if kind == "audio" and dig(message, "audio", "voice") is True else kind
    if isinstance(wanted, list) and named not in wanted:
        if shown != media_id:
            await line.files.shelf.alias(shown, media_id)
        return None
    known = await line.files.shelf.find(shown)
    if known is not None and known.complete:
        return True
    try:
        return await line.files.bring(shown, media_id) is not None
    except Refused:
        pass  # larger than we take: another attempt would not make it smaller
    except (ApiError, TransportError):
        if not last:
            raise
    log.warning("a customer's file could not be fetched", extra={"number": line.name})
    return False


def uuid_of(number: str, cloud_id: str) -> str:
    """An ID in the shape that On-Premises gave, always the same one for the same file."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{number}/{cloud_id}"))


async def bring_referral(line: Line, document: JsonObject, settings: JsonObject) -> dict[str, str]:
    """What an advertisement links to, by its address, which does not live long; and our ID for it."""
    referral = dig(document, "messages", 0, "referral")
    if not isinstance(referral, dict) or settings.get("skip_referral_media_download") is True:
        return {}
    for kind in ("image", "video"):
        url = referral.get(f"{kind}_url")
        if isinstance(url, str):
            try:
                found = await line.files.keep_link(url)
            except (Refused, TransportError):
                log.info("the media of an advertisement could not be fetched")
                return {}
            return {url: found.media_id}
    return {}
