"""Phone numbers down to their last four digits, addresses without what may be a secret in them.

APIs quote numbers in what they answer, and checks quote them in what they saw; a report is passed around.
"""

from __future__ import annotations

import re

from wamigrate.config import Number
from wamigrate.core.payload import Json

__all__ = ["masked"]

PHONE = re.compile(r"(?<![\w+])\+\d(?:[ ().-]{0,2}\d){6,14}(?!\w)|(?<!\w)\d{10,13}(?!\w)")
"""With a plus; or bare, in a length that phone numbers have and Meta's ids do not."""
LOGIN = re.compile(r"(?<=://)[^\s/@]+@")
QUERY = re.compile(r"(https?://[^\s?#]+)[?#]\S+")


def masked(document: Json, number: Number) -> Json:
    """The document as it may be passed around. Ids of Meta stay: support asks for them."""
    ids = {number.phone_number_id, number.waba_id}
    to = re.sub(r"\D", "", number.canary.to) if number.canary else ""
    own = re.compile(rf"(?<!\d){to}(?!\d)") if to else None

    def short(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found[0])
        return found[0] if digits in ids else f"…{digits[-4:]}"

    def mask(value: Json) -> Json:
        if isinstance(value, dict):
            return {key: mask(one) for key, one in value.items()}
        if isinstance(value, list):
            return [mask(one) for one in value]
        if not isinstance(value, str):
            return value
        masked = PHONE.sub(short, QUERY.sub(r"\1", LOGIN.sub("", value)))
        return own.sub(short, masked) if own is not None else masked

    return mask(document)
