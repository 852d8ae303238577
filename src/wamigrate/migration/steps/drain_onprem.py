"""Let On-Premises send what it has accepted.

Why: the backup carries no messages, so what is still pending at `register` is never sent.
Does: reads the deployment's stats until no message is pending, then gives its callbacks a little longer.
Pending messages that do not go away end the attempt and give the hold back; waiting callbacks only warn.
Undo: nothing to undo.
Source: migration guide, "Downtime".
"""

from __future__ import annotations

from wamigrate.clients.onprem import OnPremClient, metric
from wamigrate.errors import StepFailed
from wamigrate.migration.context import Context
from wamigrate.migration.step import Output, Step

__all__ = ["step"]

step = Step(__name__, paths="A")


@step.runs
async def run(ctx: Context) -> Output:
    onprem = ctx.onprem
    if onprem is None or ctx.number.onprem is None:
        return {"pending": None}
    name, started = ctx.number.onprem.pending_metric, ctx.now()
    pending = await _wait_for_zero(ctx, onprem, name, ctx.timing.drain_limit, what="pending messages")
    if pending and not ctx.migration.options.get("ignore_pending"):
        raise StepFailed(
            f"{pending:g} messages are still pending on On-Premises after {ctx.timing.drain_limit:g} s.",
            step=step.name,
            hint="Find out why they are not sent, then resume. To give them up: "
            f"wamigrate migrate {ctx.number.name} --execute --ignore-pending",
        )
    callbacks = await _wait_for_zero(
        ctx, onprem, "callback_queue_size", ctx.timing.callback_wait, what="waiting callbacks"
    )
    return {"pending": pending, "callbacks": callbacks, "seconds": round(ctx.now() - started, 3)}


async def _wait_for_zero(
    ctx: Context, onprem: OnPremClient, name: str, limit: float, *, what: str
) -> float | None:
    """The metric when it reached zero or the limit was over; None where the deployment does not report it."""
    deadline = ctx.now() + limit
    while True:
        left = metric(await onprem.stats(), name)
        if not left or ctx.now() >= deadline:
            return left
        await ctx.stop_if_cancelled()
        await ctx.waits(f"{left:g} {what} on On-Premises")
        await ctx.clock.sleep(ctx.timing.drain_poll)
