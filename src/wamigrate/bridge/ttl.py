"""`ttl` of an old send: how long the message is worth sending."""

from __future__ import annotations

import re

from wamigrate.core.payload import JsonObject

__all__ = ["max_age_of"]

ISO = re.compile(r"P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})S)?)?")
UNITS = (604_800, 86_400, 3_600, 60, 1)
LONGEST = 30 * 86_400.0


def max_age_of(payload: JsonObject) -> float | None:
    """Seconds; None where the message names none, or nonsense."""
    ttl = payload.get("ttl")
    if isinstance(ttl, bool) or ttl is None:
        return None
    text = str(ttl).strip()
    if text.isascii() and text.isdigit():
        seconds = float(text[:12])
    else:
        match = ISO.fullmatch(text)
        if match is None or not any(match.groups()):
            return None
        seconds = float(sum(int(n) * unit for n, unit in zip(match.groups(), UNITS, strict=True) if n))
    return min(seconds, LONGEST) if seconds > 0 else None
