"""Differences between the APIs are handled before the move.

Why: applications written for On-Premises send what Cloud API refuses or understands differently: old media
    ids, unknown properties, padded button texts. They break in the second after `register`.
Sees: the JSON file that `findings` of the number names: how many messages were looked at, and how many
    Cloud API refuses or understands differently. Those block, unless a bridge serves the number or they are
    accepted. `wamigrate lint TRAFFIC --format json` writes the file.
Fix: repair the application, or put the bridge in front of it; then look at the traffic once more.
Source: Meta, migration document, "API Differences".
"""

from __future__ import annotations

from collections import Counter

from wamigrate.core.payload import JsonObject, dig
from wamigrate.errors import ConfigError
from wamigrate.migration.check import Check, CheckContext, Verdict, error, ok, warn

__all__ = ["check"]

BLOCKING = ("refused", "changed")
SHOWN = 5

check = Check(__name__, id="P22", covers=("F50", "F52", "F55"))


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    try:
        found = ctx.reads.findings()
    except ConfigError as broken:
        return error(broken.message, "Write the file again, or take `findings` out of the [[number]] table.")
    if found is None or not found["messages"]:
        return _unseen(ctx)
    if not found["refused"] and not found["changed"]:
        return ok(f"{found['messages']} message(s) looked at: Cloud API takes them all as they are meant.")
    return _left(ctx, found)


def _unseen(ctx: CheckContext) -> Verdict:
    if ctx.bridge_serves:
        return ok("A bridge serves the number and translates its traffic.")
    return warn(
        "No traffic of this number has been looked at.",
        "Compare what the applications send with Meta's list of API differences, and note the result in a "
        'file: findings = "FILE" in the [[number]] table.',
    )


def _left(ctx: CheckContext, found: JsonObject) -> Verdict:
    seen = (
        f"{found['messages']} message(s) looked at: {found['refused']} finding(s) that Cloud API refuses, "
        f"{found['changed']} that it understands differently{_which(found)}."
    )
    if ctx.bridge_serves:
        return ok(f"{seen} A bridge serves the number and translates them.")
    if ctx.accept_findings:
        return warn(
            f"{seen} You accepted them.", "Expect these messages to fail from the moment of the move."
        )
    return error(seen, "Repair the application or put the bridge in front; --accept-findings moves anyway.")


def _which(found: JsonObject) -> str:
    """The commonest differences by name."""
    listed = found.get("findings")
    names = Counter(
        str(dig(finding, "difference"))
        for finding in (listed if isinstance(listed, list) else ())
        if dig(finding, "level") in BLOCKING
    )
    shown = ", ".join(f"{name} ×{count}" for name, count in names.most_common(SHOWN))
    return f" ({shown})" if shown else ""
