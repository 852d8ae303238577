"""Send one message to a phone of yours.

Why: a message that Cloud API accepts is the evidence that ends the outbound gap.
Does: sends the configured template, and waits out "not yet". Sends nothing where no canary is
configured. A process that is killed between the message and its journal row sends it once more.
Undo: none. A message cannot be taken back.
Source: migration guide, "Best Practices" (verify that everything works).
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import JsonObject
from wamigrate.errors import MaybeSent
from wamigrate.migration.context import Context
from wamigrate.migration.patience import waiting_out
from wamigrate.migration.step import AFTER, Blocker, Output, Prospect, Step

__all__ = ["step"]

step = Step(__name__, acts_in=AFTER)


@step.blocks
def blockers(prospect: Prospect) -> Iterator[Blocker]:
    if prospect.number.canary is None:
        todo = 'Add canary = { to = "+…", template = "…" } to see a real message go out.'
        yield Blocker("No canary is configured: nothing is sent after the move.", todo, note=True)


@step.runs
async def run(ctx: Context) -> Output:
    canary = ctx.number.canary
    if canary is None:
        return {"canary": "none configured"}
    message: JsonObject = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": canary.to,
        "type": "template",
        "template": {"name": canary.template, "language": {"code": canary.language}},
        "biz_opaque_callback_data": ctx.migration.id,
    }

    async def send() -> str:
        return await ctx.cloud.send_message(ctx.number.phone_number_id, message)

    try:
        await waiting_out(ctx, "canary", send, repeat_reads=False)
    except MaybeSent as error:
        return {"canary": "unknown", "why": error.message}
    await ctx.journal.observed(step.name, "cloud_accepted")
    # The message id is left out: it holds the recipient's phone number.
    return {"canary": "accepted", "template": canary.template}
