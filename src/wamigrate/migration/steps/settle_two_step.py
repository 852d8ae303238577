"""Make sure that the PIN is known.

Why: a wrong PIN at `register` takes the number down on both sides.
Does: nothing where the PIN is known. Where it is not, the On-Premises admin switches two-step verification
off and on again with a PIN that we generate; that works as long as the deployment is registered. Where
two-step verification is off, any six digits become the new PIN, so one is generated.
A PIN that we generated is handed over by `complete`.
Undo: none. The old PIN was not known to anybody here, so it cannot be put back.
Source: migration guide, step 1 "Disable Two-Step Verification".
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from wamigrate.core.secret import Secret
from wamigrate.errors import StepFailed
from wamigrate.migration.context import Context
from wamigrate.migration.readiness import answers_of
from wamigrate.migration.step import Blocker, Output, Prospect, Step

__all__ = ["step"]

step = Step(__name__)

ASK_META = (
    'Turn two-step verification off in WhatsApp Manager (a link is mailed), then answer two_step = "off".'
)


@step.blocks
def blockers(prospect: Prospect) -> Iterator[Blocker]:
    if prospect.number.pin is None and prospect.two_step != "off":
        if prospect.has_onprem:
            yield Blocker("The PIN is not known: the On-Premises admin will set a new one.", note=True)
        else:
            yield Blocker(
                "The PIN is not known, and there is no On-Premises admin who could set one.", ASK_META
            )


@step.runs
async def run(ctx: Context) -> Output:
    if ctx.number.pin is not None:
        await ctx.keep_secret("pin", ctx.number.pin)
        return {"pin": "given"}
    # Kept under a name of its own: a PIN that was given earlier, and perhaps wrong, is not ours to hand over.
    pin = await ctx.secret("generated_pin") or new_pin()
    await ctx.keep_secret("generated_pin", pin)
    await ctx.keep_secret("pin", pin)
    if (await answers_of(ctx)).get("two_step") == "off":
        return {"pin": "generated", "set_by": "register"}
    if ctx.onprem is None:
        raise StepFailed(
            "The PIN is not known, and no On-Premises admin can set one.", step=step.name, hint=ASK_META
        )
    await ctx.onprem.delete_two_step()
    await ctx.onprem.set_two_step(pin)
    return {"pin": "generated", "set_by": "On-Premises admin"}


def new_pin() -> Secret:
    """Six random digits, not all alike: Meta may refuse weak ones."""
    while True:
        digits = f"{secrets.randbelow(1_000_000):06d}"
        if len(set(digits)) > 2:
            return Secret(digits)
