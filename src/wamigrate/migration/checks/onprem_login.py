"""The On-Premises deployment answers, and our user is its admin.

Why: backup, two-step verification and settings are for the admin only; a deployment that answers slowly
    today is the one that times out inside the window.
Sees: `POST /v1/users/login`, then `GET /v1/settings/application`, which only an admin may read.
Fix: url, username, password and ca_file of the number's onprem table; restart a Coreapp that hangs
    outside the window.
Source: Meta, On-Premises reference, "Users" and "Application settings".
"""

from __future__ import annotations

from wamigrate.errors import OnPremError
from wamigrate.migration.check import WITH_ONPREM, Check, CheckContext, Verdict, error, ok, skip, warn

__all__ = ["check"]

SLOW = 5.0
ACCESS_DENIED, PASSWORD_CHANGE_REQUIRED = 1005, 1024

check = Check(__name__, id="P11", covers=("F16", "F17", "F20", "F24"))


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    if ctx.path not in WITH_ONPREM:
        return skip(f"On path {ctx.path} there is no On-Premises deployment to ask.")
    deployment = ctx.number.onprem
    if deployment is None or ctx.onprem is None:
        return error(
            "No On-Premises deployment is configured for this number.",
            "Add onprem = { url = …, password = …, ca_file = … } to its [[number]] table; if it is gone, "
            f"see which path is left: wamigrate plan {ctx.number.name}",
        )
    try:
        await ctx.reads.onprem_login()
        await ctx.reads.application_settings()
    except OnPremError as refused:
        verdict = _refused(refused, deployment.username)
        if verdict is None:
            raise
        return verdict
    seconds = max(ctx.reads.seconds("onprem_login"), ctx.reads.seconds("application_settings"))
    if seconds > SLOW:
        return warn(
            f"'{deployment.username}' is admin, but one answer took {seconds:.0f} s.",
            "Look at load and database of the deployment; restart Coreapp outside the window if it hangs.",
        )
    return ok(f"'{deployment.username}' logged in and is admin.")


def _refused(refused: OnPremError, username: str) -> Verdict | None:
    """What the two faces of 1005 mean, and the first login; None for anything else."""
    if refused.code == PASSWORD_CHANGE_REQUIRED:
        return error(
            f"'{username}' must change the password at its first login.",
            'POST /v1/users/login with {"new_password": …}, then give it as onprem.password.',
        )
    if refused.status == 401:
        return error(
            f"The deployment does not accept user '{username}' with this password.",
            "Correct onprem.username and onprem.password.",
        )
    if refused.status == 403 or refused.code == ACCESS_DENIED:
        return error(
            f"'{username}' may log in but is not an admin.",
            "Use the deployment's admin user: backup and two-step verification are refused to all others.",
        )
    return None
