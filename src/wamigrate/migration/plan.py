"""The plan of one number: path, steps, blockers. Reads both sides and acts on nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from wamigrate.config import Number, Settings
from wamigrate.core.clock import Clock
from wamigrate.core.payload import JsonObject, dig
from wamigrate.errors import ApiError, CloudError, TransportError
from wamigrate.migration.answers import settle
from wamigrate.migration.chain import CHAIN, CONFIRM, CUT_OVER, PREPARE
from wamigrate.migration.check import Result, run_checks
from wamigrate.migration.gate import loss_at
from wamigrate.migration.probe import CONNECTED, CONNECTING
from wamigrate.migration.readiness import prepare_checks
from wamigrate.migration.step import Blocker, Prospect, Step
from wamigrate.migration.traffic import hourly_inbound
from wamigrate.migration.workbench import Clients
from wamigrate.store.opening import Store

__all__ = ["NOT_A_WABA_MOVE", "PATHS", "Path", "Plan", "PlannedStep", "find_path", "make_plan", "part_of"]

PATHS = {
    "A": "On-Premises is connected: backup, then register. Nothing is lost but the gap.",
    "B": "On-Premises answers, but its gateway is not connected. A backup may still be taken from it.",
    "C": "On-Premises is gone; the stored backup and its password are used.",
    "D": "On-Premises is gone and there is no backup: one-time code; the profile is lost.",
    "E": "Meta says that the number was deleted: it must be added again first.",
}

NOT_A_WABA_MOVE = (
    "This is not a move between WhatsApp Business Accounts: "
    "the number keeps its WABA and its phone number id."
)
DELETED = 33
REFUSALS = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class Path:
    """Which of the five ways applies, and why. `done`: the number is on Cloud API already."""

    letter: str
    why: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step as the plan shows it."""

    step: Step
    applies: bool
    blockers: Sequence[Blocker] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen, and what is in the way."""

    number: Number
    path: Path
    steps: Sequence[PlannedStep] = ()
    results: Sequence[Result] = ()
    loss: JsonObject = field(default_factory=dict)

    @property
    def blockers(self) -> list[tuple[str, Blocker]]:
        return [(p.step.name, b) for p in self.steps for b in p.blockers if not b.note]

    def as_json(self) -> JsonObject:
        return {
            "name": self.number.name,
            "path": self.path.letter,
            "why": self.path.why,
            "already_on_cloud": self.path.done,
            "not": NOT_A_WABA_MOVE,
            "ready": not self.blockers,
            "blockers": [{"step": name, "what": b.what, "todo": b.todo} for name, b in self.blockers],
            "warnings": [
                {"id": r.id, "check": r.check, "seen": r.verdict.seen, "todo": r.verdict.todo}
                for r in self.results
                if r.verdict.level.value == "warn"
            ],
            "steps": [
                {
                    "name": p.step.name,
                    "title": p.step.title,
                    "part": part_of(p.step),
                    "applies": p.applies,
                    "point_of_no_return": p.step.point_of_no_return,
                    "notes": [{"what": b.what, "todo": b.todo} for b in p.blockers if b.note],
                }
                for p in self.steps
            ],
            "expected_inbound_loss": self.loss,
            "next": self.next_command,
        }

    @property
    def next_command(self) -> str:
        name = self.number.name
        if self.path.done:
            return f"wamigrate check {name}"
        if self.path.letter == "D":
            return f"wamigrate recover {name}"
        return f"wamigrate check {name}" if self.blockers else f"wamigrate migrate {name} --execute"


def part_of(step: Step) -> str:
    """Before the gate, after it, or past the point of no return."""
    names = {"prepare": PREPARE, "cut over": CUT_OVER, "confirm": CONFIRM}
    return next(name for name, steps in names.items() if step in steps)


async def find_path(number: Number, clients: Clients) -> Path:
    """Look at both sides and say which way applies."""
    try:
        node = await clients.cloud.phone_number(number.phone_number_id, "id,status,platform_type")
        if dig(node, "platform_type") == "CLOUD_API" and dig(node, "status") == "CONNECTED":
            return Path("A", "The number is on Cloud API already.", done=True)
    except CloudError as error:
        if error.code == DELETED:
            return Path("E", PATHS["E"])
    except TransportError:
        pass  # the checks say what is wrong with Graph
    return await _by_onprem(number, clients)


async def _by_onprem(number: Number, clients: Clients) -> Path:
    without = "C" if number.backup is not None else "D"
    if clients.onprem is None:
        return Path(without, f"No On-Premises deployment is configured. {PATHS[without]}")
    try:
        nodes = await clients.onprem.health()
    except (ApiError, TransportError) as error:
        if isinstance(error, ApiError) and error.status in REFUSALS:
            return Path("A", f"On-Premises is there, but refuses us: {error.message}")
        if number.backup is None:
            return Path("A", f"On-Premises is configured, but did not answer: {error.message}")
        return Path("C", f"On-Premises did not answer ({error.message.rstrip('.')}). {PATHS['C']}")
    if any(node.gateway_status in {CONNECTED, CONNECTING} for node in nodes):
        return Path("A", PATHS["A"])
    said = ", ".join(sorted({n.gateway_status for n in nodes})) or "nothing"
    letter = "C" if number.backup is not None else "B"
    return Path(letter, f"The gateway says {said}. {PATHS[letter]}")


async def make_plan(
    number: Number,
    settings: Settings,
    *,
    store: Store,
    clients: Clients,
    clock: Clock,
    accept_findings: bool = False,
) -> Plan:
    """Read everything once, then ask each step what is in its way."""
    path = await find_path(number, clients)
    if path.done:
        return Plan(number, path)
    checks = await prepare_checks(
        store.db, number, settings, clients, clock=clock, path=path.letter, accept_findings=accept_findings
    )
    results = await run_checks(checks)
    prospect = Prospect(
        number=number,
        settings=settings,
        path=path.letter,
        results=results,
        bridged=checks.bridged,
        bridge_serves=checks.bridge_serves,
        unknown_callers=checks.unknown_callers,
        two_step=str(settle(checks.answers).get("two_step", "unknown")),
    )
    steps = [PlannedStep(s, path.letter in s.paths, tuple(_blockers(s, prospect))) for s in CHAIN]
    return Plan(number, path, steps, results, await _loss(number, clients, clock))


def _blockers(step: Step, prospect: Prospect) -> Sequence[Blocker]:
    return [*step.blockers(prospect)] if prospect.path in step.paths or step.point_of_no_return else []


async def _loss(number: Number, clients: Clients, clock: Clock) -> JsonObject:
    traffic = await hourly_inbound(clients.cloud, clients.onprem, number, clock)
    known = {"source": traffic.source, "per_hour": list(traffic.per_hour)}
    return {**loss_at(known, number.timezone, clock.now().timestamp()), "note": traffic.note}
