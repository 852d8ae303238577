"""The stored backup is whole.

Why: a backup taken before the deployment was lost moves the number with its profile and without a code, if
    not one character of it has changed.
Sees: `backup` of the number: the string's shape, and its SHA-256 against the one noted when it was taken.
Fix: copy it again from where it is kept, as a whole: no line breaks, no trimmed `=`, no spaces for `+`.
Source: Meta, migration document, "Step 2" and "Step 3".
"""

from __future__ import annotations

import hashlib
import hmac

from wamigrate.config import StoredBackup
from wamigrate.migration.check import Check, CheckContext, Verdict, error, ok, skip, warn

__all__ = ["check"]

SHORTEST = 16
AGAIN = "Copy it again from where it is kept, unmodified."

check = Check(__name__, id="P33", covers=("F21", "F22"))


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    if ctx.number.backup is not None:
        return _whole(ctx.number.backup)
    if ctx.path == "C":
        return error(
            "Path C needs a stored backup, and none is configured.",
            'Add backup = { data = "file:…", password = "env:…" } to the [[number]] table.',
        )
    return skip("No stored backup is configured.")


def _whole(backup: StoredBackup) -> Verdict:
    data = backup.data.reveal()
    if len(data) < SHORTEST or any(character.isspace() for character in data):
        return error(f"The stored backup is no usable string ({len(data)} characters).", AGAIN)
    if not backup.password:
        return error(
            "The stored backup has no password.", "Set the password it was taken with: backup.password."
        )
    found = hashlib.sha256(data.encode()).hexdigest()
    if backup.sha256 is None:
        return warn(
            "Nothing shows that the stored backup is unmodified: no sha256 is configured.",
            "Compare it with the hash noted when it was taken, and set backup.sha256.",
        )
    if not hmac.compare_digest(found, backup.sha256.strip().casefold()):
        return error("The stored backup is not the one whose hash was noted.", AGAIN)
    return ok("The stored backup is the one whose hash was noted.")
