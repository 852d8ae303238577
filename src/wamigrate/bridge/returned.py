"""IDs of messages that On-Premises got from the queue: it knows them by its own, the application by ours.

What passes between the two is relayed byte for byte. Only these IDs are changed in it, where they stand, and
only for numbers that ever had such a message: for all others nobody looks.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping

from wamigrate.bridge.ids import CLOUD_ID, SENT_ID
from wamigrate.bridge.plane import Plane
from wamigrate.store.hot import ids, returned

__all__ = ["as_on_premises_knows", "as_the_application_knows"]

ID = re.compile(rb'("id"\s*:\s*")([^"]{1,200})(?=")')
RECIPIENT = re.compile(rb'"recipient_id"\s*:\s*"\+?(\d{1,20})"')
OURS = re.compile(rb'("message_id"\s*:\s*")(%s[0-9A-F]{22})(?=")' % SENT_ID.encode())
PAUSE = 0.05


async def as_the_application_knows(plane: Plane, number: str, callback: bytes) -> bytes:
    """A callback of the deployment. A status may be faster than the answer that tells the message's ID."""
    if not plane.queue.may_have_returned(number):
        return callback
    named = list({_plain(found[2]) for found in ID.finditer(callback)})
    recipients = list({found[1].decode() for found in RECIPIENT.finditer(callback)})
    clock = asyncio.get_running_loop().time
    deadline = clock() + plane.routes.relay_limit
    while True:
        known, awaited = await plane.hot.read(returned.look, number, named, recipients)
        if not awaited or len(known) == len(named) or clock() > deadline:
            return _renamed(ID, callback, known)
        await asyncio.sleep(PAUSE)


async def as_on_premises_knows(plane: Plane, message: bytes) -> bytes:
    """A message on its way to the deployment that answers to one which went there before."""
    known = {}
    for found in OURS.finditer(message):
        theirs = await plane.hot.read(ids.wamid_of, found[2].decode())
        if theirs is not None and not theirs.startswith(CLOUD_ID):
            known[found[2].decode()] = theirs
    return _renamed(OURS, message, known)


def _renamed(pattern: re.Pattern[bytes], body: bytes, known: Mapping[str, str]) -> bytes:
    if not known:
        return body
    return pattern.sub(
        lambda m: m[1] + known.get(_plain(m[2]), m[2].decode("latin-1")).encode("latin-1"), body
    )


def _plain(written: bytes) -> str:
    """The ID as it stands in JSON, where a slash may be escaped."""
    return written.decode("latin-1").replace("\\/", "/")
