"""How many calls a second the Webapp takes."""

from __future__ import annotations

from wamigrate.sim.onprem.call import Call, Route

__all__ = ["over_the_limit"]

# Calls a second, and how many may come at once.
MESSAGES = (50.0, 150.0)
OTHERS = (20.0, 60.0)


def over_the_limit(call: Call, route: Route) -> bool:
    """Whether this call is one too many; if not, it counts."""
    rate, burst = MESSAGES if route.label == "POST_v1_messages" else OTHERS
    bucket = route.label
    left, since = call.place.rates.get(bucket, (burst, call.now))
    left = min(burst, left + (call.now - since) * rate)
    if left < 1:
        call.place.rates[bucket] = (left, call.now)
        return True
    call.place.rates[bucket] = (left - 1, call.now)
    return False
