"""What both sides say now, and which state that proves.

A read that does not come back is not a "no". "Nothing happened" needs a positive sign from
On-Premises, and time: `register` may still be running at Meta when our call is long dead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wamigrate.config import Timing
from wamigrate.core.payload import JsonObject, dig
from wamigrate.errors import ApiError, TransportError
from wamigrate.migration.state import Probe, State

if TYPE_CHECKING:
    from wamigrate.migration.context import Context

__all__ = ["CONNECTED", "CONNECTING", "CloudSide", "Look", "OnPremSide", "conclude", "look", "probe"]

FIELDS = "id,status,platform_type,code_verification_status,name_status,throughput,account_mode"
CONNECTED = "connected"
CONNECTING = "connecting"


@dataclass(frozen=True, slots=True)
class CloudSide:
    """The phone number node, or why it could not be read."""

    status: str | None = None
    platform_type: str | None = None
    unread: str | None = None

    @property
    def registered(self) -> bool:
        return self.platform_type == "CLOUD_API"

    @property
    def connected(self) -> bool:
        return self.registered and self.status == "CONNECTED"


@dataclass(frozen=True, slots=True)
class OnPremSide:
    """The gateway status of each node, or why it could not be read. `absent`: no deployment is configured."""

    nodes: tuple[tuple[str, str], ...] = ()
    unread: str | None = None
    absent: bool = False

    @property
    def connected(self) -> bool:
        return any(status == CONNECTED for _, status in self.nodes)

    @property
    def down(self) -> bool:
        return not (self.unread or self.connected or self.connecting)

    @property
    def connecting(self) -> bool:
        """On its way, or thrown out and trying again: no proof of either."""
        return not self.connected and any(status == CONNECTING for _, status in self.nodes)


@dataclass(frozen=True, slots=True)
class Look:
    """Both sides at one moment (Unix seconds)."""

    at: float
    cloud: CloudSide
    onprem: OnPremSide

    def as_json(self) -> JsonObject:
        cloud = (
            {"unread": self.cloud.unread}
            if self.cloud.unread
            else {
                "status": self.cloud.status,
                "platform_type": self.cloud.platform_type,
            }
        )
        if self.onprem.absent:
            onprem: JsonObject = {"absent": True}
        elif self.onprem.unread:
            onprem = {"unread": self.onprem.unread}
        else:
            onprem = {"nodes": dict(self.onprem.nodes)}
        return {"cloud": cloud, "onprem": onprem}


def conclude(
    looks: Sequence[Look], *, sent_at: float | None, from_state: State, timing: Timing, ended: bool = False
) -> Probe:
    """The decision table.

    `sent_at`: when a `register` was intended, or None where none was sent. `ended`: it was answered
    clearly or never left, so it cannot be running at Meta any more.
    """
    last = looks[-1]
    seen = last.as_json()
    if last.cloud.unread:
        return Probe(State.S1, "Cloud API could not be read; that is not a no.", seen)
    if last.cloud.connected:
        return Probe(State.S2, "Cloud API says CONNECTED.", seen)
    running = sent_at is not None and not ended and last.at - sent_at < timing.register_settle
    if running:
        return Probe(State.S1, f"register may run for {timing.register_settle:g} s after it was sent.", seen)
    if last.cloud.registered:
        return Probe(State.S2B, f"Registered on Cloud API with status {last.cloud.status}.", seen)
    if last.onprem.connected:
        return Probe(State.S0, "On-Premises is connected and Cloud API has not registered the number.", seen)
    return _without_onprem(looks, seen, sent_at=sent_at, from_state=from_state, timing=timing)


def _without_onprem(
    looks: Sequence[Look], seen: JsonObject, *, sent_at: float | None, from_state: State, timing: Timing
) -> Probe:
    """Cloud API was read and does not have the number; On-Premises does not say that it has it."""
    last = looks[-1]
    if last.onprem.unread and sent_at is None:
        return Probe(State.SX, f"On-Premises could not be read: {last.onprem.unread}", seen, confirmed=False)
    if last.onprem.absent or from_state is State.SX or sent_at is None:
        return Probe(
            State.SX, "Cloud API has not registered the number, and On-Premises is not connected.", seen
        )
    if last.onprem.connecting:
        return Probe(State.S1, "On-Premises is connecting: it may have the number or have lost it.", seen)
    if last.onprem.unread:
        if last.at - _since(looks, lambda k: k.onprem.unread is not None) >= timing.onprem_unreadable:
            return Probe(
                State.S3, "On-Premises has not answered for too long to count on it.", seen, confirmed=False
            )
        return Probe(State.S1, "On-Premises could not be read.", seen)
    if last.at - _since(looks, lambda k: k.onprem.down) >= timing.down_confirm:
        return Probe(State.S3, "Neither side has the number: On-Premises was found disconnected twice.", seen)
    return Probe(State.S1, "On-Premises is not connected; a second look must confirm it.", seen)


def _since(looks: Sequence[Look], holds: Callable[[Look], bool]) -> float:
    """When the unbroken row of looks began that ends now and for all of which `holds`."""
    began = looks[-1].at
    for one in reversed(looks):
        if not holds(one):
            break
        began = one.at
    return began


async def look(ctx: Context) -> Look:
    """One look at both sides. Reads only."""
    return Look(ctx.now(), await _look_at_cloud(ctx), await _look_at_onprem(ctx))


async def _look_at_cloud(ctx: Context) -> CloudSide:
    try:
        node = await ctx.cloud.phone_number(ctx.number.phone_number_id, FIELDS)
    except (ApiError, TransportError) as error:
        return CloudSide(unread=error.message)
    return CloudSide(dig(node, "status"), dig(node, "platform_type") or dig(node, "host_platform"))


async def _look_at_onprem(ctx: Context) -> OnPremSide:
    if ctx.onprem is None:
        return OnPremSide(absent=True)
    try:
        nodes = await ctx.onprem.health()
    except (ApiError, TransportError) as error:
        return OnPremSide(unread=error.message)
    return OnPremSide(tuple((n.name, n.gateway_status) for n in nodes))


async def probe(ctx: Context, *, sent_at: float | None, ended: bool = False) -> Probe:
    """Look until the state is clear, or `timing.probe_limit` is over (then S1 stands)."""
    timing, pause, looks = ctx.timing, ctx.timing.probe_first, [await look(ctx)]
    while True:
        found = conclude(looks, sent_at=sent_at, from_state=ctx.from_state, timing=timing, ended=ended)
        if found.state is not State.S1 or looks[-1].at - looks[0].at >= timing.probe_limit:
            return found
        await ctx.waits(f"a clear answer from both sides: {found.why}")
        settled_in = sent_at + timing.register_settle - ctx.now() if sent_at is not None and not ended else 0
        await ctx.clock.sleep(min(pause, settled_in) if settled_in > 0.05 else pause)
        pause = min(pause * 2, timing.probe_max)
        looks.append(await look(ctx))
