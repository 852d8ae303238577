"""The phone number id is the number on the deployment, in this WABA.

Why: `register` on a wrong id moves another number, or none; a WABA that is not shared answers 100/33.
Sees: the phone number node, the WABA's phone_numbers, and `wa_id` of the On-Premises application settings.
    Brazil, Mexico and Argentina write one number in two ways: that counts as the same number.
Fix: copy both ids from WhatsApp Manager, Phone numbers; assign the WABA to the system user.
Source: Meta, Graph API reference "WhatsApp Business Phone Number"; "Phone numbers" on rewritten prefixes.
"""

from __future__ import annotations

import re

from wamigrate.errors import ApiError, CloudError, TransportError
from wamigrate.migration.check import Check, CheckContext, Verdict, error, ok, warn, worst

__all__ = ["canonical", "check"]

NO_OBJECT, NOT_VISIBLE = 100, 33
TWO_SPELLINGS = (
    (re.compile(r"55(\d\d)9(\d{8})"), r"55\1\2"),
    (re.compile(r"521(\d{10})"), r"52\1"),
    (re.compile(r"549(\d{10})"), r"54\1"),
)

check = Check(__name__, id="P03", covers=("F03", "F10"))


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    try:
        node = await ctx.reads.phone_number()
    except CloudError as refused:
        if (refused.code, refused.subcode) != (NO_OBJECT, NOT_VISIBLE):
            raise
        return error(
            f"Meta shows no object {ctx.number.phone_number_id} to this token.",
            "Check that phone_number_id is the id (not the number, not the WABA's id), "
            f"and that WABA {ctx.number.waba_id} is assigned to the token's system user.",
        )
    digits = re.sub(r"\D", "", str(node.get("display_phone_number", "")))
    return worst(await _membership(ctx), await _same_number(ctx, digits))


async def _membership(ctx: CheckContext) -> Verdict | None:
    if any(str(n.get("id")) == ctx.number.phone_number_id for n in await ctx.reads.phone_numbers()):
        return None
    return error(
        f"The number {ctx.number.phone_number_id} is not in WABA {ctx.number.waba_id}.",
        "Correct waba_id or phone_number_id: WhatsApp Manager, Phone numbers shows both.",
    )


async def _same_number(ctx: CheckContext, digits: str) -> Verdict:
    if not ctx.has_onprem:
        return ok(f"Meta knows the id as +{digits}; there is no deployment to compare with.")
    try:
        wa_id = str((await ctx.reads.application_settings()).get("wa_id", ""))
    except (ApiError, TransportError):
        return warn(
            f"Meta knows the id as +{digits}; the deployment did not say which number it serves.",
            f"First: wamigrate check {ctx.number.name} --only onprem-login",
        )
    if wa_id == digits:
        return ok(f"Both sides say +{digits}.")
    if canonical(wa_id) == canonical(digits):
        return warn(
            f"One number, two spellings: On-Premises {wa_id}, Meta {digits}. After the move Meta's applies.",
            f"Let applications map {wa_id} to {digits}, and expect a longer gap than usual.",
        )
    return error(
        f"The deployment serves +{wa_id}, but the phone number id belongs to +{digits}.",
        "Correct phone_number_id or onprem.url: they are two different numbers.",
    )


def canonical(digits: str) -> str:
    """The number without the digit that Brazil, Mexico and Argentina write or leave out."""
    for pattern, short in TWO_SPELLINGS:
        if pattern.fullmatch(digits):
            return pattern.sub(short, digits)
    return digits
