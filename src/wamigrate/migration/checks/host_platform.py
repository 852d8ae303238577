"""Meta says that the number still lives on On-Premises.

Why: `register` on a number that already is on Cloud API answers 133005 or 100, and counts as an attempt.
Sees: platform_type (or host_platform), status and is_on_biz_app of the phone number node.
Fix: already on Cloud API: `wamigrate migrate NUMBER --execute` goes on after `register`. On the Business app:
    this is no On-Premises number, and nothing here applies to it.
Source: Meta, Graph API reference "WhatsApp Business Phone Number", platform_type.
"""

from __future__ import annotations

from wamigrate.migration.check import WITH_ONPREM, Check, CheckContext, Verdict, error, info, ok, skip, warn

__all__ = ["check"]

check = Check(__name__, id="P04", covers=("F32", "F73"), again=True)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    node = await ctx.reads.phone_number()
    platform = node.get("platform_type") or node.get("host_platform")
    if node.get("is_on_biz_app") is True:
        return error(
            "The number is used with the WhatsApp Business app.",
            "Nothing to do here: a number of the Business app cannot be moved as an On-Premises number.",
        )
    if platform == "CLOUD_API":
        return _on_cloud(ctx, str(node.get("status")))
    if platform == "ON_PREMISE":
        return ok("Meta says ON_PREMISE.")
    return _nowhere(ctx, str(platform))


def _on_cloud(ctx: CheckContext, status: str) -> Verdict:
    resume = f"wamigrate migrate {ctx.number.name} --execute does what is left, without a second register."
    if status == "CONNECTED":
        return skip("The number is on Cloud API already.", resume)
    return warn(f"The number is registered on Cloud API already, but its status is {status}.", resume)


def _nowhere(ctx: CheckContext, platform: str) -> Verdict:
    seen = f"Meta says {platform}: the number is registered on neither API."
    if ctx.path == "A":
        return error(seen, f"See which path is left: wamigrate plan {ctx.number.name}")
    if ctx.path in WITH_ONPREM:
        return warn(seen, "Expect On-Premises not to come back; the backup may still be honoured.")
    return info(f"{seen} That is expected on path {ctx.path}.")
