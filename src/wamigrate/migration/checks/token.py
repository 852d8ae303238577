"""The access token works and outlives the move.

Why: a token that dies after `register` leaves a number that nobody can subscribe, look at or repair.
Sees: `debug_token`: is_valid, type, app_id, expires_at, data_access_expires_at. Without the app secret only
    whether the token can read the number.
Fix: Business settings, System users: generate a token for the app of [graph] app_id that never expires.
Source: Meta, Graph API reference "Debug Token", and "Access tokens" of the WhatsApp Business Platform.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from wamigrate.core.payload import JsonObject, dig
from wamigrate.migration.check import Check, CheckContext, Verdict, error, ok, warn, worst

__all__ = ["check"]

SOAK = timedelta(hours=72)
NEW_TOKEN = (
    "Make a new one: Business settings, System users, Generate token, for the app of [graph] app_id, "  # noqa: S105
    "with both WhatsApp permissions and without an end."
)

check = Check(__name__, id="P01", covers=("F01",), again=True)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    facts = await ctx.reads.token()
    if facts is None:
        await ctx.reads.phone_number()
        return warn(
            "The token reads the number, but Meta shows its kind and its end to the app only.",
            "Set app_id and app_secret in [graph].",
        )
    if facts.get("is_valid") is not True:
        reason = dig(facts, "error", "message", default="no reason given")
        return error(f"Meta says that the token is not valid: {reason}", NEW_TOKEN)
    return worst(_end(ctx, facts), _app(ctx, facts), _kind(facts))


def _end(ctx: CheckContext, facts: JsonObject) -> Verdict:
    window = timedelta(0) if ctx.final else timedelta(seconds=ctx.settings.timing.gate_window)
    needed = ctx.clock.now() + window + SOAK
    ends = [at for at in map(_moment, (facts.get("expires_at"), facts.get("data_access_expires_at"))) if at]
    if not ends:
        return ok("The token is valid and never expires.")
    if min(ends) < needed:
        return error(f"The token ends at {_day(min(ends))}; it is needed until {_day(needed)}.", NEW_TOKEN)
    return ok(f"The token is valid until {_day(min(ends))}.")


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _moment(value: object) -> datetime | None:
    """A time of Meta's; 0 and nothing mean never."""
    return datetime.fromtimestamp(value, UTC) if isinstance(value, int) and value > 0 else None


def _app(ctx: CheckContext, facts: JsonObject) -> Verdict | None:
    wanted, found = ctx.settings.graph.app_id, facts.get("app_id")
    if wanted is None or str(found) == wanted:
        return None
    return error(f"The token belongs to app {found}, [graph] app_id is {wanted}.", NEW_TOKEN)


def _kind(facts: JsonObject) -> Verdict | None:
    if facts.get("type") == "SYSTEM_USER":
        return None
    return warn(
        f"It is a token of type {facts.get('type')}, not of a system user: it dies with its user.", NEW_TOKEN
    )
