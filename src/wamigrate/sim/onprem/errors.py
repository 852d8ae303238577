"""The On-Premises API's errors: codes with their HTTP status and title, and what a handler raises."""

from __future__ import annotations

from wamigrate.core.payload import JsonObject

__all__ = ["TITLES", "WEBHOOK_TITLES", "OnPremRefusal", "missing"]

TITLES: dict[int, tuple[int, str]] = {
    1000: (500, "Generic error"),
    1001: (400, "Message too long"),
    1002: (400, "Invalid recipient type"),
    1004: (409, "Resource already exists"),
    1005: (403, "Access denied"),
    1006: (404, "Resource not found"),
    1007: (400, "Recipient blocked to receive message"),
    1008: (400, "Required parameter is missing"),
    1009: (400, "Parameter value is not valid"),
    1010: (400, "Parameter is not required"),
    1011: (503, "Service not ready"),
    1013: (400, "User is not valid"),
    1014: (500, "Internal error"),
    1015: (429, "Too many requests"),
    1016: (503, "System overloaded"),
    1017: (500, "Not Primary Master"),
    1018: (500, "Not Primary Coreapp"),
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
    2012: (400, "Template Parameter Format Mismatch"),
    2015: (400, "Invalid number of sections"),
    2016: (400, "Invalid number of rows"),
    2017: (400, "Character Policy Violated"),
    2036: (400, "Invalid Header Structure"),
    2061: (400, "Template Paused"),
    2062: (400, "Template Disabled"),
}
# In webhooks titles are often sentences of their own.
WEBHOOK_TITLES: dict[int, str] = {
    402: "Business eligibility - Payment issue",
    408: "Message is not valid",
    410: "Message expired",
    470: "Message failed to send because more than 24 hours have passed "
    "since the customer last replied to this number",
    471: "Spam rate limit hit",
    480: "User potentially changed",
    500: "Generic error",
    1014: "Internal error",
    1026: "Receiver incapable",
    2000: "Template Param Count Mismatch",
    2001: "Template Missing",
}


class OnPremRefusal(Exception):
    """An answer that says no."""

    def __init__(self, code: int, details: str | None = None, *, status: int | None = None) -> None:
        super().__init__(code)
        known_status, self.title = TITLES.get(code, (500, "Generic error"))
        self.status = status or known_status
        self.code = code
        self.details = details

    def errors(self) -> list[JsonObject]:
        error: JsonObject = {"code": self.code, "title": self.title}
        return [error | ({"details": self.details} if self.details else {})]


def missing(name: str) -> OnPremRefusal:
    """A field that must be there is not."""
    return OnPremRefusal(1008, f"Parameter '{name}' is missing")
