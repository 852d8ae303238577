"""What Cloud API refuses at once in a message: unknown keys, missing and ill-formed values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.errors import GraphError, missing, parameter
from wamigrate.sim.cloud.fields import ANY, MESSAGE_TYPES, TOP_LEVEL, TYPE_SCHEMAS
from wamigrate.sim.cloud.interactive import check_interactive
from wamigrate.sim.cloud.params import as_object

__all__ = ["Message", "check_message", "refuse_unknown"]

CAPTION = 1024
TAG = 512


@dataclass(frozen=True, slots=True)
class Message:
    """A message that may go out."""

    type: str
    content: Any
    context_id: str | None
    tag: str | None


def check_message(params: JsonObject, *, strict: bool) -> Message:
    """The message; raises on the first thing that is wrong."""
    kind = _type(params)
    if strict and not params.keys() <= TOP_LEVEL:
        unknown = next(k for k in params if k not in TOP_LEVEL)
        raise parameter(f'Unexpected key "{unknown}" on param "message".')
    if params.get("recipient_type", "individual") not in ("individual", "group"):
        text = (
            f'Param recipient_type must be one of {{GROUP, INDIVIDUAL}} - got "{params["recipient_type"]}".'
        )
        raise parameter(text)
    content = _content(params, kind)
    refuse_unknown(content, TYPE_SCHEMAS[kind], kind)
    check = CHECKS.get(kind)
    if check is not None:
        check(content, kind)
    context_id = _context(params, kind) if "context" in params else None
    tag = params.get("biz_opaque_callback_data")
    if tag is not None and (not isinstance(tag, str) or len(tag) > TAG):
        raise GraphError(131009, f"biz_opaque_callback_data must be text of at most {TAG} characters")
    return Message(kind, content, context_id, tag)


def _type(params: JsonObject) -> str:
    given = params.get("type") or "text"
    kind = str(given).lower()
    if kind in TYPE_SCHEMAS:
        return kind
    if kind.upper() in MESSAGE_TYPES:
        raise GraphError(131051)
    raise parameter(f'Param type must be one of {{{", ".join(MESSAGE_TYPES)}}} - got "{given}".')


def _content(params: JsonObject, kind: str) -> Any:
    content = params.get(kind)
    if content is None:
        raise missing(kind)
    if kind != "contacts":
        return content if isinstance(content, dict) else as_object(content, kind)
    if not isinstance(content, list):
        raise parameter("Param contacts must be an array.")
    return content


def refuse_unknown(value: Any, schema: Any, path: str) -> None:
    """Walk a value beside its schema; the first key that is not there is named with its place."""
    if schema is ANY:
        return
    if isinstance(schema, list):
        if not isinstance(value, list):
            raise parameter(f"Param {path} must be an array.")
        for place, item in enumerate(value):
            refuse_unknown(item, schema[0], f"{path}[{place}]")
        return
    if not isinstance(value, dict):
        raise parameter(f"Param {path} must be a JSON object.")
    for key, item in value.items():
        if key not in schema:
            raise parameter(f'Unexpected key "{key}" on param "{path}".')
        if schema[key] is not ANY:
            refuse_unknown(item, schema[key], f"{path}['{key}']")


def _check_text(content: JsonObject, kind: str) -> None:
    body = content.get("body")
    if body is None or body == "":
        raise missing("text['body']")
    if not isinstance(body, str) or len(body) > 4096:
        raise GraphError(100, "Param text['body'] must be at most 4096 characters long.")


def _check_media(content: JsonObject, kind: str) -> None:
    if bool(content.get("id")) == bool(content.get("link")):
        raise GraphError(131009, f"{kind}: exactly one of id and link must be given")
    link = content.get("link")
    if link is not None and not str(link).startswith(("http://", "https://")):
        raise GraphError(131009, f"{kind}: link must be an HTTP address")
    if len(str(content.get("caption") or "")) > CAPTION:
        raise GraphError(131009, f"{kind}: caption must be at most {CAPTION} characters long")


def _check_location(content: JsonObject, kind: str) -> None:
    for name, most in (("latitude", 90.0), ("longitude", 180.0)):
        value = content.get(name)
        if value is None or value == "":
            raise missing(f"location['{name}']")
        try:
            fits = abs(float(value)) <= most
        except (TypeError, ValueError):
            fits = False
        if not fits:
            raise GraphError(131009, f"location: {name} is not valid")


def _check_contacts(content: list[JsonObject], kind: str) -> None:
    if not 1 <= len(content) <= 257:
        raise GraphError(131009, "contacts: 1 to 257 contacts")
    for place, contact in enumerate(content):
        name = contact.get("name")
        if not isinstance(name, dict) or not name.get("formatted_name"):
            raise missing(f"contacts[{place}]['name']['formatted_name']")
        if not any(v for k, v in name.items() if k != "formatted_name"):
            raise GraphError(131009, "contacts: name needs one more part beside formatted_name")


def _check_reaction(content: JsonObject, kind: str) -> None:
    if not content.get("message_id"):
        raise missing("reaction['message_id']")
    if "emoji" not in content:
        raise missing("reaction['emoji']")


def _check_template(content: JsonObject, kind: str) -> None:
    if not content.get("name"):
        raise missing("template['name']")
    language = content.get("language")
    if not isinstance(language, dict) or not language.get("code"):
        raise missing("template['language']['code']")
    policy = language.get("policy", "deterministic")
    if str(policy).lower() != "deterministic":
        text = f"Param template['language']['policy'] must be one of {{DETERMINISTIC}} - got \"{policy}\"."
        raise parameter(text)


def _context(params: JsonObject, kind: str) -> str:
    context = as_object(params["context"], "context")
    refuse_unknown(context, {"message_id": ANY}, "context")
    if not context.get("message_id"):
        raise missing("context['message_id']")
    if kind == "reaction":
        raise parameter('Unexpected key "context" on param "message".')
    return str(context["message_id"])


CHECKS: dict[str, Callable[[Any, str], None]] = {
    "text": _check_text,
    "image": _check_media,
    "video": _check_media,
    "audio": _check_media,
    "document": _check_media,
    "sticker": _check_media,
    "location": _check_location,
    "contacts": _check_contacts,
    "reaction": _check_reaction,
    "template": _check_template,
    "interactive": check_interactive,
}
