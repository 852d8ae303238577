"""Waiting for Cloud API to be ready after `register`: three codes mean "not yet", and nothing else does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from wamigrate.errors import CloudError, TransportError
from wamigrate.migration.context import Context

__all__ = ["NOT_YET", "until", "waiting_out"]

T = TypeVar("T")

NOT_YET = frozenset({131057, 133010, 130429})
"""Throughput upgrade under way; registration not seen everywhere; rate limit."""


async def waiting_out(
    ctx: Context, what: str, call: Callable[[], Awaitable[T]], *, repeat_reads: bool = True
) -> T:
    """The call's answer, repeated while Cloud API says "not yet", up to `timing.maintenance_limit`.

    `repeat_reads=False` for a call that must not be repeated after an unclear end.
    """
    deadline = ctx.now() + ctx.timing.maintenance_limit
    while True:
        try:
            return await call()
        except CloudError as error:
            if error.code not in NOT_YET or ctx.now() >= deadline:
                raise
            await ctx.waits(f"{what}: Cloud API says not yet ({error.code})")
        except TransportError:
            if not repeat_reads or ctx.now() >= deadline:
                raise
            await ctx.waits(f"{what}: Cloud API did not answer")
        await ctx.clock.sleep(ctx.timing.cloud_poll)


async def until(
    ctx: Context, what: str, read: Callable[[], Awaitable[T]], good: Callable[[T], bool], *, limit: float
) -> T:
    """Read until it is good, or give back the last reading after `limit` seconds."""
    deadline = ctx.now() + limit
    while True:
        found = await waiting_out(ctx, what, read)
        if good(found) or ctx.now() >= deadline:
            return found
        await ctx.waits(what)
        await ctx.clock.sleep(ctx.timing.cloud_poll)
