"""How much is sent, how fast, and what goes wrong meanwhile: hundreds of messages, or a hundred thousand."""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = ["CI", "FULL", "Plan", "of_size"]


@dataclass(frozen=True, slots=True)
class Plan:
    """One run. Times are in seconds."""

    messages: int
    """At least so many go each way; both go on until the number has moved, and for a while after it."""
    rate: float
    """Messages a second, and events a second."""
    customers: int
    applications: int = 3
    connections: int = 4
    """Of each application."""
    after_move: float = 0.2
    """The part that is sent once the number is on Cloud API."""
    before_move: float = 0.3
    """The part that is sent before it begins to move."""
    kills: int = 2
    """How often the migration is killed."""
    pause: tuple[float, float] = (1.5, 3.5)
    """Between two blows at the bridge or its database."""
    blows: int = 4
    """The most of them: on a slow machine a run that lasts longer must not go on being hit."""
    lease: float = 2.0
    relay_limit: float = 1.0
    unknown_wait: float = 2.0
    lost: float = 0.01
    """The part of calls whose answer is lost, for each way to lose one."""
    patience: float = 20.0
    """How long nothing may arrive once nothing more is sent, before what is missing counts as lost."""
    limit: float = 120.0
    """How long sending may take."""
    seed: int = 1


CI = Plan(messages=400, rate=40, customers=24)
FULL = Plan(
    messages=100_000,
    rate=150,
    customers=3_000,
    applications=4,
    connections=8,
    kills=6,
    pause=(8, 20),
    blows=1_000,
    lease=4.0,
    relay_limit=2.0,
    unknown_wait=10.0,
    lost=0.003,
    patience=45.0,
    limit=1_150.0,
)


def of_size(messages: int, *, rate: float, seed: int) -> Plan:
    """The full run in another size: no customer gets more than pair limits allow."""
    customers = max(24, min(FULL.customers, messages // 30))
    return replace(FULL, messages=messages, customers=customers, rate=rate, seed=seed)
