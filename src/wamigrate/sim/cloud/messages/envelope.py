"""The whole of a message: which parameters it has, who gets it, and what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim import ids
from wamigrate.sim.cloud.errors import GraphError, missing, parameter
from wamigrate.sim.cloud.messages.components import TEMPLATE
from wamigrate.sim.cloud.messages.contents import CONTENTS
from wamigrate.sim.cloud.messages.interactive import interactive
from wamigrate.sim.cloud.messages.rules import Rule, choice, flag, invalid, record, text
from wamigrate.sim.cloud.params import COMMON, as_list, as_object

__all__ = ["TYPES", "Message", "check_message", "check_read", "phone_digits", "recipient"]

TYPES: dict[str, Rule] = {**CONTENTS, "interactive": interactive, "template": TEMPLATE}
# As Meta lists them in the error for an unknown type; some cannot be sent by a business.
SHOWN_TYPES = choice(*TYPES, "gif", "link_preview")
RECIPIENT_TYPE = choice("group", "individual")
TEMPLATE_ONLY = choice("template")
READ = choice("read")
POLICY = choice("CLOUD_API_FALLBACK", "STRICT")
CONTEXT = record({"message_id": text()}, "message_id")
MESSAGE_ID = text()
TYPING = record({"type": choice("text")}, "type")
TAG = 512
SEPARATORS = str.maketrans("", "", "+ -().\u00a0")
OPTIONS: dict[str, Rule] = {
    "recipient_type": RECIPIENT_TYPE,
    "biz_opaque_callback_data": text(
        TAG, f"biz_opaque_callback_data must be text of at most {TAG} characters"
    ),
    "recipient_identity_key_hash": text(),
    "message_activity_sharing": flag,
    "product_policy": POLICY,
}
ENVELOPE = frozenset({"messaging_product", "to", "recipient", "type", "context", *OPTIONS})
KEYS = ENVELOPE - {"product_policy"} | {*TYPES, *COMMON}
MARKETING_KEYS = ENVELOPE | {"template", *COMMON}
READ_KEYS = frozenset({"messaging_product", "status", "message_id", "typing_indicator", *COMMON})
# Clients send these along with a read receipt, and Meta takes no offence.
TOLERATED = frozenset({"recipient_type", "to", "type"})


@dataclass(frozen=True, slots=True)
class Message:
    """A message that may go out."""

    type: str
    content: Any
    context_id: str | None
    tag: str | None
    key_hash: str | None
    group: bool


def check_message(params: JsonObject, *, strict: bool, marketing: bool = False) -> Message:
    """The message; raises on the first thing that is wrong."""
    if marketing:
        TEMPLATE_ONLY(params.get("type") or "text", "type")
    kind = _type(params)
    if strict:
        _refuse_unknown(params, MARKETING_KEYS if marketing else KEYS)
    for name, rule in OPTIONS.items():
        if params.get(name) is not None:
            rule(params[name], name)
    content = _content(params, kind)
    TYPES[kind](content, kind)
    context = params.get("context")
    return Message(
        kind,
        content,
        _context(context, kind) if context else None,
        params.get("biz_opaque_callback_data"),
        params.get("recipient_identity_key_hash"),
        group=str(params.get("recipient_type")).lower() == "group",
    )


def check_read(params: JsonObject, *, strict: bool) -> str:
    """The id of the message that was read."""
    READ(params["status"], "status")
    message_id = params.get("message_id")
    if message_id in (None, ""):
        raise missing("message_id")
    if strict:
        _refuse_unknown(params, READ_KEYS | TOLERATED)
    if params.get("typing_indicator") is not None:
        TYPING(as_object(params["typing_indicator"], "typing_indicator"), "typing_indicator")
    MESSAGE_ID(message_id, "message_id")
    return str(message_id)


def recipient(params: JsonObject) -> tuple[str, bool]:
    """Who gets the message, as written, and whether that is a user id instead of a phone number."""
    given = params.get("to")
    if given not in (None, ""):
        if not isinstance(given, str | int) or isinstance(given, bool):
            raise parameter("Param to must be a string.")
        return str(given), False
    user_id = params.get("recipient")
    if user_id in (None, ""):
        raise missing("to")
    if not isinstance(user_id, str) or not _is_user_id(user_id):
        raise invalid("The recipient is malformed")
    return user_id, True


def phone_digits(given: str) -> str:
    """The digits of a phone number as people write it."""
    plain = ids.digits(given)
    rest = given.translate(SEPARATORS)
    if not 5 <= len(plain) <= 15 or rest != plain or plain.startswith("0"):
        raise invalid("The phone number is malformed")
    return plain


def _is_user_id(value: str) -> bool:
    """A business-scoped user id: a country, perhaps `ENT`, and letters and digits."""
    country, _, rest = value.partition(".")
    rest = rest.removeprefix("ENT.")
    return len(country) == 2 and country.isascii() and country.isalpha() and rest.isascii() and rest.isalnum()


def _type(params: JsonObject) -> str:
    given = params.get("type") or "text"
    kind = given.lower() if isinstance(given, str) else ""
    if kind in TYPES:
        return kind
    SHOWN_TYPES(given, "type")
    raise GraphError(131051)


def _refuse_unknown(params: JsonObject, known: frozenset[str]) -> None:
    if params.keys() <= known:
        return
    for key, value in params.items():
        if key not in known and value is not None:
            raise parameter(f'Unexpected key "{key}" on param "message".')


def _content(params: JsonObject, kind: str) -> Json:
    content = params.get(kind)
    if content is None or content == "":
        raise missing(kind)
    if kind == "contacts":
        return as_list(content, kind)
    return content if isinstance(content, dict) else as_object(content, kind)


def _context(given: Json, kind: str) -> str:
    context = as_object(given, "context")
    CONTEXT(context, "context")
    if kind == "reaction":
        raise parameter('Unexpected key "context" on param "message".')
    return str(context["message_id"])
