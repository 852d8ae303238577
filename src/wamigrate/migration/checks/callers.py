"""Every caller of the deployment is known, and it will stay stopped.

Why: after the move the deployment may go on accepting messages that nobody sends any more: they are lost
    without a trace. Containers that restart by themselves bring the old registration back.
Sees: your answers.
Fix: list what posts to the deployment (load balancer and Webapp logs); set the containers' restart policy
    to no. Keep database and media volumes until sign-off.
Source: Meta's setup scripts (`restart: unless-stopped`); On-Premises FAQ on two clients for one number.
"""

from __future__ import annotations

from wamigrate.migration.answers import how_to_answer
from wamigrate.migration.check import Check, CheckContext, Level, Verdict, ok, warn, worst

__all__ = ["check"]

check = Check(__name__, id="P25", covers=("F66", "F67"), needs_onprem=True, gravity=Level.WARN)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    known, stopped = ctx.answer("callers_inventoried"), ctx.answer("restart_disabled")
    if known is True and stopped is True:
        return ok("All callers are known, and the containers will stay stopped.")
    open_keys = [k for k, v in (("callers_inventoried", known), ("restart_disabled", stopped)) if v is None]
    return worst(
        warn("Not every caller of the deployment is known.", "Look through load balancer and Webapp logs.")
        if known is False
        else None,
        warn(
            "The containers may start again by themselves.",
            "Set their restart policy to no before the window.",
        )
        if stopped is False
        else None,
        warn(
            "Nobody said whether all callers are known and the containers will stay stopped.",
            how_to_answer(ctx.number.name, *open_keys),
        )
        if open_keys
        else None,
    )
