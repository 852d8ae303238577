"""Where a number stands, derived from both sides."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from wamigrate.core.payload import JsonObject

__all__ = ["MEANING", "Probe", "State"]


class State(StrEnum):
    """One of six; `MEANING` says what each is in words."""

    S0 = "S0"
    S1 = "S1"
    S2 = "S2"
    S2B = "S2b"
    S3 = "S3"
    SX = "SX"


MEANING = {
    State.S0: "on On-Premises; safe to stop",
    State.S1: "register was sent and its outcome is not known",
    State.S2: "on Cloud API",
    State.S2B: "on Cloud API, not usable yet",
    State.S3: "down on both sides",
    State.SX: "On-Premises was gone before we started",
}


@dataclass(frozen=True, slots=True)
class Probe:
    """A state, why it was concluded, and what was seen on each side."""

    state: State
    why: str
    seen: JsonObject = field(default_factory=dict)
    confirmed: bool = True

    def as_json(self) -> JsonObject:
        return {"state": self.state.value, "why": self.why, "confirmed": self.confirmed, "seen": self.seen}
