"""One run: traffic both ways through the bridge while its number moves and everything else falls over."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from pathlib import Path

from tests.postgres import Postgres
from tests.soak.chaos import Chaos
from tests.soak.ledger import Ledger
from tests.soak.outcome import Outcome
from tests.soak.plan import Plan
from tests.soak.stage import Stage, stage_for
from tests.soak.traffic import customers_write, send_to
from tests.soak.wire import Caller, listening

__all__ = ["run"]

WRITERS = 4
Say = Callable[[str], None]


def run(plan: Plan, folder: Path, database: Postgres | None, say: Say = lambda line: None) -> Outcome:
    """Play it through; on SQLite where no server is given."""
    with stage_for(plan, folder, database) as stage:
        return asyncio.run(_Run(stage, plan, say).play())


class _Run:
    def __init__(self, stage: Stage, plan: Plan, say: Say) -> None:
        self._stage = stage
        self._plan = plan
        self._say = say
        self._ledger = Ledger()
        self._chaos = Chaos(stage, plan)
        self._customers = [f"1650{7_000_000 + n}" for n in range(plan.customers)]
        self._began = time.monotonic()

    async def play(self) -> Outcome:
        async with listening(self._hear) as hook:
            await self._stage.set_up(hook)
            await self._open_windows()
            self._began = time.monotonic()
            telling = asyncio.create_task(self._tell())
            await self._traffic()
            seconds = time.monotonic() - self._began
            await asyncio.to_thread(self._chaos.calm_down)
            outcome = await self._settled(seconds)
            telling.cancel()
            return outcome

    async def _open_windows(self) -> None:
        """Each customer writes first, or nobody may write to them."""
        once = iter([True])
        await self._write(self._customers, first=0, every=0.0, go_on=lambda: next(once, False))

    async def _traffic(self) -> None:
        self._chaos.lose_answers()
        over = asyncio.Event()
        striking = asyncio.create_task(self._chaos.strike(over))
        try:
            async with asyncio.timeout(self._plan.limit), asyncio.TaskGroup() as group:
                for work in [*self._senders(await self._stage.login()), *self._writers(), self._move()]:
                    group.create_task(work)
        finally:
            over.set()
            await striking

    def _senders(self, token: str) -> Iterator[Coroutine[None, None, None]]:
        plan = self._plan
        lines = plan.applications * plan.connections
        for line in range(lines):
            name = f"application-{line % plan.applications}"
            caller = Caller(self._stage.url, f"authorization: Bearer {token}", f"user-agent: {name}")
            mine = self._customers[line::lines]
            if mine:
                yield send_to(caller, mine, self._ledger, every=lines / plan.rate, go_on=self._more_messages)

    def _writers(self) -> Iterator[Coroutine[None, None, None]]:
        for line in range(WRITERS):
            mine = self._customers[line::WRITERS]
            yield self._write(mine, first=1, every=WRITERS / self._plan.rate, go_on=self._more_events)

    async def _write(self, mine: list[str], *, first: int, every: float, go_on: Callable[[], bool]) -> None:
        control = Caller(self._stage.control)
        await customers_write(control, mine, self._ledger, first=first, every=every, go_on=go_on)

    def _more_messages(self) -> bool:
        return self._more(len(self._ledger.messages), self._ledger.sent_after_move)

    def _more_events(self) -> bool:
        return self._more(len(self._ledger.said), self._ledger.said_after_move)

    def _more(self, count: int, after_move: int) -> bool:
        enough = self._plan.messages
        return count < enough or not self._ledger.moved or after_move < enough * self._plan.after_move

    async def _move(self) -> None:
        while len(self._ledger.messages) < self._plan.messages * self._plan.before_move:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        await self._chaos.migrate()
        self._ledger.moved = True
        self._say(f"{time.monotonic() - self._began:.0f} s: the number has moved")

    async def _tell(self) -> None:
        while True:
            await asyncio.sleep(10)
            ledger = self._ledger
            self._say(
                f"{time.monotonic() - self._began:.0f} s: {len(ledger.messages)} messages, "
                f"{len(ledger.said)} events written, {len(ledger.heard)} heard, "
                f"{ledger.statuses.total()} statuses, {dict(self._chaos.done)}"
            )

    def _hear(self, body: bytes) -> int:
        self._ledger.hear(body)
        return 200

    async def _settled(self, seconds: float) -> Outcome:
        """The outcome, once everything that was under way has ended, or nothing happens any more."""
        seen, since = self._progress({}), time.monotonic()
        while True:
            counts = await asyncio.to_thread(self._stage.counts)
            if seen != (seen := self._progress(counts)):
                since = time.monotonic()
            late = time.monotonic() - since > self._plan.patience
            heard = all(self._ledger.heard[key] for key, gone in self._ledger.said.items() if not gone)
            if late or (heard and not counts["waiting"]):
                outcome = await self._outcome(seconds)
                if late or not outcome.lost_messages:
                    return outcome
            await asyncio.sleep(0.5)

    def _progress(self, counts: Mapping[str, int]) -> tuple[int, int, int]:
        ledger = self._ledger
        return ledger.heard.total(), ledger.statuses.total(), counts.get("waiting", 0)

    async def _outcome(self, seconds: float) -> Outcome:
        inbox = self._stage.site.sim.control.inbox
        inboxes = {who: await asyncio.to_thread(inbox, who) for who in self._customers}
        return Outcome(
            self._ledger,
            inboxes,
            await asyncio.to_thread(self._stage.counts),
            await asyncio.to_thread(self._stage.dropped),
            await asyncio.to_thread(self._stage.report),
            dict(self._chaos.done),
            seconds,
        )
