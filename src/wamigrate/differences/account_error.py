"""Errors that belong to no message.

On-Premises: a callback with `errors` only.
Cloud: the same in `value.errors`, also about tokens and permissions of the app that receives webhooks.
What we do: pass them on, except those about our own access: they are for the operator, and an application
    would take them for its own.
Source: Meta, Webhooks, "Errors webhook reference".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis import Family
from wamigrate.apis.cloud import error_codes
from wamigrate.apis.error_mapping import code_of
from wamigrate.core.payload import EACH, Edit, Json, every
from wamigrate.differences.difference import Difference, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.events import dropped
from wamigrate.differences.facts import Facts

__all__ = ["difference"]

TOKEN = {"code": 190, "title": "Access token has expired", "message": "Access token has expired"}

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    types=("errors",),
    phase=Phase.SHAPE,
    level=Level.NOTE,
    pairs=[
        Pair(
            title="an expired token",
            onprem=None,
            cloud={"messaging_product": "whatsapp", "metadata": {"phone_number_id": "1"}, "errors": [TOKEN]},
        ),
    ],
)


@difference.to_onprem
def keep_back(payload: Json, facts: Facts) -> Iterator[Finding]:
    errors = list(every(payload, "errors", EACH))
    own = [(path, error) for path, error in errors if _is_about_us(error)]
    if own and len(own) == len(errors):
        yield dropped("this is about the access of whoever receives the webhooks: nothing is passed on")
        return
    for path, _ in own:
        yield Finding(path, "this is about the access of whoever receives the webhooks", (Edit(path),))


def _is_about_us(error: Json) -> bool:
    known = error_codes.lookup(code_of(error))
    return known is not None and known.family is Family.ACCESS and known.code != 131005
