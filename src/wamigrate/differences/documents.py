"""Which kind of document a payload is, which table it must fit in the end, and what every one gets."""

from __future__ import annotations

from collections.abc import Callable

from wamigrate.apis.cloud.endpoints import ABOUT, PROFILE, TWO_STEP
from wamigrate.apis.cloud.messages import MESSAGES, is_receipt, message_shape
from wamigrate.apis.onprem.answers import answer_shape
from wamigrate.apis.onprem.callbacks import callback_shape
from wamigrate.apis.phone import is_plain
from wamigrate.apis.shape import Shape
from wamigrate.core.payload import Json, JsonObject, dig, names_in
from wamigrate.differences.difference import Direction, Surface

__all__ = ["REQUESTS", "UNPLAIN", "finish", "kind_of", "seen_in", "shape_of"]

CALLBACKS = (
    ("statuses", "status"),
    ("errors", "errors"),
    ("services", "services"),
)

UNPLAIN = "(unplain)"
"""The recipient of a message is not a plus sign and digits."""
UNTYPED = "untyped"
"""A message without a type."""


def kind_of(surface: Surface, payload: Json) -> str:
    """A message's type; `status` for marking as read and for a webhook about one; or what else it is."""
    if surface is Surface.SEND:
        return _kind_of_send(payload)
    if surface is Surface.WEBHOOK:
        return _kind_of_webhook(payload)
    return ""


def _kind_of_send(payload: Json) -> str:
    if not isinstance(payload, dict):
        return ""
    if is_receipt(payload):
        return "status"
    kind = payload.get("type")
    if kind is None:
        return "text"
    return kind.lower() if isinstance(kind, str) else ""


def _kind_of_webhook(payload: Json) -> str:
    if type(payload) is not dict:
        return ""
    items = payload.get("messages")
    if items:
        first = items[0] if type(items) is list else None
        kind = first.get("type") if type(first) is dict else None
        return kind if type(kind) is str else UNTYPED
    found = next((kind for key, kind in CALLBACKS if payload.get(key)), "")
    return found or ("contacts-check" if dig(payload, "contacts", 0, "input") is not None else "")


def seen_in(payload: Json, *, padded: bool = True, uneven: bool = True) -> set[str]:
    """What a difference may need: see `names_in`. UNPLAIN is one of the marks."""
    found = names_in(payload, padded=padded, uneven=uneven)
    if type(payload) is not dict or not is_plain(payload.get("to")):
        found.add(UNPLAIN)
    return found


ShapeOf = Callable[[Json, str], Shape | None]


def _answer(payload: Json, kind: str) -> Shape | None:
    """An answer may always be a refusal."""
    refused = isinstance(payload, dict) and "errors" in payload
    return answer_shape("error" if refused else kind)


REQUESTS: dict[str, Shape] = {"profile": PROFILE, "about": ABOUT, "two-step": TWO_STEP}

TABLES: dict[tuple[Surface, Direction], ShapeOf] = {
    # Most kinds have one table each; the others are looked at once more.
    (Surface.SEND, Direction.TO_CLOUD): lambda payload, kind: MESSAGES.get(kind) or message_shape(payload),
    (Surface.WEBHOOK, Direction.TO_ONPREM): lambda payload, kind: callback_shape(_kind_of_webhook(payload)),
    (Surface.RESPONSE, Direction.TO_ONPREM): _answer,
    (Surface.ENDPOINT, Direction.TO_CLOUD): lambda payload, kind: REQUESTS.get(kind),
}
"""Who says what a document must look like in the end; `kind` is what the caller said it is."""

PRODUCT: JsonObject = {"messaging_product": "whatsapp"}
NAMED = ("profile", "about")
"""Requests to other endpoints that name the product, as every send does."""


def shape_of(surface: Surface, direction: Direction, payload: Json, kind: str) -> Shape | None:
    """The table that the document must fit, or None where there is none."""
    table = TABLES.get((surface, direction))
    return table(payload, kind) if table is not None else None


def finish(surface: Surface, direction: Direction, payload: Json, kind: str) -> Json:
    """What every document of the other API has and nobody needs to be told."""
    if direction is not Direction.TO_CLOUD or not isinstance(payload, dict):
        return payload
    named = surface is Surface.SEND or (surface is Surface.ENDPOINT and kind in NAMED)
    if named and payload.get("messaging_product") != "whatsapp":
        return {**PRODUCT, **payload, **PRODUCT}  # as the first property, whatever stood there
    return payload
