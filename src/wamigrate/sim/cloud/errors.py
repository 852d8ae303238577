"""Graph's errors: Meta's codes with their HTTP status and title, and the envelope around them."""

from __future__ import annotations

from wamigrate.core.payload import JsonObject

__all__ = ["TITLES", "GraphError", "missing", "no_object", "parameter"]

TITLES: dict[int, tuple[int, str]] = {
    0: (401, "AuthException"),
    1: (400, "API Unknown"),
    2: (503, "API Service"),
    3: (500, "API Method"),
    4: (400, "Application request limit reached"),
    10: (403, "Application does not have permission for this action"),
    15: (400, "This method must be called with an app access_token."),
    33: (400, "Parameter value is not valid"),
    100: (400, "Invalid parameter"),
    190: (401, "Invalid OAuth access token."),
    200: (403, "Permissions error"),
    368: (403, "Temporarily blocked for policies violations"),
    613: (400, "Calls to this api have exceeded the rate limit."),
    2500: (400, "Unknown path components"),
    80007: (400, "Rate limit issues"),
    80008: (400, "There have been too many calls to this WhatsApp Business account."),
    130403: (400, "Business has blocked the user"),
    130429: (400, "Rate limit hit"),
    130472: (400, "User's number is part of an experiment"),
    130497: (403, "Business account is restricted from messaging users in this country"),
    131000: (500, "Something went wrong"),
    131005: (403, "Access denied"),
    131008: (400, "Required parameter is missing"),
    131009: (400, "Parameter value is not valid"),
    131016: (500, "Service unavailable"),
    131021: (400, "Recipient cannot be sender"),
    131026: (400, "Message Undeliverable"),
    131030: (400, "Recipient phone number not in allowed list"),
    131031: (403, "Account has been locked"),
    131037: (400, "WhatsApp provided number needs display name approval before message can be sent."),
    131042: (400, "Business eligibility payment issue"),
    131043: (400, "Message expired"),
    131045: (500, "Incorrect certificate"),
    131047: (400, "Re-engagement message"),
    131048: (400, "Spam rate limit hit"),
    131049: (400, "Meta chose not to deliver"),
    131050: (400, "User has stopped marketing messages"),
    131051: (400, "Unsupported message type"),
    131052: (400, "Media download error"),
    131053: (400, "Media upload error"),
    131056: (400, "(Business Account, Consumer Account) pair rate limit hit"),
    131057: (500, "Account in maintenance mode"),
    131058: (400, "Hello World templates can only be sent from the Public Test Numbers"),
    132000: (400, "Number of parameters does not match the expected number of params"),
    132001: (404, "Template name does not exist in the translation"),
    132005: (400, "Translated text too long"),
    132007: (400, "Template Format Character Policy Violated"),
    132012: (400, "Parameter format does not match format in the created template"),
    132015: (400, "Template is Paused"),
    132016: (400, "Template is Disabled"),
    132018: (400, "There\u2019s an issue with the parameters in your template"),
    132068: (400, "Flow is blocked"),
    132069: (400, "Flow is throttled"),
    133000: (500, "Incomplete Deregistration"),
    133001: (400, "Decryption error"),
    133002: (400, "Backup blob decryption error"),
    133003: (400, "Recovery token decryption error"),
    133004: (503, "Server Temporarily Unavailable"),
    133005: (400, "Two step verification PIN Mismatch"),
    133006: (400, "Phone number re-verification needed"),
    133007: (400, "Account blocked"),
    133008: (400, "Too Many two step verification PIN Guesses"),
    133009: (400, "Two step verification PIN Guessed Too Fast"),
    133010: (400, "Account not registered"),
    133015: (400, "Please wait a few minutes before attempting to register this phone number"),
    133016: (400, "Account register deregister rate limit exceeded"),
    134100: (400, "Only marketing messages supported"),
    135000: (400, "Generic user error"),
    136024: (400, "Request code error"),
    136025: (400, "Verify code error"),
    137000: (400, "Recipient identity key hash mismatch"),
    139100: (400, "Failed to block/unblock users"),
    139101: (400, "Blocklist limit reached"),
    141000: (400, "There is a problem with the phone number"),
    141006: (
        400,
        "There is an error with the payment method. This will block business initiated conversations.",
    ),
    141010: (400, "The Business has not passed business verification."),
    141014: (400, "The WhatsApp Business Account is banned."),
}
# These carry no `(#code)` before their message.
PLAIN = {1, 2, 190, 2500}
# Errors of messaging and registration carry the product and the details.
MESSAGING = range(130000, 140000)


class GraphError(Exception):
    """An answer that says no; raised where it is found, turned into an answer in one place."""

    def __init__(
        self,
        code: int,
        details: str | None = None,
        *,
        message: str | None = None,
        status: int | None = None,
        subcode: int | None = None,
        kind: str = "OAuthException",
        user: tuple[str, str] | None = None,
        transient: bool | None = None,
        beside: JsonObject | None = None,
    ) -> None:
        super().__init__(code)
        known_status, title = TITLES.get(code, (400, "Something went wrong"))
        self.status = status or known_status
        self.code = code
        self.subcode = subcode
        self.details = details
        self.kind = kind
        self.user = user
        self.transient = transient
        self.beside = beside or {}
        """What the answer has beside the error: lists of a call that went well in part."""
        self.message = message if message is not None else title if code in PLAIN else f"(#{code}) {title}"

    def envelope(self, trace: str) -> JsonObject:
        """The body of the answer."""
        error: JsonObject = {"message": self.message, "type": self.kind, "code": self.code}
        if self.details is not None or self.code in MESSAGING:
            data = {"messaging_product": "whatsapp"}
            error["error_data"] = data | ({"details": self.details} if self.details else {})
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.transient is not None:
            error["is_transient"] = self.transient
        if self.user is not None:
            error["error_user_title"], error["error_user_msg"] = self.user
        error["fbtrace_id"] = trace
        return {**self.beside, "error": error}


def no_object(object_id: str, verb: str) -> GraphError:
    """The id is unknown, not visible to this token, or cannot do that."""
    text = (
        f"Unsupported {verb} request. Object with ID '{object_id}' does not exist, "
        "cannot be loaded due to missing permissions, or does not support this operation. "
        "Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api"
    )
    return GraphError(100, message=text, subcode=33, kind="GraphMethodException")


def parameter(text: str) -> GraphError:
    """Code 100 with a text of its own."""
    return GraphError(100, message=f"(#100) {text}")


def missing(name: str) -> GraphError:
    """A parameter that must be there is not."""
    return parameter(f"The parameter {name} is required.")
