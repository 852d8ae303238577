"""The two-step PIN is known, or can be set anew.

Why: `register` with a wrong PIN takes the number down on both sides, and there is no way back. As long as
    the deployment is connected, its admin can set a PIN without knowing the old one.
Sees: the configured PIN (its shape only: nothing can test it), your answer about two-step verification,
    is_pin_enabled, and whether the deployment is connected and its admin can act.
    With --write it sets the configured PIN on the deployment.
Fix: give the PIN as pin = "env:…"; or let wamigrate set a new one after the approval; or switch two-step
    off in WhatsApp Manager, which mails a link to the owner.
Source: Meta, migration document, "Step 1"; On-Premises reference, "Two-Step Verification".
"""

from __future__ import annotations

import re

from wamigrate.core.secret import Secret
from wamigrate.errors import ApiError, TransportError
from wamigrate.migration.check import (
    Check,
    CheckContext,
    OnPremAdmin,
    Verdict,
    error,
    ok,
    told,
    warn,
    worst,
)

__all__ = ["check"]

SIX_DIGITS = re.compile(r"[0-9]{6}", re.ASCII)

check = Check(__name__, id="P15", covers=("F11", "F12", "F14", "F15"), again=True, acts=True)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    pin, two_step = ctx.number.pin, ctx.answer("two_step")
    if pin is not None and not SIX_DIGITS.fullmatch(pin.reveal()):
        return error(
            "The configured PIN is not six digits.", 'Write it as text, with leading zeros: pin = "env:…".'
        )
    if two_step == "off":
        return await _off(ctx)
    if pin is not None and ctx.write and ctx.has_onprem and ctx.onprem is not None:
        return await _set(ctx, ctx.onprem, pin)
    if pin is not None:
        return _known(ctx)
    return worst(await _resettable(ctx), _said_known(ctx))


async def _off(ctx: CheckContext) -> Verdict:
    if (await ctx.reads.phone_number()).get("is_pin_enabled") is not True:
        return ok("Two-step verification is off: the PIN given at register becomes the new one.")
    return warn(
        "You say two-step verification is off; Meta's is_pin_enabled says it is on.",
        "Look in WhatsApp Manager, Two-step verification: a wrong PIN takes the number down.",
    )


async def _set(ctx: CheckContext, onprem: OnPremAdmin, pin: Secret) -> Verdict:
    """Set the PIN without knowing the old one; not behind its owner's back."""
    if ctx.answer("pin_owner") == "someone-else" and ctx.answer("pin_owner_agreed") is not True:
        return error(
            "Nothing was set: the PIN is somebody else's, who has not agreed.", "Ask the owner first."
        )
    await onprem.delete_two_step()
    try:
        await onprem.set_two_step(pin)
    except (ApiError, TransportError) as failed:
        return error(
            f"Two-step verification was switched off, and perhaps not on again: {told(failed)}",
            f"Repeat it until it succeeds: wamigrate check {ctx.number.name} --only pin --write",
        )
    return ok("The configured PIN is now the number's: it was set through the On-Premises admin.")


def _known(ctx: CheckContext) -> Verdict:
    if ctx.answer("two_step") != "unknown":
        return ok("A PIN of six digits is configured; only register can test it.")
    todo = "Correct the answer or the PIN."
    if ctx.has_onprem:
        todo += f" To make it the number's PIN now: wamigrate check {ctx.number.name} --only pin --write"
    return warn("A PIN is configured, but you say that you do not know the PIN.", todo)


def _said_known(ctx: CheckContext) -> Verdict | None:
    if ctx.answer("two_step") != "known":
        return None
    return warn(
        "You say that the PIN is known, but none is configured.", 'Add pin = "env:…" to the [[number]] table.'
    )


async def _resettable(ctx: CheckContext) -> Verdict:
    reason = await _cannot_set(ctx)
    if reason is None:
        return ok("The PIN is not known; the On-Premises admin sets a new one after the approval.")
    return error(
        f"The PIN is not known, and {reason}",
        'Give it as pin = "env:…". If two-step is off, say so: answers = { two_step = "off" }. Else switch '
        "it off: WhatsApp Manager, Two-step verification; the link comes by mail and may take days.",
    )


async def _cannot_set(ctx: CheckContext) -> str | None:
    """Why the deployment cannot set a PIN, or None."""
    if not ctx.has_onprem:
        return "no deployment is there to set one."
    try:
        await ctx.reads.application_settings()
        nodes = await ctx.reads.onprem_health()
    except (ApiError, TransportError) as failed:
        return f"the deployment cannot set one: {told(failed)}"
    connected = any(node.gateway_status == "connected" for node in nodes)
    return None if connected else "a disconnected deployment cannot set one."
