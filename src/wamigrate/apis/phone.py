"""Phone numbers as people and WhatsApp write them.

Whether digits are an international number is asked for every message: the patterns of a country are kept, and
asking costs a microsecond instead of thirty.
"""

from __future__ import annotations

import functools
import re

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

from wamigrate.core.payload import Json

__all__ = ["digits_of", "is_international", "is_plain", "is_user_id"]

SEPARATORS = str.maketrans("", "", " -().\u00a0")
USER_ID = re.compile(r"[A-Z]{2}\.(ENT\.)?[0-9A-Za-z]{1,128}")
LONGEST_COUNTRY_CODE = 3
MOST_DIGITS = 20
"""More than any number has: what is longer is something else."""
OWN_SPELLINGS = {"52": r"1[2-9]\d{9}", "55": r"[1-9]{2}[6-9]\d{7}", "54": r"9\d{10}"}
"""How WhatsApp spells mobile numbers of Mexico, Brazil and Argentina, valid or not."""


def digits_of(number: Json) -> str | None:
    """The digits of a number in any spelling; None if it is no phone number."""
    if type(number) is int:
        return str(number) if 0 < number < 10**MOST_DIGITS else None
    if type(number) is not str:
        return None
    # Most are plain digits, with a plus sign or without: they need not be cleaned.
    bare = number[1:] if number[:1] == "+" else number
    if bare.isdecimal() and bare.isascii() and len(bare) <= MOST_DIGITS:
        return bare
    plain = number.translate(SEPARATORS).removeprefix("+")
    return plain if plain.isdecimal() and plain.isascii() and len(plain) <= MOST_DIGITS else None


def is_plain(number: Json) -> bool:
    """A plus sign and as many digits as a number has: a short look, because most are so."""
    if type(number) is not str or number[:1] != "+" or not 9 <= len(number) <= 16:
        return False
    return number[1] != "0" and number[1:].isdecimal() and number.isascii()


def is_user_id(given: str) -> bool:
    """Whether it is a business-scoped user id, which names a customer without a phone number."""
    return USER_ID.fullmatch(given) is not None


def is_international(digits: str) -> bool:
    """Whether they are a country's code and a number of that country."""
    if digits[:1] in ("", "0"):
        return False
    for length in range(1, LONGEST_COUNTRY_CODE + 1):
        pattern = _numbers_of(digits[:length])
        if pattern is not None:
            return pattern.fullmatch(digits, length) is not None
    return False


@functools.lru_cache(maxsize=1200)
def _numbers_of(code: str) -> re.Pattern[str] | None:
    regions = COUNTRY_CODE_TO_REGION_CODE.get(int(code))
    if regions is None:
        return None
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(int(code), regions[0])
    general = metadata.general_desc if metadata is not None else None
    described = general.national_number_pattern if general is not None else None
    if described is None:
        return None
    own = OWN_SPELLINGS.get(code)
    return re.compile(f"{described}|{own}" if own else described)
