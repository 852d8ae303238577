"""The page of states, phases and paths, with the probe's decision table asked from the probe itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wamigrate.config import Timing
from wamigrate.docs import markdown
from wamigrate.docs.markdown import code, table
from wamigrate.migration.plan import PATHS
from wamigrate.migration.probe import CONNECTED, CloudSide, Look, OnPremSide, conclude
from wamigrate.migration.state import MEANING, Probe, State
from wamigrate.store.journal import Kind
from wamigrate.store.migrations import Phase
from wamigrate.store.routes import RouteState

__all__ = ["page"]

NEXT = {
    State.S0: "Nothing is lost. Cancel, or go on.",
    State.S1: "Nothing more is sent. Both sides are read until they are clear: `wamigrate resume NUMBER`.",
    State.S2: "Look at the report, then `wamigrate complete NUMBER`.",
    State.S2B: "Mend what the status names, then `wamigrate resume NUMBER`.",
    State.S3: "[Recover a number that is down on both sides](../how-to/recover-when-down-on-both-sides.md).",
    State.SX: "[Move with a stored backup](../how-to/move-with-a-stored-backup.md).",
}
PHASES = {
    Phase.RUNNING: "A runner walks its steps, or will as soon as one lives.",
    Phase.WAITING: "At the gate. A person approves or cancels.",
    Phase.STOPPED: "Something needs a person. `wamigrate resume NUMBER` goes on.",
    Phase.FINISHED: "The number is on Cloud API. `wamigrate complete NUMBER` closes the migration.",
    Phase.COMPLETED: "Closed. The migration's secrets are destroyed.",
    Phase.CANCELLED: "Stopped before `register`. The number is where it was.",
}
KINDS = {
    Kind.INTENDED: "Written before the effect.",
    Kind.DONE: "The effect took place; the row says what was found.",
    Kind.REFUSED: "It did not take place, and that is certain.",
    Kind.UNKNOWN: "Nobody can tell from the answer. Both sides are read.",
    Kind.UNDONE: "Taken back, or proven not to have happened.",
    Kind.OBSERVED: "Something was seen at that moment: evidence for the report.",
}
ROUTES = {
    RouteState.ONPREM: "New sends go to On-Premises.",
    RouteState.HOLD: "New sends are held. Without a bridge: callers are stopped by hand.",
    RouteState.DRAINING: "For a bridge: what was held goes out.",
    RouteState.CLOUD: "New sends go to Cloud API. Final.",
}


class Case(NamedTuple):
    """One row of the decision table: in words, and as what the probe would see."""

    cloud: str
    onprem: str
    register: str
    looks: list[Look]
    sent: float | None


def page() -> str:
    return markdown.page(
        "States",
        "Where a number stands is read from both sides. Nothing is concluded from a missing answer.",
        table(["State", "Meaning", "What now"], ([s.value, MEANING[s], NEXT[s]] for s in State)),
        "## How both sides decide",
        _intro(),
        table(["Cloud API says", "On-Premises says", "`register`", "State", "Why"], map(_row, _cases())),
        _waits(),
        "## Phases",
        "What the migration is doing, as `wamigrate status` shows it.",
        table(["Phase", "Meaning"], ([p.value, PHASES[p]] for p in Phase)),
        "## Paths",
        "`wamigrate plan` says which one applies. `migrate` walks A and C, `recover` walks D.",
        table(["Path", "When, and what it means"], PATHS.items()),
        "## Route of a number",
        table(["Route", "Meaning"], ([r.value, ROUTES[r]] for r in RouteState)),
        "## Rows of the journal",
        table(["Kind", "Meaning"], ([k.value, KINDS[k]] for k in Kind)),
    )


def _intro() -> str:
    good = code(CONNECTED)
    return (
        "The probe reads `status` and `platform_type` of the phone number node, and `gateway_status` of each "
        f"On-Premises node. On-Premises counts as connected when at least one node says {good}. The first "
        "row that fits decides. Times are the defaults of `[timing]`."
    )


def _waits() -> str:
    timing = Timing()
    return (
        f"A clear answer ends the wait of {timing.register_settle:g} s: the call cannot be running any more. "
        f"As long as the state is S1, both sides are read again: first after {timing.probe_first:g} s, then "
        f"less and less often, at least every {timing.probe_max:g} s. "
        f"After {timing.probe_limit:g} s a person is asked."
    )


def _row(case: Case) -> list[str]:
    found = _ask(case)
    state = found.state.value if found.confirmed else f"{found.state.value}, unconfirmed"
    return [case.cloud, case.onprem, case.register, state, found.why]


def _ask(case: Case) -> Probe:
    return conclude(case.looks, sent_at=case.sent, from_state=State.S0, timing=Timing())


def _cases() -> Iterator[Case]:
    timing = Timing()
    running, settled = 1.0, timing.register_settle
    on_onprem, on_cloud = CloudSide("CONNECTED", "ON_PREMISE"), CloudSide("CONNECTED", "CLOUD_API")
    pending, unread = CloudSide("PENDING", "CLOUD_API"), CloudSide(unread="…")
    up, down = OnPremSide((("", "connected"),)), OnPremSide((("", "disconnected"),))
    silent, absent = OnPremSide(unread="no answer"), OnPremSide(absent=True)

    def seen(cloud: CloudSide, onprem: OnPremSide, *at: float) -> list[Look]:
        return [Look(moment, cloud, onprem) for moment in at]

    soon, late = f"sent less than {settled:g} s ago", f"sent {settled:g} s ago or more"
    lasting, quiet = timing.down_confirm, timing.onprem_unreadable
    anything, elsewhere = "anything", "not registered"
    no_node = "no node is connected"
    yield Case("could not be read", anything, "any", seen(unread, up, settled), 0.0)
    yield Case("CONNECTED, CLOUD_API", anything, "any", seen(on_cloud, down, running), 0.0)
    yield Case("anything else", anything, soon, seen(on_onprem, up, running), 0.0)
    yield Case("CLOUD_API, but not CONNECTED", anything, late, seen(pending, down, settled), 0.0)
    yield Case(elsewhere, "at least one node is connected", late, seen(on_onprem, up, settled), 0.0)
    yield Case(elsewhere, no_node, late, seen(on_onprem, down, settled), 0.0)
    yield Case(
        elsewhere,
        f"{no_node}, for {lasting:g} s",
        late,
        seen(on_onprem, down, settled, settled + lasting),
        0.0,
    )
    yield Case(elsewhere, "could not be read", late, seen(on_onprem, silent, settled), 0.0)
    yield Case(
        elsewhere,
        f"could not be read, for {quiet:g} s",
        late,
        seen(on_onprem, silent, settled, settled + quiet),
        0.0,
    )
    yield Case(elsewhere, "at least one node is connected", "not sent", seen(on_onprem, up, running), None)
    yield Case(elsewhere, f"{no_node}, or there is none", "not sent", seen(on_onprem, absent, running), None)
    yield Case(elsewhere, "could not be read", "not sent", seen(on_onprem, silent, running), None)
