"""The industry of a business: words for people on On-Premises, constants on Cloud API.

Source: Meta, On-Premises API, "Business profile"; Cloud API, "Business profiles".
"""

from __future__ import annotations

__all__ = ["CLOUD_VERTICALS", "VERTICALS", "is_known", "to_cloud", "to_onprem"]

VERTICALS = {
    "Automotive": "AUTO",
    "Beauty, Spa and Salon": "BEAUTY",
    "Clothing and Apparel": "APPAREL",
    "Education": "EDU",
    "Entertainment": "ENTERTAIN",
    "Event Planning and Service": "EVENT_PLAN",
    "Finance and Banking": "FINANCE",
    "Food and Grocery": "GROCERY",
    "Public Service": "GOVT",
    "Hotel and Lodging": "HOTEL",
    "Medical and Health": "HEALTH",
    "Non-profit": "NONPROFIT",
    "Professional Services": "PROF_SERVICES",
    "Shopping and Retail": "RETAIL",
    "Travel and Transportation": "TRAVEL",
    "Restaurant": "RESTAURANT",
    "Other": "OTHER",
}
CONSTANTS = {constant: words for words, constant in VERTICALS.items()}
BY_LETTERS = {"".join(filter(str.isalpha, words)).lower(): constant for words, constant in VERTICALS.items()}

CLOUD_VERTICALS = frozenset(
    (*CONSTANTS, "ALCOHOL", "ONLINE_GAMBLING", "OTC_DRUGS", "PHYSICAL_GAMBLING", "UNDEFINED", "")
)


def is_known(words: str) -> bool:
    """Whether Cloud API has a word for this industry."""
    return words in CLOUD_VERTICALS or "".join(filter(str.isalpha, words)).lower() in BY_LETTERS


def to_cloud(words: str) -> str:
    """The constant; OTHER for an industry that Cloud API has no word for."""
    if words in CLOUD_VERTICALS:
        return words
    return BY_LETTERS.get("".join(filter(str.isalpha, words)).lower(), "OTHER")


def to_onprem(constant: str) -> str:
    """The words; Other for an industry that On-Premises had no words for."""
    return CONSTANTS.get(constant, "" if constant in ("", "UNDEFINED") else "Other")
