"""Put the number behind the bridge, where one lives.

Why: a bridge can hold only what comes by it, and after the move one consumer with one set of IDs must get
what both APIs say.
Does: sets the deployment's `webhooks.url` to the bridge, which hands everything on to the application's own
address. Nothing where no bridge lives, where the number stands behind one already, or where `behind_bridge`
is false: then the approval has confirmed that its callers are stopped.
Undo: sets `webhooks.url` back to the application's address, if this migration has changed it.
Source: On-Premises reference, "Application Settings"; ours.
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.attachment import Attachment, bridge_address, candidates
from wamigrate.errors import ApiError, ConfigError, StepFailed, TransportError
from wamigrate.migration.context import Context
from wamigrate.migration.step import Blocker, Output, Prospect, Step
from wamigrate.store import routes
from wamigrate.store.memory import open_memory

__all__ = ["step"]

step = Step(__name__, paths="A", since=2)


@step.blocks
def blockers(prospect: Prospect) -> Iterator[Blocker]:
    name = prospect.number.name
    if prospect.bridged:
        yield Blocker("The number stands behind the bridge already.", note=True)
    elif prospect.bridge_serves:
        yield Blocker(
            "A bridge lives: the deployment's webhooks.url becomes the bridge's.",
            f"Point the applications of '{name}' at the bridge first. Cancelling puts it back.",
            note=True,
        )


@step.runs
async def run(ctx: Context) -> Output:
    if not ctx.number.behind_bridge:
        return _left("not wanted", "behind_bridge is false")
    attachment = await _attachment(ctx)
    route = await ctx.db.read(lambda conn: routes.known(conn, ctx.number.phone_number_id))
    if route is not None and route.bridged and await attachment.owner() != ctx.migration.id:
        return _left("before", "the number stands behind the bridge already")
    living = await ctx.db.read(lambda conn: candidates(conn, ctx.number))
    address = await bridge_address(living, ctx.settings, ctx.number, ctx.transport)
    if address is None:
        return _left("none", "no bridge lives")
    try:
        await attachment.attach(address, by=ctx.migration.id)
    except (ApiError, TransportError) as error:
        undone = await take_away(ctx)
        if "problem" in undone:
            raise StepFailed(error.message, step=step.name, hint=str(undone["problem"])) from error
        raise
    return {"bridge": "attached", "acted": True, "address": address}


def _left(bridge: str, note: str) -> Output:
    """Nothing was changed, so there will be nothing to take back."""
    return {"bridge": bridge, "acted": False, "note": note}


@step.undoes
async def take_away(ctx: Context) -> Output:
    try:
        restored = await (await _attachment(ctx)).restore(ctx.migration.id)
    except (ApiError, TransportError, ConfigError) as error:
        # The bridge goes on handing callbacks to the application: nothing is lost until somebody can do it.
        problem = f"The deployment may still call the bridge. {error.message}"
        return {"webhooks": "not restored", "problem": problem}
    return {"webhooks": "restored" if restored else "as they were"}


async def _attachment(ctx: Context) -> Attachment:
    if ctx.onprem is None:
        raise ConfigError("The deployment cannot be told.", hint="Give onprem.url and onprem.password.")
    return Attachment(await open_memory(ctx.db, ctx.secrets, ctx.clock), ctx.onprem, ctx.number)
