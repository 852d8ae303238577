"""How WhatsApp writes a customer's number, where that differs from what people type.

Brazil gave its mobile numbers a ninth digit, Mexico dropped a 1 after its country code, Argentina wants a 9
there on mobile phones. WhatsApp kept one spelling of each, the `wa_id`; both reach the same phone.
"""

from __future__ import annotations

import re

__all__ = ["spellings", "wa_id"]

BRAZIL = re.compile(r"55([1-9][0-9])9?([6-9][0-9]{7})")
MEXICO = re.compile(r"521?([1-9][0-9]{9})")
ARGENTINA = re.compile(r"549?([1-9][0-9]{9})")
LAST_AREA_WITH_NINE = 28
"""São Paulo, Rio de Janeiro and Espírito Santo came first: WhatsApp writes their numbers with the 9."""


def wa_id(digits: str) -> str:
    """WhatsApp's spelling of a number given as digits with its country code."""
    if found := BRAZIL.fullmatch(digits):
        area, rest = found.groups()
        return f"55{area}9{rest}" if int(area) <= LAST_AREA_WITH_NINE else f"55{area}{rest}"
    if found := MEXICO.fullmatch(digits):
        return f"521{found[1]}"
    if found := ARGENTINA.fullmatch(digits):
        return f"549{found[1]}"
    return digits


def spellings(digits: str) -> tuple[str, ...]:
    """Every spelling under which people know the number, WhatsApp's first."""
    first = wa_id(digits)
    if found := BRAZIL.fullmatch(digits):
        every = (f"55{found[1]}9{found[2]}", f"55{found[1]}{found[2]}")
    elif found := MEXICO.fullmatch(digits):
        every = (f"521{found[1]}", f"52{found[1]}")
    elif found := ARGENTINA.fullmatch(digits):
        every = (f"549{found[1]}", f"54{found[1]}")
    else:
        return (first,)
    return (first, *(other for other in every if other != first))
