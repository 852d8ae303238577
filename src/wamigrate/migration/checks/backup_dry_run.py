"""The deployment gives a backup.

Why: without its backup metadata the number loses its profile and perhaps its Official Business Account, and
    needs a code by SMS or call. Better to learn today that the client cannot give one.
Sees: with --write, `POST /v1/settings/backup` under a throw-away password; the result is looked at and
    forgotten. Taking a backup changes nothing on the deployment.
Fix: a connected client and its admin user; restart Coreapp outside the window if it times out (1014).
Source: Meta, migration document, "Step 2"; On-Premises reference, "Backup and Restore".
"""

from __future__ import annotations

import secrets

from wamigrate.core.secret import Secret
from wamigrate.migration.check import Check, CheckContext, Verdict, error, ok, skip

__all__ = ["check"]

SHORTEST = 16

check = Check(__name__, id="P16", covers=("F20", "F21"), acts=True, needs_onprem=True)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    if not ctx.write or ctx.onprem is None:
        return skip(
            "No trial backup was taken.",
            f"To take one: wamigrate check {ctx.number.name} --only backup-dry-run --write",
        )
    metadata = (await ctx.onprem.backup(Secret(secrets.token_hex(24)))).reveal()
    if len(metadata) < SHORTEST or any(character.isspace() for character in metadata):
        return error(
            f"The backup is no usable string ({len(metadata)} characters).",
            "Restart Coreapp outside the window and try again; look for a proxy that changes answers.",
        )
    return ok(f"A trial backup of {len(metadata)} characters was given, and forgotten.")
