"""Every error code of the On-Premises API: three-digit ones arrive in webhooks and are no HTTP statuses."""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis import FAMILY_HINTS, ErrorCode, Family

__all__ = ["BY_CODE", "lookup"]

F = Family
NO, YES = False, True

# code, HTTP status of the answer (None: by webhook, or unknown), family, transient, title
_ROWS: tuple[tuple[int, int | None, Family, bool, str], ...] = (
    (400, None, F.MEDIA, NO, "Media download error"),
    (401, None, F.GROUP, NO, "Group does not exist"),
    (402, None, F.BILLING, NO, "Business eligibility - Payment issue"),
    (408, None, F.RECIPIENT, NO, "Message is not valid"),
    (410, None, F.RECIPIENT, NO, "Message expired"),
    (429, None, F.LIMIT, YES, "Rate limit hit"),
    (430, None, F.REGISTRATION, NO, "Unsigned certificate"),
    (432, None, F.REGISTRATION, NO, "Certificate ID mismatch"),
    (433, None, F.REGISTRATION, NO, "Certificate signature invalid"),
    (470, None, F.RECIPIENT, NO, "Re-engagement message"),
    (471, None, F.POLICY, NO, "Spam rate limit hit"),
    (472, None, F.RECIPIENT, NO, "User's number is part of an experiment"),
    (480, None, F.RECIPIENT, NO, "User potentially changed"),
    (500, None, F.OUTAGE, YES, "Generic error"),
    (501, None, F.REQUEST, NO, "Message type is not currently supported"),
    (1000, 500, F.OUTAGE, YES, "Generic error"),
    (1001, 400, F.REQUEST, NO, "Message too long"),
    (1002, 400, F.REQUEST, NO, "Invalid recipient type"),
    (1003, None, F.GROUP, NO, "Not a group participant"),
    (1004, 409, F.OBJECT, NO, "Resource already exists"),
    (1005, 401, F.ACCESS, NO, "Access denied"),
    (1006, 404, F.OBJECT, NO, "Resource not found"),
    (1007, None, F.RECIPIENT, NO, "Recipient blocked to receive message"),
    (1008, 400, F.REQUEST, NO, "Required parameter is missing"),
    (1009, 400, F.REQUEST, NO, "Parameter value is not valid"),
    (1010, 400, F.REQUEST, NO, "Parameter is not required"),
    (1011, 503, F.DEPLOYMENT, YES, "Service not ready"),
    (1012, None, F.GROUP, NO, "Group is unknown"),
    (1013, 400, F.RECIPIENT, NO, "User is not valid"),
    (1014, 500, F.DEPLOYMENT, NO, "Internal error"),
    (1015, 429, F.LIMIT, YES, "Too many requests"),
    (1016, 503, F.LIMIT, YES, "System overloaded"),
    (1017, None, F.DEPLOYMENT, YES, "Not Primary Master"),
    (1018, None, F.DEPLOYMENT, YES, "Not Primary Coreapp"),
    (1020, None, F.GROUP, NO, "Bad group"),
    (1021, None, F.RECIPIENT, NO, "Bad User"),
    (1022, None, F.DEPLOYMENT, NO, "Webhooks URL is not configured"),
    (1023, None, F.DEPLOYMENT, NO, "Database error occurred"),
    (1024, None, F.ACCESS, NO, "Password Change Required"),
    (1025, 400, F.REQUEST, NO, "Invalid Request"),
    (1026, None, F.RECIPIENT, NO, "Receiver incapable"),
    (1028, None, F.RECIPIENT, NO, "A user_identity_changed system notification requires acknowledgement"),
    (1031, None, F.POLICY, NO, "Sender account has been locked"),
    (2000, None, F.TEMPLATE, NO, "Template Param Count Mismatch"),
    (2001, None, F.TEMPLATE, NO, "Template Missing"),
    (2002, None, F.TEMPLATE, YES, "Template Fetch Failed"),
    (2003, None, F.TEMPLATE, NO, "Template Pack Missing"),
    (2004, None, F.TEMPLATE, NO, "Template Param Length Too Long"),
    (2005, None, F.TEMPLATE, NO, "Template Hydrated Text Too Long"),
    (2006, None, F.TEMPLATE, NO, "Template White Space Policy Violated"),
    (2007, None, F.TEMPLATE, NO, "Template Format Character Policy Violated"),
    (2008, None, F.TEMPLATE, NO, "Template Media Format Unsupported"),
    (2009, None, F.TEMPLATE, NO, "Template Required Component Missing"),
    (2010, None, F.TEMPLATE, NO, "Template Invalid Hydrated URL"),
    (2011, None, F.TEMPLATE, NO, "Template Invalid Phone Number"),
    (2012, None, F.TEMPLATE, NO, "Template Parameter Format Mismatch"),
    (2013, None, F.TEMPLATE, NO, "Template Buttons Unsupported"),
    (2014, None, F.TEMPLATE, NO, "Expected Namespace is Empty"),
    (2015, None, F.REQUEST, NO, "Invalid number of sections"),
    (2016, None, F.REQUEST, NO, "Invalid number of rows"),
    (2017, None, F.REQUEST, NO, "Character Policy Violated"),
    (2023, None, F.CATALOG, NO, "Invalid number of product"),
    (2024, None, F.CATALOG, NO, "Catalog ID not found"),
    (2025, None, F.CATALOG, NO, "Catalog ID not linked to API number"),
    (2026, None, F.CATALOG, NO, "Missing products"),
    (2027, None, F.CATALOG, NO, "No products found"),
    (2028, None, F.CATALOG, NO, "List all products failed compliance"),
    (2029, None, F.CATALOG, NO, "List some products failed compliance"),
    (2030, None, F.CATALOG, NO, "List mixed products invalid and failed compliance"),
    (2036, None, F.REQUEST, NO, "Invalid Header Structure"),
    (2050, None, F.POLICY, NO, "Missing Compliance Info"),
    (2060, None, F.TEMPLATE, NO, "Template Rejected"),
    (2061, None, F.TEMPLATE, NO, "Template Paused"),
    (2062, None, F.TEMPLATE, NO, "Template Disabled"),
    (2068, None, F.FLOW, NO, "Flow is blocked"),
    (2069, None, F.FLOW, YES, "Flow is throttled"),
)

_HINTS: dict[int, str] = {
    400: "Check disk space and network of the deployment, then have the customer send it again.",
    408: "It waited for a day or so, usually because the client was down. Send it anew.",
    410: "Send it anew if it still matters, with a longer time to live.",
    430: "Get a new certificate in WhatsApp Manager and register the deployment with it.",
    432: "Get a new certificate in WhatsApp Manager and register the deployment with it.",
    433: "Get a new certificate in WhatsApp Manager and register the deployment with it.",
    470: "The customer last wrote more than 24 hours ago: send a template.",
    471: "Stop bulk sending for a day and look at the quality rating.",
    480: "Make sure it is still the same person, then confirm the new identity hash.",
    501: "Use a message type that the API supports.",
    1001: "Keep a text below 4,096 characters.",
    1005: "Check user name and password, that it is the admin, and that the client has not expired.",
    1006: "Check the id: this deployment does not know it.",
    1011: "Wait until GET /v1/health says connected. After the move this is normal.",
    1013: "Check the recipient's number: it cannot be used on WhatsApp.",
    1014: "The details name the cause: often an unreachable Coreapp, or a media link without a 200.",
    1015: "Ask less often: 50 messages a second, 20 other calls a second.",
    1016: "Pause sending until the deployment has caught up.",
    1017: "Try again; if it stays, check which master is primary.",
    1018: "Try again; if it stays, check which Coreapp owns the shard.",
    1022: "Set webhooks.url in the application settings.",
    1023: "Check the deployment's database.",
    1024: "The admin still has the default password. Log in once with new_password, then use that one here.",
    1028: "Confirm the new identity hash of this customer.",
    2002: "Try again.",
    2006: "Take line breaks, tabs and runs of blanks out of the values.",
    2061: "Wait until the template is active again, or use another one.",
    2062: "Make a new template: this one stays disabled.",
    2069: "Wait, and make the Flow's endpoint answer faster.",
}


def _entries() -> Iterator[ErrorCode]:
    for code, http, family, transient, title in _ROWS:
        yield ErrorCode(code, None, title, family, transient, http, _HINTS.get(code) or FAMILY_HINTS[family])


BY_CODE: dict[int, ErrorCode] = {entry.code: entry for entry in _entries()}


def lookup(code: int | None) -> ErrorCode | None:
    """What is documented about the code; None for one that is not."""
    return BY_CODE.get(code) if code is not None else None
