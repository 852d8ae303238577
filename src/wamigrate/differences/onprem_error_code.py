"""Refusals have other codes, another shape and another status.

On-Premises: `errors[]` with `code`, `title` and `details`, beside `meta`; four digits.
Cloud: `error` with `code`, `message`, `error_data.details` and a trace id; mostly six digits, mostly status
    400.
What we do: give code and status for the same cause, with Cloud's details. Trouble with our own token looks
    like an outage: an application that saw 401 would log in again for ever. Trace ids stay behind.
Source: Meta, "Error codes" of both APIs; migration document, "Error Codes".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.cloud import error_codes as cloud
from wamigrate.apis.error_mapping import answer_for, cloud_code, code_of
from wamigrate.core.payload import Edit, Json, JsonObject, dig
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.facts import NOTHING, Facts

__all__ = ["difference"]

META = dict(NOTHING.meta)
DETAILS = "Parameter 'to' is required"

difference = Difference(
    __name__,
    Surface.RESPONSE,
    phase=Phase.SHAPE,
    level=Level.CHANGED,
    pairs=[
        Pair(
            kind="error",
            title="something is missing",
            onprem={
                "meta": META,
                "errors": [{"code": 1008, "title": "Required parameter is missing", "details": DETAILS}],
            },
            cloud={
                "error": {
                    "message": "(#131008) Required parameter is missing",
                    "type": "OAuthException",
                    "code": 131008,
                    "error_data": {"messaging_product": "whatsapp", "details": DETAILS},
                }
            },
        ),
        Pair(
            kind="error",
            title="our token has expired",
            onprem={
                "meta": META,
                "errors": [
                    {
                        "code": 1011,
                        "title": "Service not ready",
                        "details": "The service behind this one does not let it in",
                    }
                ],
            },
            cloud={
                "error": {
                    "message": "Error validating access token: Session has expired",
                    "type": "OAuthException",
                    "code": 190,
                    "error_subcode": 463,
                    "fbtrace_id": "AbCdEfGhIjKlMnOp",
                }
            },
            only=Direction.TO_ONPREM,
        ),
    ],
)


@difference.to_onprem
def old_code(payload: Json, facts: Facts) -> Iterator[Finding]:
    if "error" in payload:
        hide = [secret for secret in (facts.phone_number_id, facts.waba_id) if secret]
        _, answer = answer_for(400, payload, facts.meta, hide=hide)
        yield Finding((), "the same cause has another code", (Edit((), answer),))


@difference.to_cloud
def new_code(payload: Json, facts: Facts) -> Iterator[Finding]:
    error = dig(payload, "errors", 0)
    code = code_of(error)
    if code is None:
        return
    known = cloud.lookup(cloud_code(code))
    title = known.title if known else "Something went wrong"
    shown: JsonObject = {
        "message": f"(#{cloud_code(code)}) {title}",
        "type": "OAuthException",
        "code": cloud_code(code),
    }
    if error.get("details"):
        shown["error_data"] = {"messaging_product": "whatsapp", "details": error["details"]}
    yield Finding((), "the same cause has another code", (Edit((), {"error": shown}),))
