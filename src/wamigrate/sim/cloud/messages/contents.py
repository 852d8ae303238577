"""Texts, media, locations, contacts and reactions: what each may hold."""

from __future__ import annotations

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim.cloud.errors import missing
from wamigrate.sim.cloud.messages.rules import (
    Rule,
    array,
    choice,
    day,
    flag,
    identifier,
    integer,
    invalid,
    number,
    record,
    text,
    uri,
)

__all__ = ["CONTENTS", "LOCATION", "MEDIA", "MEDIA_WITH_NAME", "MOST_CONTACTS"]

MOST_CONTACTS = 257
ZERO_WIDTH_JOINER = "\u200d"
KEYCAP = "\u20e3"


def _id_or_link(content: JsonObject, path: str) -> None:
    given = [key for key in ("id", "link") if content.get(key) not in (None, "")]
    if not given:
        raise missing(f"{path}['id']")
    if len(given) > 1:
        raise invalid(f"{path}: only one of id and link can be given")


def _media(**more: Rule) -> Rule:
    return record({"id": identifier, "link": _link, **more}, checks=(_id_or_link,))


def _link(value: Json, path: str) -> None:
    if value != "":
        uri(value, path)


MEDIA = _media()
MEDIA_WITH_NAME = _media(filename=text())
CAPTION = text(1024)
WORD = text()
LOCATION = record(
    {
        "latitude": number(90.0, "location: latitude"),
        "longitude": number(180.0, "location: longitude"),
        "name": text(),
        "address": text(),
    },
    "latitude",
    "longitude",
)


def _has_words(content: JsonObject, path: str) -> None:
    if not content["body"].strip():
        raise missing(f"{path}['body']")


TEXT = record({"body": text(4096), "preview_url": flag}, "body", checks=(_has_words,))


def _has_second_part(name: JsonObject, path: str) -> None:
    if not any(value for key, value in name.items() if key != "formatted_name"):
        raise invalid("contacts: name needs one more part beside formatted_name")


def _texts(*names: str) -> dict[str, Rule]:
    return {name: text() for name in names}


NAME = record(
    _texts("formatted_name", "first_name", "last_name", "middle_name", "suffix", "prefix"),
    "formatted_name",
    checks=(_has_second_part,),
)
CONTACT = record(
    {
        "addresses": array(
            record(_texts("street", "city", "state", "zip", "country", "country_code", "type"))
        ),
        "birthday": day,
        "emails": array(record(_texts("email", "type"), "email")),
        "name": NAME,
        "org": record(_texts("company", "department", "title")),
        "phones": array(record(_texts("phone", "type", "wa_id"), "phone")),
        "urls": array(record(_texts("url", "type"), "url")),
    },
    "name",
)


def _emoji(value: Json, path: str) -> None:
    WORD(value, path)
    if value and not _is_one_emoji(value):
        raise invalid(f"{path} must be one emoji")


def _is_one_emoji(value: str) -> bool:
    """One sign, whatever joins, colours and selectors it is made of."""
    if len(value) > 32 or (value.isascii() or value[0].isalpha()):
        return False
    shown, joined, flags = 0, False, 0
    for char in value:
        if char == ZERO_WIDTH_JOINER:
            joined = True
        elif "\U0001f1e6" <= char <= "\U0001f1ff":
            flags += 1
        elif not _changes_the_one_before(char):
            shown += not joined
            joined = False
    return shown + -(-flags // 2) == 1


def _changes_the_one_before(char: str) -> bool:
    """Variation selectors, skin tones, the keycap and the letters of regional flags."""
    return (
        char in ("\ufe0e", "\ufe0f", KEYCAP)
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )


def _says_which_emoji(content: JsonObject, path: str) -> None:
    # An empty emoji takes the reaction back; a missing one is a mistake.
    if content.get("emoji") is None:
        raise missing(f"{path}['emoji']")


REACTION = record({"message_id": text(), "emoji": _emoji}, "message_id", checks=(_says_which_emoji,))
PIN = record(
    {"type": choice("PIN", "UNPIN"), "message_id": text(), "expiration_days": integer(1, 30)},
    "type",
    "message_id",
)

CONTENTS: dict[str, Rule] = {
    "audio": _media(voice=flag),
    "contacts": array(CONTACT, 1, MOST_CONTACTS, f"contacts: 1 to {MOST_CONTACTS} contacts"),
    "document": _media(caption=CAPTION, filename=text()),
    "image": _media(caption=CAPTION),
    "location": LOCATION,
    "pin": PIN,
    "reaction": REACTION,
    "sticker": MEDIA,
    "text": TEXT,
    "video": _media(caption=CAPTION),
}
