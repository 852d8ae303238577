"""The buttons of a new template: kinds, how many of each, texts, addresses and their examples."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import Any

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.errors import parameter
from wamigrate.sim.cloud.template_errors import incomplete, refused

__all__ = ["check_buttons"]

KINDS = (
    "APP",
    "CALL_REQUEST",
    "CATALOG",
    "COPY_CODE",
    "EXTENSION",
    "FLOW",
    "MPM",
    "ORDER_DETAILS",
    "OTP",
    "PAYMENT_REQUEST",
    "PHONE_NUMBER",
    "POSTBACK",
    "QUICK_REPLY",
    "REMINDER",
    "REQUEST_CONTACT_INFO",
    "SEND_LOCATION",
    "SPM",
    "URL",
    "VOICE_CALL",
)
OTP_KINDS = ("COPY_CODE", "ONE_TAP", "ZERO_TAP")
MOST = 10
MOST_OF = {"URL": 2, "PHONE_NUMBER": 1, "COPY_CODE": 1, "FLOW": 1, "OTP": 1, "VOICE_CALL": 1}
WITH_TEXT = ("FLOW", "PHONE_NUMBER", "QUICK_REPLY", "URL", "VOICE_CALL")
TITLE = "Message template button format is incorrect"
VARIABLE = re.compile(r"\{\{[^{}]*\}\}")
# No documented subcode names a button's trouble; this is the one of components in general.
SUBCODE = 2388043


def check_buttons(given: Any, category: str) -> list[JsonObject]:
    """The buttons as they are kept: types in upper case, telephone numbers with their plus."""
    if not isinstance(given, list) or not given:
        raise incomplete("component of type BUTTONS is missing expected field(s) (buttons)")
    if len(given) > MOST:
        raise refused(SUBCODE, TITLE, f"At most {MOST} buttons are allowed.")
    found = [_button(place, b) for place, b in enumerate(given)]
    for kind, count in Counter(b["type"] for b in found).items():
        if count > MOST_OF.get(kind, MOST):
            raise refused(SUBCODE, TITLE, f"At most {MOST_OF[kind]} buttons of type {kind} are allowed.")
    if category == "AUTHENTICATION" and [b["type"] for b in found] != ["OTP"]:
        raise refused(SUBCODE, TITLE, "An authentication template has one button of type OTP.")
    _check_groups([b["type"] == "QUICK_REPLY" for b in found])
    return found


def _check_groups(quick: list[bool]) -> None:
    """Quick replies stand together, before or after the others."""
    changes = sum(a is not b for a, b in itertools.pairwise(quick))
    if changes > 1:
        raise refused(SUBCODE, TITLE, "Quick replies and other buttons must be grouped.")


def _button(place: int, given: Any) -> JsonObject:
    if not isinstance(given, dict):
        raise parameter(f"Param buttons[{place}] must be a JSON object.")
    kind = str(given.get("type", "")).upper()
    if kind not in KINDS:
        text = f'Param type must be one of {{{", ".join(KINDS)}}} - got "{given.get("type", "")}".'
        raise parameter(text)
    button = {**given, "type": kind}
    if kind in WITH_TEXT:
        _label(button)
    match kind:
        case "URL":
            _check_url(button)
        case "PHONE_NUMBER":
            number = str(button.get("phone_number") or "")
            if not re.fullmatch(r"\+?[0-9]{3,20}", number):
                raise refused(SUBCODE, TITLE, "phone_number is missing or no telephone number.")
            button["phone_number"] = "+" + number.lstrip("+")
        case "COPY_CODE":
            if not button.get("example"):
                raise incomplete("button of type COPY_CODE is missing expected field(s) (example)")
        case "FLOW":
            if sum(bool(button.get(k)) for k in ("flow_id", "flow_name", "flow_json")) != 1:
                raise refused(SUBCODE, TITLE, "Exactly one of flow_id, flow_name and flow_json is needed.")
        case "OTP":
            _check_otp(button)
    return button


def _label(button: JsonObject) -> None:
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise incomplete(f"button of type {button['type']} is missing expected field(s) (text)")
    if len(text) > 25:
        raise refused(2388040, "Character limit exceeded", "The text of a button has at most 25 characters.")


def _check_url(button: JsonObject) -> None:
    url = button.get("url")
    if not isinstance(url, str) or not re.match(r"https?://", url):
        raise refused(SUBCODE, TITLE, "url is missing or does not begin with http:// or https://.")
    if len(url) > 2000:
        raise refused(2388040, "Character limit exceeded", "A url has at most 2000 characters.")
    variables = VARIABLE.findall(url)
    if not variables:
        return
    if len(variables) > 1 or not url.endswith(variables[0]):
        raise refused(SUBCODE, TITLE, "A url takes one variable, at its end.")
    if not button.get("example"):
        raise incomplete("button of type URL is missing expected field(s) (example)")


def _check_otp(button: JsonObject) -> None:
    kind = str(button.get("otp_type", "")).upper()
    if kind not in OTP_KINDS:
        known = ", ".join(OTP_KINDS)
        raise parameter(f'Param otp_type must be one of {{{known}}} - got "{button.get("otp_type", "")}".')
    apps = button.get("supported_apps")
    named = button.get("package_name") and button.get("signature_hash")
    if kind != "COPY_CODE" and not (named or apps):
        raise incomplete("button of type OTP is missing expected field(s) (package_name, signature_hash)")
    button["otp_type"] = kind
