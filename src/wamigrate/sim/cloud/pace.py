"""How fast a number may send: in all, and to one customer. Both limits are switched on in the world file."""

from __future__ import annotations

from wamigrate.sim.cloud.errors import GraphError
from wamigrate.sim.number import PhoneNumber
from wamigrate.sim.spec import Options

__all__ = ["refuse_too_fast"]

STANDARD, HIGH = 80, 1000
PAIR_SPAN = 6.0
PAIR_BURST = 45


def refuse_too_fast(options: Options, number: PhoneNumber, peer: str, now: float) -> None:
    """Count one message more, or refuse it."""
    if options.pair_limit:
        _pair(options, number, peer, now)
    if options.throughput_limit:
        _throughput(options, number, now)


def _throughput(options: Options, number: PhoneNumber, now: float) -> None:
    most = HIGH if number.throughput == "HIGH" else STANDARD
    recent = number.recent_sends
    if recent and recent[0] <= now - 1.0:
        recent = number.recent_sends = [t for t in recent if t > now - 1.0]
    if len(recent) >= most:
        words = "Cloud API message throughput has been reached."
        raise GraphError(130429, words, status=options.throttle_status)
    recent.append(now)


def _pair(options: Options, number: PhoneNumber, peer: str, now: float) -> None:
    """A bucket that refills by one message each 6 s; a full one is the burst that is borrowed in advance."""
    owed, since = number.pairs.get(peer, (0.0, now))
    owed = max(owed - (now - since) / PAIR_SPAN, 0.0)
    if owed + 1 > PAIR_BURST:
        words = "Message failed to send because there were too many messages sent from this phone number"
        raise GraphError(
            131056,
            f"{words} to the same phone number in a short period of time.",
            status=options.throttle_status,
        )
    number.pairs[peer] = (owed + 1, now)
