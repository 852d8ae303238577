"""Nothing waits in the deployment's queues.

Why: a backup carries no messages. What On-Premises has accepted and not sent is not sent any more after
    `register`; whether it still delivers waiting callbacks nobody says.
Sees: pending_messages (or what onprem.pending_metric names) and callback_queue_size in `GET /v1/stats/app`.
Fix: stop campaigns, let the queues run empty, repair the endpoint that does not take callbacks.
Source: Meta, On-Premises reference, "Stats"; "Webhooks" on retries.
"""

from __future__ import annotations

from wamigrate.clients.onprem import metric
from wamigrate.core.payload import JsonObject
from wamigrate.migration.check import Check, CheckContext, Level, Verdict, ok, warn, worst

__all__ = ["check"]

CALLBACKS = ("callback_queue_size", "pending_callbacks")

check = Check(__name__, id="P13", covers=("F49",), again=True, needs_onprem=True, gravity=Level.WARN)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    stats = await ctx.reads.stats()
    name = ctx.number.onprem.pending_metric if ctx.number.onprem else "pending_messages"
    return worst(_pending(metric(stats, name)), _callbacks(_first(stats, CALLBACKS)))


def _first(stats: JsonObject, names: tuple[str, ...]) -> float | None:
    """The first of these metrics that the client's version has."""
    return next((found for name in names if (found := metric(stats, name)) is not None), None)


def _pending(pending: float | None) -> Verdict:
    if pending is None:
        return warn(
            "The deployment does not tell how many messages are pending.",
            "Name the metric as onprem.pending_metric, or stop sending some minutes before the window.",
        )
    if pending == 0:
        return ok("No message and no callback is waiting.")
    # Not an error in the last look either: traffic is held after it, and the step drain_onprem insists on 0.
    todo = "Stop sending, and let the queue run empty: before register it must be 0."
    return warn(f"{pending:.0f} message(s) wait to be sent.", todo)


def _callbacks(waiting: float | None) -> Verdict | None:
    if not waiting:
        return None
    return warn(
        f"{waiting:.0f} callback(s) wait to be delivered.",
        "See why your On-Premises webhook endpoint does not take them; keep it up for 24 h after the move.",
    )
