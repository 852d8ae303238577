"""Small edges of a number: commerce, encryption key, official account, compliance, automation, username."""

from __future__ import annotations

from wamigrate.core.payload import JsonObject
from wamigrate.sim import ids
from wamigrate.sim.cloud.call import SUCCESS, Call, need_product
from wamigrate.sim.cloud.errors import GraphError, parameter
from wamigrate.sim.cloud.rules import Rule, Rules, checked
from wamigrate.sim.cloud.selection import Fields, pick, plain, wanted_fields

__all__ = [
    "ask_for_badge",
    "change_automation",
    "change_commerce",
    "change_compliance",
    "change_key",
    "change_username",
    "delete_username",
    "show_automation",
    "show_badge",
    "show_commerce",
    "show_compliance",
    "show_key",
    "show_username",
    "suggested_usernames",
]

SUBMIT, WITHDRAW, RESUBMIT = "SUBMIT_APPLICATION", "WITHDRAW_APPLICATION", "RESUBMIT_APPLICATION"
COMMERCE: Rules = {"is_cart_enabled": Rule("boolean"), "is_catalog_visible": Rule("boolean")}
KEY: Rules = {"business_public_key": Rule(required=True)}
BADGE: Rules = {
    "action": Rule(required=True, choices=(SUBMIT, WITHDRAW, RESUBMIT)),
    "application_data": Rule(
        "object",
        keys={
            "business_name": Rule(longest=255),
            "business_description": Rule(longest=1000),
            "website_url": Rule(),
            "contact_email": Rule(),
        },
    ),
}
PHONE = Rule(longest=20, pattern=r"\+[1-9][0-9]{1,14}")
EMAIL = Rule(required=True, longest=128, pattern=r"[^@\s]+@[^@\s]+\.[^@\s]+")
REACHED: Rules = {"email": EMAIL, "mobile_number": PHONE, "landline_number": PHONE}
ENTITIES = (
    "LIMITED_LIABILITY_PARTNERSHIP",
    "SOLE_PROPRIETORSHIP",
    "PARTNERSHIP",
    "PUBLIC_COMPANY",
    "PRIVATE_COMPANY",
    "OTHER",
)
COMPLIANCE: Rules = {
    "entity_name": Rule(required=True, shortest=2, longest=128),
    "entity_type": Rule(required=True, choices=ENTITIES),
    "entity_type_custom": Rule(longest=1024),
    "is_registered": Rule("boolean"),
    "grievance_officer_details": Rule(
        "object", required=True, keys={"name": Rule(required=True, longest=128), **REACHED}
    ),
    "customer_care_details": Rule("object", required=True, keys=REACHED),
}
COMMAND = Rule(
    "object",
    keys={
        "command_name": Rule(required=True, longest=32, pattern=r"[a-zA-Z0-9_]+"),
        "command_description": Rule(required=True, longest=256),
    },
)
AUTOMATION: Rules = {
    "enable_welcome_message": Rule("boolean"),
    "prompts": Rule("array", longest=4, items=Rule(longest=80)),
    "commands": Rule("array", longest=30, items=COMMAND),
}
USERNAME: Rules = {
    "username": Rule(required=True, shortest=3, longest=35, pattern=r"[a-z0-9._]+"),
    "transfer_action": Rule(choices=("NONE", "FORCE_TRANSFER")),
}


async def show_commerce(call: Call) -> JsonObject:
    """GET /{phone number id}/whatsapp_commerce_settings"""
    extras = call.number.extras
    known: Fields = {
        "catalog_id": plain(None),
        "is_cart_enabled": plain(extras.cart_enabled),
        "is_catalog_visible": plain(extras.catalog_visible),
    }
    shown = pick(call.params, call.number.id, "WhatsAppCommerceSettings", known, tuple(COMMERCE))
    return {"data": [shown]}


async def change_commerce(call: Call) -> JsonObject:
    """POST /{phone number id}/whatsapp_commerce_settings"""
    given = checked(call.params, COMMERCE)
    if not given:
        raise parameter("Invalid parameter")
    extras = call.number.extras
    extras.cart_enabled = given.get("is_cart_enabled", extras.cart_enabled)
    extras.catalog_visible = given.get("is_catalog_visible", extras.catalog_visible)
    return SUCCESS


async def show_key(call: Call) -> JsonObject:
    """GET /{phone number id}/whatsapp_business_encryption"""
    key = call.number.extras.public_key
    if key is None:
        return {"data": []}
    known = {
        "business_public_key": plain(key),
        "business_public_key_signature_status": plain("VALID"),
    }
    return {"data": [pick(call.params, None, "WhatsAppBusinessEncryption", known, tuple(known))]}


async def change_key(call: Call) -> JsonObject:
    """POST /{phone number id}/whatsapp_business_encryption"""
    key = checked(call.params, KEY)["business_public_key"]
    if "-----BEGIN PUBLIC KEY-----" not in key or "-----END PUBLIC KEY-----" not in key:
        raise GraphError(100, "business_public_key must be a public key in PEM format")
    call.number.extras.public_key = key
    return SUCCESS


async def show_badge(call: Call) -> JsonObject:
    """GET /{phone number id}/official_business_account"""
    return pick(
        call.params,
        call.number.id,
        "WhatsAppOfficialBusinessAccount",
        _badge(call),
        ("oba_status", "status_message"),
    )


def _badge(call: Call) -> Fields:
    number = call.number
    status = number.extras.oba_status or ("APPROVED" if number.is_oba else "NOT_STARTED")
    return {"oba_status": plain(status), "status_message": plain(number.extras.oba_message or None)}


async def ask_for_badge(call: Call) -> JsonObject:
    """POST /{phone number id}/official_business_account"""
    given = checked(call.params, BADGE)
    extras, action = call.number.extras, given["action"]
    if action == SUBMIT and (call.number.is_oba or extras.oba_status == "PENDING"):
        raise GraphError(100, "There is an application already")
    if action == WITHDRAW and extras.oba_status != "PENDING":
        raise GraphError(100, "There is no pending application")
    done = "withdrawn" if action == WITHDRAW else "submitted"
    extras.oba_status = "CANCELLED" if action == WITHDRAW else "PENDING"
    extras.oba_message = f"Your Official Business Account application was {done}"
    status = {"id": call.number.id, "oba_status": extras.oba_status, "status_message": extras.oba_message}
    text = f"Official Business Account application {done} successfully"
    return {
        **SUCCESS,
        "message": text,
        "updated_status": status,
        "tracking_id": f"oba_req_{ids.media_number()}",
    }


async def show_compliance(call: Call) -> JsonObject:
    """GET /{phone number id}/business_compliance_info"""
    kept = call.number.extras.compliance or {}
    known = {name: plain(kept.get(name)) for name in COMPLIANCE}
    known["whatsapp_business_account_id"] = plain(call.waba.id)
    known["messaging_product"] = plain("whatsapp")
    order = ("whatsapp_business_account_id", "messaging_product", *COMPLIANCE)
    return {"data": [pick(call.params, None, "WhatsAppBusinessComplianceInfo", known, order)]}


async def change_compliance(call: Call) -> JsonObject:
    """POST /{phone number id}/business_compliance_info"""
    need_product(call.params)
    call.number.extras.compliance = checked(call.params, COMPLIANCE)
    return SUCCESS


async def change_automation(call: Call) -> JsonObject:
    """POST /{phone number id}/conversational_automation"""
    given = checked(call.params, AUTOMATION)
    old = call.number.extras.automation or {"enable_welcome_message": False}
    call.number.extras.automation = {**old, **given}
    return SUCCESS


async def show_automation(call: Call) -> JsonObject:
    """GET /{phone number id}/conversational_automation"""
    kept = call.number.extras.automation
    if kept is None:
        return {"data": []}
    known = {name: plain(kept.get(name)) for name in AUTOMATION}
    names = [asked.name for asked in wanted_fields(call.params, tuple(known))]
    return {
        "data": [pick({"fields": ",".join(names)}, call.number.id, "ConversationalComponents", known, ())]
    }


async def show_username(call: Call) -> JsonObject:
    """GET /{phone number id}/username"""
    name = call.number.extras.username
    return {"username": name, "status": "approved"} if name else {}


async def change_username(call: Call) -> JsonObject:
    """POST /{phone number id}/username"""
    name = checked(call.params, USERNAME)["username"]
    if any(n.extras.username == name and n is not call.number for n in call.world.numbers.values()):
        raise GraphError(147001, message="(#147001) Username is not available")
    call.number.extras.username = name
    return {"status": "approved"}


async def delete_username(call: Call) -> JsonObject:
    """DELETE /{phone number id}/username"""
    call.number.extras.username = None
    return SUCCESS


async def suggested_usernames(call: Call) -> JsonObject:
    """GET /{phone number id}/username_suggestions"""
    return {"data": [{"username_suggestions": []}]}
