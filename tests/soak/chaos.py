"""Everything that goes wrong in a run: killed processes, lost answers, a database that restarts."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from itertools import islice

from tests.soak.plan import Plan
from tests.soak.stage import NUMBER, Stage

__all__ = ["Chaos"]

MIGRATE = ("migrate", NUMBER, "--execute", "--approve")
ATTEMPTS = 20
CALL_FAULTS = (
    ("lost_after", None),
    ("lost_before", None),
    ("reset", {"after": True}),
    ("latency", [0.05, 0.3]),
)


class Chaos:
    """One run's misfortunes, all of them drawn from one seed."""

    def __init__(self, stage: Stage, plan: Plan) -> None:
        self._stage = stage
        self._plan = plan
        self._dice = random.Random(plan.seed)
        self.done: Counter[str] = Counter()

    def lose_answers(self) -> None:
        """From now on some calls and webhooks of both APIs go wrong."""
        control, part = self._stage.site.sim.control, self._plan.lost
        for api, path in (("onprem", "/v1/messages"), ("graph", "/{phone-number-id}/messages")):
            for kind, value in CALL_FAULTS:
                control.fault(kind, value, api=api, path=path, probability=part, seed=self._seed())
        control.fault("webhook_duplicate", probability=part, seed=self._seed())
        control.fault("webhook_delay", [0.1, 1.0], probability=part, seed=self._seed())
        control.fault("lost_after", api="graph", path="/register", count=1)

    def _seed(self) -> int:
        return self._dice.randrange(1_000_000)

    def calm_down(self) -> None:
        """End every fault, and note how often each has struck."""
        control = self._stage.site.sim.control
        for fault in control.call("GET", "/faults")["faults"]:
            self.done[f"{fault['kind']} ({fault['api'] or 'webhooks'})"] += fault["used"]
        control.clear_faults()

    async def strike(self, over: asyncio.Event) -> None:
        """Blow after blow. What a blow has killed is running again before the next one, and at the end."""
        for blow in islice(self._blows(), self._plan.blows):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), self._dice.uniform(*self._plan.pause))
            if over.is_set():
                return
            await blow()

    def _blows(self) -> Iterator[Callable[[], Awaitable[None]]]:
        """Each kind comes before one comes again."""
        kinds = [self._kill_worker, self._kill_worker, self._kill_worker, self._kill_bridge]
        if self._stage.database is not None:
            kinds.append(self._restart_database)
        while True:
            yield from self._dice.sample(kinds, len(kinds))

    async def migrate(self) -> None:
        """Move the number, however often the migration is killed."""
        for _ in range(self._plan.kills):
            process = self._stage.site.start(*MIGRATE)
            await asyncio.sleep(self._dice.uniform(0.8, 4.0))
            self.done["migration killed"] += process.running
            process.kill()
        for _ in range(ATTEMPTS):
            ended = await asyncio.to_thread(self._stage.site.run, *MIGRATE)
            if ended.code == 0 and self._stage.is_on_cloud():
                return
            self.done["migration started again"] += 1
            await asyncio.sleep(0.5)
        raise AssertionError(f"the number did not move:\n{ended.out}{ended.err}")

    async def _kill_worker(self) -> None:
        workers = self._stage.workers()
        if workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._dice.choice(workers), signal.SIGKILL)
                self.done["bridge process killed"] += 1

    async def _kill_bridge(self) -> None:
        self._stage.kill_everything()
        self.done["whole bridge killed"] += 1
        await asyncio.to_thread(self._stage.start_bridge)

    async def _restart_database(self) -> None:
        assert self._stage.database is not None
        await asyncio.to_thread(self._stage.database.restart)
        self.done["database restarted"] += 1
