"""It is decided where the number's data is stored.

Why: local storage can be chosen only while the number is not registered on Cloud API. Afterwards it takes a
    deregister and a second register: a second outage, from the same small budget.
Sees: your answer, and storage_configuration in `GET /{phone-number-id}/settings`.
Fix: set it before the window; from v21.0 on in the number's settings.
Source: Meta, "Cloud API Local Storage".
"""

from __future__ import annotations

from wamigrate.core.payload import dig
from wamigrate.migration.answers import how_to_answer
from wamigrate.migration.check import Check, CheckContext, Level, Verdict, ok, warn

__all__ = ["check"]

ENABLED = "IN_COUNTRY_STORAGE_ENABLED"

check = Check(__name__, id="P20", covers=("F37",), gravity=Level.WARN)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    wanted = ctx.answer("data_residency")
    if wanted is None:
        return warn(
            "Nobody said where the data must be stored.", how_to_answer(ctx.number.name, "data_residency")
        )
    stored = dig(await ctx.reads.phone_settings(), "storage_configuration")
    region = dig(stored, "data_localization_region") if dig(stored, "status") == ENABLED else "none"
    if region == wanted:
        return ok(
            "No local storage is wanted, and none is set."
            if region == "none"
            else f"Stored in {region}, as wanted."
        )
    return warn(
        f"Wanted: {wanted}. Set at Meta: {region}.", f"Before the window: {_setting(ctx, str(wanted))}"
    )


def _setting(ctx: CheckContext, wanted: str) -> str:
    """The call that makes it so."""
    if wanted == "none":
        body = '{"storage_configuration": {"status": "IN_COUNTRY_STORAGE_DISABLED"}}'
    else:
        body = (
            f'{{"storage_configuration": {{"status": "{ENABLED}", "data_localization_region": "{wanted}"}}}}'
        )
    return f"POST /{ctx.number.phone_number_id}/settings {body}"
