"""Who is let in to a row of the table."""

from __future__ import annotations

from wamigrate.bridge.call import Access, Call
from wamigrate.bridge.refusals import admin_only

__all__ = ["let_in"]


async def let_in(call: Call, access: Access) -> None:
    """Finds out who is calling; Refused where they may not."""
    if access is Access.OPEN:
        return
    call.user = await call.line.callers.identify(call.authorization, monitor=access is Access.MONITOR)
    if access is Access.ADMIN and not call.user.admin:
        raise admin_only()
