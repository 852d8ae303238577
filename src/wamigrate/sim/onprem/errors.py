"""The On-Premises API's errors: codes with their HTTP status and title, and what a handler raises."""

from __future__ import annotations

from wamigrate.core.payload import JsonObject

__all__ = ["HREF", "TITLES", "WEBHOOK_TITLES", "OnPremRefusal", "missing", "webhook_error", "wrong"]

HREF = "https://developers.facebook.com/docs/whatsapp/api/errors/"
# Where no source names the HTTP status, it is chosen by the meaning of the title.
TITLES: dict[int, tuple[int, str]] = {
    1000: (500, "Generic error"),
    1001: (400, "Message too long"),
    1002: (400, "Invalid recipient type"),
    1003: (400, "Not a group participant"),
    1004: (409, "Resource already exists"),
    1005: (403, "Access denied"),
    1006: (404, "Resource not found"),
    1007: (400, "Recipient blocked to receive message"),
    1008: (400, "Required parameter is missing"),
    1009: (400, "Parameter value is not valid"),
    1010: (400, "Parameter is not required"),
    1011: (503, "Service not ready"),
    1012: (400, "Group is unknown"),
    1013: (400, "User is not valid"),
    1014: (500, "Internal error"),
    1015: (429, "Too many requests"),
    1016: (503, "System overloaded"),
    1017: (500, "Not Primary Master"),
    1018: (500, "Not Primary Coreapp"),
    1020: (400, "Bad group"),
    1021: (400, "Bad User"),
    1022: (400, "Webhooks URL is not configured"),
    1023: (500, "Database error occurred"),
    1024: (400, "Password Change Required"),
    1025: (400, "Invalid Request"),
    1026: (400, "Receiver incapable"),
    1028: (400, "A user_identity_changed system notification requires acknowledgement"),
    1031: (400, "Sender account has been locked"),
    2000: (400, "Template Param Count Mismatch"),
    2001: (400, "Template Missing"),
    2002: (400, "Template Fetch Failed"),
    2003: (400, "Template Pack Missing"),
    2004: (400, "Template Param Length Too Long"),
    2005: (400, "Template Hydrated Text Too Long"),
    2006: (400, "Template White Space Policy Violated"),
    2007: (400, "Template Format Character Policy Violated"),
    2008: (400, "Template Media Format Unsupported"),
    2009: (400, "Template Required Component Missing"),
    2010: (400, "Template Invalid Hydrated URL"),
    2011: (400, "Template Invalid Phone Number"),
    2012: (400, "Template Parameter Format Mismatch"),
    2013: (400, "Template Buttons Unsupported"),
    2014: (400, "Expected Namespace is Empty"),
    2015: (400, "Invalid number of sections"),
    2016: (400, "Invalid number of rows"),
    2017: (400, "Character Policy Violated"),
    2023: (400, "Invalid number of product"),
    2024: (400, "Catalog ID not found"),
    2025: (400, "Catalog ID not linked to API number"),
    2026: (400, "Missing products"),
    2027: (400, "No products found"),
    2028: (400, "List all products failed compliance"),
    2029: (400, "List some products failed compliance"),
    2030: (400, "List mixed products invalid and failed compliance"),
    2036: (400, "Invalid Header Structure"),
    2050: (400, "Missing Compliance Info"),
    2060: (400, "Template Rejected"),
    2061: (400, "Template Paused"),
    2062: (400, "Template Disabled"),
    2068: (400, "Flow is blocked"),
    2069: (400, "Flow is throttled"),
}
# Codes that arrive by webhook only; their titles are often sentences of their own.
WEBHOOK_TITLES: dict[int, str] = {
    400: "Media download error",
    401: "Group does not exist",
    402: "Business eligibility - Payment issue",
    408: "Message is not valid",
    410: "Message expired",
    429: "Rate limit hit",
    430: "Unsigned certificate",
    432: "Certificate ID mismatch",
    433: "Certificate signature invalid",
    470: "Message failed to send because more than 24 hours have passed "
    "since the customer last replied to this number",
    471: "Spam rate limit hit",
    472: "User's number is part of an experiment",
    480: "User potentially changed",
    500: "Generic error",
    501: "Unknown message type",
}


class OnPremRefusal(Exception):
    """An answer that says no."""

    def __init__(self, code: int, details: str | None = None, *, status: int | None = None) -> None:
        super().__init__(code)
        known_status, self.title = TITLES.get(code, (500, WEBHOOK_TITLES.get(code, "Generic error")))
        self.status = status or known_status
        self.code = code
        self.details = details

    def errors(self) -> list[JsonObject]:
        error: JsonObject = {"code": self.code, "title": self.title}
        return [error | ({"details": self.details} if self.details else {})]


def missing(name: str) -> OnPremRefusal:
    """A field that must be there is not."""
    return OnPremRefusal(1008, f"Parameter '{name}' is missing")


def wrong(name: str, what: str) -> OnPremRefusal:
    """A field has a value that cannot be."""
    return OnPremRefusal(1009, f"Parameter '{name}' {what}")


def webhook_error(code: int, title: str | None = None, details: str | None = None) -> JsonObject:
    """An error as it stands in a webhook."""
    known = WEBHOOK_TITLES.get(code) or TITLES.get(code, (500, "Generic error"))[1]
    shown: JsonObject = {"code": code, "title": title or known, "href": HREF}
    # Where the title is a sentence, it says it all.
    return shown | ({"details": details} if details and not details.startswith(shown["title"]) else {})
