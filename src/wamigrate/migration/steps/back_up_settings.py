"""Take the backup metadata that `register` needs.

Why: with the unmodified metadata and its password no one-time code is needed, and profile and Official
Business Account stay.
Does: `POST /v1/settings/backup` with a password made for this one use. Where On-Premises is gone, the
stored backup is taken instead and its hash compared. Both rest encrypted until `complete`.
Undo: nothing to undo; a backup changes nothing.
Source: migration guide, step 2 "Generate Phone Number Metadata".
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator

from wamigrate.config import StoredBackup
from wamigrate.core.secret import Secret
from wamigrate.errors import StepFailed
from wamigrate.migration.context import Context
from wamigrate.migration.step import Blocker, Output, Prospect, Step

__all__ = ["fingerprint", "step"]

step = Step(__name__)


@step.blocks
def blockers(prospect: Prospect) -> Iterator[Blocker]:
    if prospect.path == "C" and prospect.number.backup is not None and prospect.number.backup.sha256 is None:
        yield Blocker(
            "The stored backup has no sha256 to compare with.", "Note it as backup.sha256.", note=True
        )
    if prospect.path in {"D", "E"}:
        yield Blocker(
            "There is no backup: the profile is lost, and an Official Business Account with it.", note=True
        )


@step.runs
async def run(ctx: Context) -> Output:
    if ctx.migration.path == "C":
        return await _take_stored(ctx)
    if ctx.onprem is None:
        return {"backup": "none"}
    password = Secret(secrets.token_urlsafe(24))
    data = await ctx.onprem.backup(password)
    await ctx.keep_secret("backup_password", password)
    await ctx.keep_secret("backup_data", data)
    return {"backup": "taken", **fingerprint(data)}


async def _take_stored(ctx: Context) -> Output:
    stored = ctx.number.backup
    if stored is None:
        raise StepFailed("The stored backup is not in wamigrate.toml any more.", step=step.name)
    _compare_hash(stored)
    await ctx.keep_secret("backup_password", stored.password)
    await ctx.keep_secret("backup_data", stored.data)
    return {"backup": "stored", **fingerprint(stored.data)}


def _compare_hash(stored: StoredBackup) -> None:
    found = str(fingerprint(stored.data)["sha256"])
    if stored.sha256 is not None and not hmac.compare_digest(stored.sha256.lower(), found):
        raise StepFailed(
            "The stored backup is not the one that was noted: its SHA-256 differs.",
            step=step.name,
            hint="Use the string exactly as On-Premises returned it: no line breaks, no trimming.",
        )


def fingerprint(data: Secret) -> Output:
    """Hash and length: enough to see a change, not enough to use the backup."""
    raw = data.reveal().encode()
    return {"sha256": hashlib.sha256(raw).hexdigest(), "length": len(raw)}
