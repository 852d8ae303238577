"""Phones on contact cards that have only a WhatsApp ID.

On-Premises: takes a `wa_id` without `phone`.
Cloud: wants `phone`.
What we do: write the number that the WhatsApp ID stands for.
Source: Meta, Cloud API reference, "Contacts messages".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.phone import digits_of, is_plain
from wamigrate.core.payload import EACH, Edit, Json, every
from wamigrate.differences.difference import MANUAL, Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import is_given
from wamigrate.differences.samples import CUSTOMER, CUSTOMER_PHONE, send, sent

__all__ = ["difference"]

NAME = {"formatted_name": "Ann Lee", "first_name": "Ann"}

difference = Difference(
    __name__,
    Surface.SEND,
    types=("contacts",),
    pairs=[
        Pair(
            title="a WhatsApp ID alone",
            onprem=send("contacts", [{"name": NAME, "phones": [{"wa_id": CUSTOMER}]}]),
            cloud=sent(
                "contacts", [{"name": NAME, "phones": [{"wa_id": CUSTOMER, "phone": CUSTOMER_PHONE}]}]
            ),
        )
    ],
)


@difference.to_cloud
def write_number(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path, phone in every(payload, "contacts", EACH, "phones", EACH):
        if type(phone) is not dict or is_given(phone.get("phone")) or not is_given(phone.get("wa_id")):
            continue
        place, number = (*path, "phone"), f"+{digits_of(phone['wa_id'])}"
        message = "Cloud API wants a phone's number"
        if is_plain(number):
            yield Finding(place, message, (Edit(place, number),))
        else:
            yield Finding(place, message, safety=MANUAL, code=1008)
