"""Changes of the phone number node: PIN, webhook override, display name, visibility."""

from __future__ import annotations

import re
from typing import Any

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.call import SUCCESS, Call
from wamigrate.sim.cloud.errors import GraphError, missing, parameter
from wamigrate.sim.cloud.name_review import ask_for_name
from wamigrate.sim.cloud.registration import tell_pin
from wamigrate.sim.cloud.rules import Rule, Rules, checked
from wamigrate.sim.number import Side
from wamigrate.sim.webhooks import acceptable_endpoint

__all__ = ["change", "check_endpoint", "set_override"]

PIN = re.compile(r"[0-9]{6}")
LONGEST_OVERRIDE = 200
CONNECTIONS = (
    "CONNECTED",
    "DISCONNECTED",
    "PENDING",
    "FLAGGED",
    "RESTRICTED",
    "RATE_LIMITED",
    *(f"MESSAGING_LIMIT_TIER_{n}" for n in range(5)),
)
RULES: Rules = {
    "new_display_name": Rule(shortest=2, longest=75),
    "search_visibility": Rule(choices=("VISIBLE", "NON_VISIBLE", "HIDDEN")),
    "webhook_configuration": Rule("object", keys={"override_callback_uri": Rule(), "verify_token": Rule()}),
    "username": Rule(shortest=3, longest=35),
    # Known to Meta's OpenAPI file only: they are checked, and change nothing.
    "connection_status": Rule(choices=CONNECTIONS),
    "webhook_url": Rule(),
    "whatsapp_business_api_data": Rule(
        "object",
        keys={
            "pin": Rule(pattern="[0-9]{6}"),
            "show_security_notifications": Rule("boolean"),
            "notify_user_change_number": Rule("boolean"),
        },
    ),
}


async def change(call: Call) -> JsonObject:
    """POST /{phone number id}"""
    params, number = call.params, call.number
    given = checked(params, RULES)
    if "pin" not in params and not given:
        raise parameter("Invalid parameter")
    if "pin" in params:
        _set_pin(call, params["pin"])
    if "webhook_configuration" in given:
        if "override_callback_uri" not in given["webhook_configuration"]:
            raise missing("webhook_configuration['override_callback_uri']")
        number.webhook_override = await set_override(call, given["webhook_configuration"])
    if "new_display_name" in given:
        ask_for_name(call.world, number, given["new_display_name"])
    if "username" in given:
        number.extras.username = given["username"]
    return SUCCESS


def _set_pin(call: Call, pin: Any) -> None:
    number = call.number
    if not PIN.fullmatch(str(pin)):
        raise GraphError(100, "pin must be a string of six digits")
    if number.side is not Side.CLOUD and not call.world.options.graph_pin_on_onprem:
        raise GraphError(133010)
    number.pin = str(pin)
    tell_pin(call.world, number, call.token.user_id)


async def set_override(call: Call, given: JsonObject) -> str | None:
    """Check a new override as Meta does: subscribed app, length, and a GET to the endpoint; "" removes it."""
    url = given.get("override_callback_uri")
    if not url:
        return None
    if call.token.app_id not in call.waba.subscriptions:
        text = "Before override the current callback uri, your app must be subscribed to receive messages"
        raise GraphError(100, text)
    token = given.get("verify_token")
    if not token:
        raise missing("verify_token")
    if len(str(url)) > LONGEST_OVERRIDE or not acceptable_endpoint(str(url)):
        raise GraphError(100, "override_callback_uri must be an HTTPS address of at most 200 characters")
    await check_endpoint(call, str(url), str(token))
    return str(url)


async def check_endpoint(call: Call, url: str, verify_token: str) -> None:
    """The handshake with an endpoint, or the error that tells how it went wrong."""
    problem = await call.world.poster.verify(url, verify_token)
    if problem is not None:
        text = f"(#2200) Callback verification failed with the following errors: {problem}"
        raise GraphError(2200, message=text)
