"""Whether the promise was kept, message by message, and the table that says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from tests.soak.ledger import Ledger
from wamigrate.core.payload import JsonObject

__all__ = ["Outcome"]

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """The ledger beside what customers received and what bridge and network counted."""

    ledger: Ledger
    inboxes: Mapping[str, Sequence[JsonObject]]
    counts: Mapping[str, int]
    dropped: int
    report: JsonObject
    blows: Mapping[str, int]
    seconds: float

    @property
    def copies(self) -> Counter[tuple[str, int]]:
        """How often each message reached its customer."""
        found = ((who, n) for who, inbox in self.inboxes.items() for n in _numbers(inbox))
        return Counter(found)

    @property
    def lost_messages(self) -> list[tuple[str, int]]:
        """Accepted, and never there."""
        copies = self.copies
        return [key for key, m in self.ledger.messages.items() if m.id is not None and not copies[key]]

    @property
    def lost_events(self) -> list[tuple[str, int]]:
        """Written while the number was on one of the sides, and never heard."""
        heard = self.ledger.heard
        return [key for key, dropped in self.ledger.said.items() if not dropped and not heard[key]]

    def broken(self) -> list[str]:
        """Every promise that was not kept; nothing when all is well."""
        return list(self._broken())

    def _broken(self) -> Iterator[str]:
        ledger = self.ledger
        yield from _told("accepted messages never arrived", self.lost_messages)
        yield from _told("messages were never accepted", [k for k, m in ledger.messages.items() if not m.id])
        yield from _told("messages arrived that nobody sent", set(self.copies) - set(ledger.messages))
        yield from _told("customers got messages out of order", self._overtaken())
        yield from _told("events never reached the application", self.lost_events)
        made_up = {key for key in ledger.heard if ledger.said.get(key, True)}
        yield from _told("events reached the application that nobody wrote", made_up)
        yield from _told("strange answers", ledger.strange)
        if self._unexplained() > self.counts["resent"]:
            yield f"{self._unexplained()} copies too many, and the bridge owns up to {self.counts['resent']}"
        lost = self._unclear() + self.counts["resent"]
        if self._foreign() > lost:
            yield f"statuses of {self._foreign()} unknown messages, with {lost} answers lost"
        dropped = sum(ledger.said.values())
        if dropped != self.dropped:
            yield f"the network dropped {self.dropped} events, and {dropped} customers were told so"
        if self.counts["waiting"]:
            yield f"{self.counts['waiting']} messages still wait"

    def _overtaken(self) -> list[str]:
        """Where first copies did not come in order: the customer, and the two messages."""
        return [f"{who}: {a} before {b}" for who, inbox in self.inboxes.items() for a, b in _turned(inbox)]

    def _unexplained(self) -> int:
        """Further copies that do not come from an application that had to repeat itself."""
        sent = self.ledger.messages
        return sum(max(0, n - 1 - sent[key].unclear) for key, n in self.copies.items() if key in sent)

    def _foreign(self) -> int:
        """Messages with statuses under an ID that no application was given: the answer with it was lost.

        To the application, or to the bridge: On-Premises then tells of its first copy under that ID too.
        """
        return len(self.ledger.told - {m.id for m in self.ledger.messages.values()})

    def _unclear(self) -> int:
        return sum(m.unclear for m in self.ledger.messages.values())

    def table(self) -> str:
        """What became of everything."""
        rows = [*self._message_rows(), ("", ""), *self._event_rows(), ("", ""), *self._gap_rows(), ("", "")]
        rows += [*sorted(self.blows.items()), ("seconds of traffic", f"{self.seconds:.0f}")]
        return "\n".join(f"{name:<58}{value:>12}".rstrip() for name, value in rows)

    def _message_rows(self) -> Iterator[tuple[str, Any]]:
        messages, copies, counts = self.ledger.messages, self.copies, self.counts
        extra = copies.total() - len(copies)
        yield "messages sent by applications", len(messages)
        yield "  accepted (201)", sum(m.id is not None for m in messages.values())
        yield "  delivered to their customers", len(copies)
        yield "  held by the bridge", counts["held"]
        yield "  arrived more than once: further copies", extra
        yield "    repeated by the application, its answer was lost", extra - self._unexplained()
        yield "    repeated by the bridge, its answer was lost", self._unexplained()
        yield "  attempts without an answer", self._unclear()
        yield "  attempts refused for now (429, 503)", sum(m.refused for m in messages.values())
        for name in ("unknown", "settled", "resent", "parked", "refused", "expired"):
            yield f"  {name}, by the bridge's count", counts[name]
        yield "  LOST", len(self.lost_messages)

    def _event_rows(self) -> Iterator[tuple[str, Any]]:
        said, heard = self.ledger.said, self.ledger.heard
        yield "events written by customers", len(said)
        yield "  dropped by the network: on neither side", self.dropped
        yield "  reached the application", len(heard)
        yield "  reached it more than once: further copies", heard.total() - len(heard)
        yield "  LOST", len(self.lost_events)
        yield "statuses heard by the application", self.ledger.statuses.total()

    def _gap_rows(self) -> Iterator[tuple[str, Any]]:
        yield "longest pause between two arrivals at customers, seconds", f"{self._longest_pause():.1f}"
        for side in ("outbound", "inbound"):
            yield f"down {side}, by the report, seconds", _interval(self.report["downtime"][side])

    def _longest_pause(self) -> float:
        at = sorted(datetime.fromisoformat(m["at"]) for inbox in self.inboxes.values() for m in inbox)
        return max(((b - a).total_seconds() for a, b in pairwise(at)), default=0.0)


def _interval(found: JsonObject | None) -> str:
    if found is None:
        return "unknown"
    return f"{found['seconds_at_least']} to {found['seconds_at_most'] or '?'}"


def _numbers(inbox: Sequence[JsonObject]) -> list[int]:
    return [int(m["text"]["body"].removeprefix("message ")) for m in inbox]


def _turned(inbox: Sequence[JsonObject]) -> Iterator[tuple[str, str]]:
    """Neighbours in the wrong order, each with when and through which API it came."""
    first: dict[int, JsonObject] = {}
    for n, message in zip(_numbers(inbox), inbox, strict=True):
        first.setdefault(n, message)
    for (n, message), (after, late) in pairwise(first.items()):
        if n > after:
            yield f"{n} ({message['via']}, {message['at']})", f"{after} ({late['via']}, {late['at']})"


def _told(what: str, found: Any) -> Iterator[str]:
    if found:
        yield f"{len(found)} {what}: {sorted(found)[:SHOWN]}"
