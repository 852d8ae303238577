"""Errors in webhooks have other codes.

On-Premises: `code`, `title` and `details`; codes of three digits for what happened to a message.
Cloud: `code`, `title`, `message` and `error_data.details`; codes of six digits.
What we do: give the code for the same cause, with Cloud's details. Where several fit, the table of error
    codes says which one and how well.
Source: Meta, "Error codes" of both APIs; migration document, "Error Codes".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.cloud import error_codes as cloud
from wamigrate.apis.error_mapping import HREF, cloud_code, code_of, item_for, onprem_item
from wamigrate.core.payload import EACH, Edit, Json, JsonObject, every
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Surface
from wamigrate.differences.events import MESSAGE, STATUS
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import status_callback, status_value

__all__ = ["difference"]

PLACES = ((*STATUS, "errors", EACH), (*MESSAGE, "errors", EACH), ("errors", EACH))
ONPREM = ("code", "title", "details", "href")
CLOSED = "Message failed to send because more than 24 hours have passed since the customer last replied."
TITLE = "Re-engagement message"

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    needs=("errors",),
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="a message outside of the 24-hour window",
            onprem=status_callback(
                status="failed", errors=[{"code": 470, "title": TITLE, "details": CLOSED}]
            ),
            cloud=status_value(
                status="failed",
                errors=[
                    {"code": 131047, "title": TITLE, "message": TITLE, "error_data": {"details": CLOSED}}
                ],
            ),
        ),
        Pair(
            title="too many messages of an account",
            onprem={"errors": [{"code": 429, "title": "Rate limit hit", "details": "Slow down"}]},
            cloud={
                "messaging_product": "whatsapp",
                "metadata": {"display_phone_number": "16505550100", "phone_number_id": "110200345501442"},
                "errors": [
                    {
                        "code": 130429,
                        "title": "Rate limit hit",
                        "message": "Rate limit hit",
                        "error_data": {"details": "Slow down"},
                    }
                ],
            },
            only=Direction.TO_ONPREM,
        ),
    ],
)


@difference.to_onprem
def old_code(payload: Json, facts: Facts) -> Iterator[Finding]:
    options = ("not on WhatsApp",) if facts.policies.undeliverable_is_invalid else ()
    hidden = [facts.phone_number_id, facts.waba_id]
    for place in PLACES:
        for path, error in every(payload, *place):
            if onprem_item(error):
                mapped = {key: error[key] for key in ONPREM if key in error}
            else:
                mapped = item_for(error, hide=[h for h in hidden if h], options=options)
            if facts.policies.error_links:
                mapped |= {"href": HREF}
            if mapped != error:
                said = f"On-Premises says {mapped['code']} where Cloud says {code_of(error)}"
                yield Finding(path, said, (Edit(path, mapped),))


@difference.to_cloud
def new_code(payload: Json, facts: Facts) -> Iterator[Finding]:
    for place in PLACES:
        for path, error in every(payload, *place):
            code = code_of(error)
            if code is not None and onprem_item(error) and code != UNSHOWN:
                yield Finding(path, "Cloud has another code", (Edit(path, _cloud_error(code, error)),))


UNSHOWN = 501
"""A message of the type `unknown`: another difference sees to it as a whole."""


def _cloud_error(code: int, error: Json) -> JsonObject:
    new = cloud_code(code)
    known = cloud.lookup(new)
    title = known.title if known else str(error.get("title") or "Something went wrong")
    item: JsonObject = {"code": new, "title": title, "message": title}
    details = error.get("details")
    return item | {"error_data": {"details": details}} if details else item
