"""Somebody can receive a code on the number's phone.

Why: with an intact backup no code is needed. When that fails (133006) one is sent by SMS or voice call, and
    a number nobody can answer stays down. Toll-free numbers and voice menus often take neither.
Sees: your answers; code_verification_status of the number where the path needs a code.
Fix: route SMS or calls to a person for the window, and know how to reach that person.
Source: Meta, "Phone numbers", request_code and verify_code.
"""

from __future__ import annotations

from wamigrate.migration.answers import how_to_answer
from wamigrate.migration.check import Check, CheckContext, Level, Verdict, error, ok, warn, worst

__all__ = ["check"]

NEEDS_CODE = frozenset("DE")

check = Check(__name__, id="P19", covers=("F13",), gravity=Level.WARN)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    takes, holder = ctx.answer("phone_takes_codes"), ctx.answer("code_holder")
    open_keys = [k for k, v in (("phone_takes_codes", takes), ("code_holder", holder)) if v is None]
    return worst(
        ok(f"The phone takes codes; {holder} answers it.") if takes is True and holder else None,
        await _no_codes(ctx) if takes is False else None,
        warn("Nobody said who can receive a code on this number.", how_to_answer(ctx.number.name, *open_keys))
        if open_keys
        else None,
    )


async def _no_codes(ctx: CheckContext) -> Verdict:
    todo = "Route SMS or voice calls of the number to a person before the window."
    if ctx.path not in NEEDS_CODE:
        return warn("The phone takes no codes: if Meta asks for one (133006), the number stays down.", todo)
    if (await ctx.reads.phone_number()).get("code_verification_status") == "VERIFIED":
        return warn("The phone takes no codes; the number is still verified, so none may be needed.", todo)
    return error(f"Path {ctx.path} needs a code, and the phone takes none.", todo)
