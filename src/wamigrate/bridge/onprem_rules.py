"""What On-Premises refused at once: checked by the bridge when nobody behind it can be asked yet."""

from __future__ import annotations

from wamigrate.apis.phone import is_user_id
from wamigrate.bridge.refusals import Refused, invalid, missing
from wamigrate.core.payload import Json, JsonObject

__all__ = ["TYPES", "check_message", "recipient_of"]

MEDIA = frozenset({"audio", "document", "image", "sticker", "video", "voice"})
TYPES = MEDIA | {"contacts", "hsm", "interactive", "location", "template", "text"}
LONGEST_TEXT = 4096


def recipient_of(payload: JsonObject) -> str:
    """The key under which the order of a customer's messages is kept."""
    to = str(payload.get("to"))
    plain = to.removeprefix("+")
    if plain.isdecimal() or is_user_id(to):
        return plain
    return "".join(filter(str.isdecimal, to)) or to


def check_message(payload: Json) -> JsonObject:
    """The message, if On-Premises would have accepted it; what only shows on sending is not looked for."""
    if not isinstance(payload, dict):
        raise Refused(1025, "Body must be a JSON object")
    if payload.get("to") in (None, ""):
        raise missing("to")
    if not isinstance(payload["to"], str | int) or isinstance(payload["to"], bool):
        raise invalid("to", "a phone number")
    if payload.get("recipient_type", "individual") == "group":
        raise Refused(1012, "Group is unknown", status=404)
    kind = "text" if payload.get("type") is None else payload["type"]
    if not isinstance(kind, str) or kind not in TYPES:
        raise invalid("type", f"one of {', '.join(sorted(TYPES))}")
    _check_content(kind, payload.get(kind))
    return payload


def _check_content(kind: str, content: Json) -> None:
    if content in (None, "", {}, []):
        raise missing(kind)
    if kind == "contacts":
        return
    if not isinstance(content, dict):
        raise invalid(kind, "an object")
    if kind == "text":
        body = content.get("body")
        if not body:
            raise missing("text.body")
        if not isinstance(body, str):
            raise invalid("text.body", "a string")
        if len(body) > LONGEST_TEXT:
            raise Refused(1001, f"text.body must not be longer than {LONGEST_TEXT} characters")
    if kind in MEDIA and not (content.get("id") or content.get("link")):
        raise missing(f"{kind}.id")
