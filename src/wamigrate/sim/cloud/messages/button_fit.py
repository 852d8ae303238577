"""Whether the buttons of a template message fit those of its template."""

from __future__ import annotations

from typing import Any

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.errors import GraphError

__all__ = ["check_buttons"]

# What Meta calls a kind of button in its errors, and the sub_type that addresses it.
WORDS = {
    "QUICK_REPLY": "QuickReply",
    "URL": "Url",
    "OTP": "Url",
    "COPY_CODE": "copy_code",
    "PHONE_NUMBER": "PhoneNumber",
    "FLOW": "Flow",
    "CATALOG": "Catalog",
    "MPM": "Mpm",
    "SPM": "Spm",
    "VOICE_CALL": "VoiceCall",
    "ORDER_DETAILS": "OrderDetails",
}
# The kind of parameter that each sub_type takes.
PARAMETERS = {
    "quick_reply": ("payload", "text"),
    "url": ("text",),
    "copy_code": ("coupon_code",),
    "flow": ("action",),
    "catalog": ("action",),
    "mpm": ("action",),
    "order_details": ("action",),
    "voice_call": ("payload", "text"),
}


def check_buttons(known: list[JsonObject], given: list[JsonObject], limits: dict[str, int]) -> None:
    """Each names a button that is there, is of its kind and has what it needs.

    `limits` has the longest `payload`, `coupon_code` and `text` of a parameter.
    """
    filled: dict[int, list[Any]] = {}
    for component in given:
        index = int(component["index"])
        if index >= len(known):
            raise GraphError(132018, f"buttons: Button at index {index} does not exist in the template")
        if index in filled:
            raise GraphError(132018, f"buttons: Button at index {index} is given twice")
        _check_kind(known[index], component, index)
        filled[index] = component.get("parameters") or []
        _check_parameters(component, index, filled[index], limits)
    for index, button in enumerate(known):
        _need(button, index, filled.get(index, []))


def _check_kind(button: JsonObject, component: JsonObject, index: int) -> None:
    kind = str(button.get("type")).upper()
    wanted = "URL" if kind == "OTP" else kind
    if component["sub_type"].upper() != wanted:
        words = WORDS.get(kind, kind)
        raise GraphError(132018, f"buttons: Button at index {index} must be of type {words}")


def _check_parameters(component: JsonObject, index: int, given: list[Any], limits: dict[str, int]) -> None:
    allowed = PARAMETERS.get(component["sub_type"].lower())
    for one in given:
        kind = one["type"].lower()
        if allowed is not None and kind not in allowed:
            words = f"buttons: Button at index {index} takes a parameter of type {allowed[0]}, not {kind}"
            raise GraphError(132018, words)
        most = limits.get(kind)
        if most is not None and len(str(one.get(kind) or "")) > most:
            words = f"buttons: Parameter at index {index} exceeds the parameter length limit {most}"
            raise GraphError(132018, words)


def _need(button: JsonObject, index: int, given: list[Any]) -> None:
    """What must be supplied: the rest of an address, a code, products."""
    kind = str(button.get("type")).upper()
    words = f"buttons: Button at index {index} of type {WORDS.get(kind, kind)}"
    if kind == "OTP" or (kind == "URL" and "{{" in str(button.get("url", ""))):
        if not any(str(one.get("text") or "") for one in given):
            raise GraphError(131008, f"{words} requires a parameter")
    elif kind == "COPY_CODE":
        if not any(one.get("coupon_code") for one in given):
            raise GraphError(131008, f"{words} requires a non-empty parameter coupon_code")
    elif kind == "MPM" and not any(isinstance(one.get("action"), dict) for one in given):
        raise GraphError(131008, f"{words} requires a parameter")
