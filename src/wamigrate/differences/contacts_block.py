"""Who wrote: `contacts` beside the message.

On-Premises: a contact has `wa_id` and `profile.name`. System messages, statuses and errors have none.
Cloud: adds `user_id`, `username`, `identity_key_hash` and others, and puts contacts beside statuses too.
What we do: keep number and name of the sender only. An operator may leave contacts out beside media
    (`contacts_with_media`), as early clients did.
Source: Meta, Webhooks, "Messages webhook reference"; On-Premises API, "Webhooks".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.onprem.callbacks import MEDIA_TYPES
from wamigrate.core.payload import Edit, Json, JsonObject, dig
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.events import message_of
from wamigrate.differences.facts import Facts, Policies
from wamigrate.differences.samples import CUSTOMER, alone, callback, status_callback, status_value, value

__all__ = ["difference"]

PLACE = ("contacts",)
BESIDE = ("messages", "statuses", "errors")
"""Contacts alone are the late result of a contacts check."""
PERSON = {"profile": {"name": "Ann"}, "wa_id": CUSTOMER}
FULLER = {"profile": {"name": "Ann", "username": "ann"}, "wa_id": CUSTOMER, "user_id": "US.1491208655302741"}
IMAGE = {"id": "1234567890", "mime_type": "image/jpeg"}
STATUS = {"status": "delivered", "recipient_id": CUSTOMER}

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    needs=("contacts",),
    phase=Phase.MESSAGE,
    level=Level.NOTE,
    pairs=[
        Pair(
            title="a contact with more than a name",
            onprem=callback(type="text", text={"body": "hi"}),
            cloud=value(type="text", text={"body": "hi"}) | {"contacts": [FULLER]},
            only=Direction.TO_ONPREM,
        ),
        Pair(
            title="a contact beside a status",
            onprem=status_callback(**STATUS),
            cloud=status_value(**STATUS) | {"contacts": [PERSON]},
            only=Direction.TO_ONPREM,
        ),
        Pair(
            title="an early client's image",
            onprem=alone(callback(type="image", image=IMAGE)),
            cloud=value(type="image", image=IMAGE),
            facts=Facts(policies=Policies(contacts_with_media=False)),
            only=Direction.TO_ONPREM,
        ),
    ],
)


@difference.to_onprem
def keep_the_sender(payload: Json, facts: Facts) -> Iterator[Finding]:
    given = payload.get("contacts")
    if given is None or not any(key in payload for key in BESIDE):
        return
    if not isinstance(given, list) or not _comes_with_contacts(message_of(payload), facts):
        yield Finding(PLACE, "On-Premises sends no contacts with this", (Edit(PLACE),))
        return
    kept = [person for person in map(_known, given) if person]
    if not kept:
        yield Finding(PLACE, "no contact has a number", (Edit(PLACE),))
    elif kept != given:
        yield Finding(PLACE, "an On-Premises contact is a number and a name", (Edit(PLACE, kept),))


def _comes_with_contacts(message: JsonObject, facts: Facts) -> bool:
    kind = message.get("type")
    if kind in MEDIA_TYPES:
        return facts.policies.contacts_with_media
    return bool(message) and kind != "system"


def _known(contact: Json) -> JsonObject:
    """Number and name; a contact without a number is none."""
    number = contact.get("wa_id") if type(contact) is dict else None
    if type(number) is not str or not number:
        return {}
    name = dig(contact, "profile", "name")
    return {"profile": {"name": name}, "wa_id": number} if type(name) is str else {"wa_id": number}
