"""A send on its way to Cloud API: translated with what is known around it, tagged, posted, its answer read.

The handlers and the draining of the queue share it, so a message is the same whenever it goes out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import msgspec

from wamigrate.apis.phone import digits_of
from wamigrate.bridge.ids import CLOUD_ID, wrap_tag
from wamigrate.bridge.line import Line
from wamigrate.bridge.media_in_sends import media_objects, resolve_media
from wamigrate.bridge.onprem_rules import recipient_of
from wamigrate.bridge.refusals import Refused
from wamigrate.bridge.translating import to_cloud
from wamigrate.clients.calls import Unreadable, decode, doubtful
from wamigrate.clients.graph import refusal
from wamigrate.clients.sender import Sender, Sent
from wamigrate.clients.transport import Answer
from wamigrate.core.payload import Json, JsonObject, dig
from wamigrate.core.secret import Secret
from wamigrate.differences.facts import Facts, Memory, Remembered
from wamigrate.differences.translate import Translation
from wamigrate.store.hot import ids

__all__ = ["Accepted", "Outbound"]


class Accepted(msgspec.Struct, frozen=True):
    """Cloud API took it. `wa_id` is how WhatsApp spells the recipient; all are None for marking as read."""

    message_id: str | None
    wa_id: str | None
    user_id: str | None = None


class Outbound:
    """Sends of all numbers; they share their connections."""

    def __init__(self, sender: Sender, clock: Callable[[], float]) -> None:
        self._sender = sender
        self._clock = clock

    async def send(self, line: Line, payload: JsonObject, tag: str | None) -> Accepted:
        """One attempt. Refused or CloudError for a no; NotSent or MaybeSent where there is no answer."""
        to = payload.get("to")
        body = await self._translated(line, payload, tag)
        answer = await self._sender.post(line.endpoint, body)
        document = _document(answer, line.number.token)
        accepted = _accepted(document, answer.status)
        if accepted.message_id is not None:
            line.witness.cloud_sent(line.id)
        if accepted.wa_id is not None and isinstance(to, str):
            line.learn_spelling(to, accepted.wa_id)
        if accepted.user_id is not None:
            line.users.learn(accepted.user_id, accepted.wa_id or digits_of(to))
        return accepted

    async def _translated(self, line: Line, payload: JsonObject, tag: str | None) -> bytes:
        own = payload.get("biz_opaque_callback_data")
        facts = await _facts(line, payload)
        done = to_cloud(payload, facts)
        if done.refused:
            done = _refused(line, done, facts)
        if not isinstance(done.payload, dict):
            raise Refused(1009, "The message cannot be sent through Cloud API")
        if done.memory:
            await self._remember(line, done.memory)
        if tag is not None and "status" not in done.payload:
            wrapped = wrap_tag(tag, own if isinstance(own, str) else None)
            if wrapped is not None:
                done.payload["biz_opaque_callback_data"] = wrapped
        if line.identities.wanted and "status" not in done.payload:
            key = await line.identities.expected(recipient_of(done.payload))
            if key is not None:
                done.payload["recipient_identity_key_hash"] = key
        return msgspec.json.encode(done.payload)

    async def _remember(self, line: Line, memory: Sequence[Memory]) -> None:
        """Before the answer: what comes back must find the application's own words.

        Not the recipient's: the answer is written with what the application wrote.
        """
        notes: dict[Remembered, dict[str, str]] = {}
        for one in memory:
            notes.setdefault(one.kind, {})[one.key] = one.value
        for kind, words in notes.items():
            await line.plane.hot.run(ids.remember, line.id, kind.value, words, self._clock())


def _refused(line: Line, done: Translation, facts: Facts) -> Translation:
    """Refused where a finding names a code. What rests on templates as they were is left to Cloud API."""
    if facts.templates is not None and isinstance(done.payload, dict) and "template" in done.payload:
        line.doubts_templates = True
        done = to_cloud(done.payload, replace(facts, templates=None))
    coded = next((f.finding for f in done.refused if f.finding.code is not None), None)
    if coded is not None and coded.code is not None:
        raise Refused(coded.code, coded.message)
    return done


async def _facts(line: Line, payload: JsonObject) -> Facts:
    """What the rules must know; a plain text needs nothing, and costs nothing."""
    named = media_objects(payload)
    media = await resolve_media(named, line.files, line.links) if named else {}
    message_ids = await _message_ids(line, payload)
    if not media and not message_ids:
        return line.facts
    return replace(line.facts, media=media, message_ids=message_ids)


async def _message_ids(line: Line, payload: JsonObject) -> dict[str, str]:
    """IDs of ours in the send, and what Cloud API calls those messages."""
    found = {}
    for named in (
        payload.get("message_id"),
        dig(payload, "context", "message_id"),
        dig(payload, "reaction", "message_id"),
    ):
        if isinstance(named, str) and named and not named.startswith(CLOUD_ID):
            wamid = await line.plane.hot.read(ids.wamid_of, named)
            if wamid is not None and wamid.startswith(CLOUD_ID):
                found[named] = wamid
    return found


def _document(answer: Sent, token: Secret) -> Json:
    try:
        document = decode(answer.body)
    except Unreadable:
        raise doubtful("Graph", answer.status) from None
    error = dig(document, "error")
    if isinstance(error, dict):
        raise refusal(Answer(answer.status, {}, answer.body), error, [token])
    return document


def _accepted(document: Json, status: int) -> Accepted:
    message_id = dig(document, "messages", 0, "id")
    if isinstance(message_id, str) and message_id:
        contact = dig(document, "contacts", 0)
        wa_id, user_id = dig(contact, "wa_id"), dig(contact, "user_id")
        return Accepted(
            message_id,
            wa_id if isinstance(wa_id, str) else None,
            user_id if isinstance(user_id, str) else None,
        )
    if dig(document, "success") is True:
        return Accepted(None, None)
    raise doubtful("Graph", status)
