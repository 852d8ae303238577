"""Shadow mode: what Cloud API would have said of a send that goes to On-Premises.

The relayed bytes are not touched: a copy is decoded and put through the differences. Up to a rate every send
is looked at, above it samples that are spread evenly; media IDs are noticed in all, for a file that is missed
is lost with the deployment. What was found is counted by difference and application, and written every few
seconds.
"""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from wamigrate.bridge.media_in_sends import own_ids
from wamigrate.bridge.metrics import METRICS
from wamigrate.bridge.translating import translator
from wamigrate.core.payload import NOT_JSON, show
from wamigrate.differences.difference import Direction, Level, Surface
from wamigrate.differences.facts import Facts
from wamigrate.store.bridge_shadow import REPAIRED

__all__ = ["Shadow", "Tally", "Totals"]

log = logging.getLogger("wamigrate.bridge")

MOST_KINDS = 2_000
MOST_IDS = 10_000
NO_NAME = "unnamed"
OTHERS = "others"
ID = b'"id"'
GOLDEN = 0.618_033_988_749_894_8


@dataclass(slots=True)
class Tally:
    """How often one difference showed in the sends of one application."""

    count: int
    first_at: float
    last_at: float
    example: str


@dataclass(slots=True)
class Totals:
    """What was counted since it was last written."""

    sends: int = 0
    looked_at: int = 0
    since: float = 0.0
    """When the first of them came."""
    found: dict[tuple[str, str, str], Tally] = field(default_factory=dict)
    media_ids: set[str] = field(default_factory=set)


class Shadow:
    """One number's. `rate` is how many sends a second are looked at."""

    def __init__(self, name: str, facts: Facts, *, rate: int, clock: Callable[[], float] = time.time) -> None:
        self.facts = facts
        self._name = name
        self._rate = rate
        self._clock = clock
        self._second = 0
        self._sent = self._looked = 0
        self._share, self._place = 1.0, 0.0
        self.totals = Totals()

    def look(self, body: bytes, *, caller: str) -> None:
        """Never an exception: what it thinks of a send must not cost the send anything."""
        try:
            self._look(body, caller)
        except Exception:
            log.exception("a send could not be looked at", extra={"number": self._name})

    def _look(self, body: bytes, caller: str) -> None:
        now = self._clock()
        self.totals.sends += 1
        self.totals.since = self.totals.since or now
        wanted = self._is_wanted(int(now))
        if not wanted and ID not in body:
            return
        try:
            payload = msgspec.json.decode(body)
        except NOT_JSON:
            return
        self.totals.looked_at += wanted
        if isinstance(payload, dict):
            if ID in body and len(self.totals.media_ids) < MOST_IDS:
                self.totals.media_ids.update(own_ids(payload))
            if wanted:
                self._count(payload, caller, now)

    def _is_wanted(self, second: int) -> bool:
        """Everything up to the rate; above it as many of the second's sends as the last second's number says.

        Steps of the golden ratio meet no rhythm: of a caller's every n-th send the same share is seen.
        """
        if second != self._second:
            passed = self._sent if second == self._second + 1 else 0
            self._share = self._rate / passed if passed > self._rate else 1.0
            self._second, self._sent, self._looked = second, 0, 0
        self._sent += 1
        self._place = (self._place + GOLDEN) % 1.0
        wanted = self._looked < self._rate and self._place < self._share
        self._looked += wanted
        return wanted

    def taken(self) -> Totals:
        """What was counted; from now on it is counted anew. The metrics follow here, not with each send."""
        totals, self.totals = self.totals, Totals()
        for (name, level, _), tally in totals.found.items():
            METRICS.shadow.labels(self._name, name, level).inc(tally.count)
        return totals

    def _count(self, payload: object, caller: str, now: float) -> None:
        done = translator().translate(Surface.SEND, Direction.TO_CLOUD, payload, self.facts)
        application = application_of(caller)
        for found in done.findings:
            level = found.level
            if level is Level.NOTE:
                continue
            key = (found.difference.name, REPAIRED if found.applied else str(level), application)
            tally = self.totals.found.get(key)
            if tally is None:
                if len(self.totals.found) >= MOST_KINDS:
                    key = (*key[:2], OTHERS)
                # The place and the rule's words, never the payload: it is somebody's message.
                place = show(found.finding.path)
                example = f"{place}: {found.finding.message}"[:300] if place else found.finding.message[:300]
                tally = self.totals.found.setdefault(key, Tally(0, now, now, example))
            tally.count += 1
            tally.last_at = now


@functools.lru_cache(maxsize=1024)
def application_of(user_agent: str) -> str:
    """Which application it was, as far as it says so: product and version, nothing more."""
    first = user_agent.strip().split(" ", 1)[0]
    return "".join(c for c in first if c.isprintable())[:60] or NO_NAME
