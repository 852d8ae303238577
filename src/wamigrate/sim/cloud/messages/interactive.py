"""Interactive messages: which parts each kind has, and how long they may be."""

from __future__ import annotations

from typing import NamedTuple

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim.cloud.errors import missing, parameter
from wamigrate.sim.cloud.messages.actions import ACTIONS
from wamigrate.sim.cloud.messages.contents import MEDIA, MEDIA_WITH_NAME
from wamigrate.sim.cloud.messages.rules import Rule, choice, invalid, record, text

__all__ = ["interactive"]

ANY_HEADER = ("text", "image", "video", "document")


class Parts(NamedTuple):
    """What a kind of message has beside its action."""

    headers: tuple[str, ...] = ()
    body: int = 1024
    """The longest body."""
    needs_header: bool = False
    needs_body: bool = True
    footer: bool = True


PARTS = {
    "address_message": Parts(ANY_HEADER),
    "button": Parts(ANY_HEADER),
    "call_permission_request": Parts(ANY_HEADER, needs_body=False),
    "carousel": Parts(needs_body=False, footer=False),
    "catalog_message": Parts(),
    "cta_url": Parts(ANY_HEADER),
    "flow": Parts(ANY_HEADER),
    "list": Parts(("text",), body=4096),
    "location_request_message": Parts(footer=False),
    "order_details": Parts(ANY_HEADER),
    "order_status": Parts(ANY_HEADER),
    "product": Parts(needs_body=False),
    "product_list": Parts(("text",), needs_header=True),
    "request_contact_info": Parts(ANY_HEADER),
    "voice_call": Parts(ANY_HEADER),
}
HEADER = record(
    {
        "type": choice(*ANY_HEADER),
        "text": text(60, "Header text length invalid. Min length: 1, Max length: 60"),
        "image": MEDIA,
        "video": MEDIA,
        "document": MEDIA_WITH_NAME,
        "sub_text": text(60, "Header sub text length invalid. Min length: 0, Max length: 60"),
    },
    "type",
)
FOOTER = record({"text": text(60, "Footer text length invalid. Min length: 0, Max length: 60")}, "text")
KIND = choice(*PARTS)


def _header(name: str, parts: Parts) -> Rule:
    def rule(value: Json, path: str) -> None:
        HEADER(value, path)
        kind = value["type"].lower()
        if kind not in parts.headers:
            raise invalid(f"Header of type {kind} is not supported for interactive type {name}")
        held = value.get(kind)
        if not held or (kind == "text" and not held.strip()):
            raise missing(f"{path}['{kind}']")

    return rule


def _absent(value: Json, path: str) -> None:
    raise parameter(f"The parameter {path} is not allowed for this type of interactive message.")


def _kind(name: str, parts: Parts) -> Rule:
    """The rule of one kind."""
    longest = text(parts.body, f"Body text length invalid. Min length: 1, Max length: {parts.body}")
    known: dict[str, Rule] = {
        "type": KIND,
        "header": _header(name, parts) if parts.headers else _absent,
        "body": record({"text": longest}, "text"),
        "footer": FOOTER if parts.footer else _absent,
        "action": ACTIONS[name],
    }
    needed = ["header"] if parts.needs_header else []
    return record(known, *needed, "action", checks=(_has_body,) if parts.needs_body else ())


def _has_body(content: JsonObject, path: str) -> None:
    if not content.get("body"):
        raise missing(f"{path}['body']")
    if not content["body"]["text"].strip():
        raise missing(f"{path}['body']['text']")


KINDS = {name: _kind(name, parts) for name, parts in PARTS.items()}


def interactive(value: Json, path: str) -> None:
    """The rule of the kind that `type` names."""
    if not isinstance(value, dict):
        raise parameter(f"Param {path} must be a JSON object.")
    if value.get("type") in (None, ""):
        raise missing(f"{path}['type']")
    KIND(value["type"], f"{path}['type']")
    KINDS[value["type"].lower()](value, path)
