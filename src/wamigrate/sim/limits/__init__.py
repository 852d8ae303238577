"""What the simulators do, what they do more simply than Meta, and what nobody could tell us.

One module for each area; the reference page shows them all. Add a line where a colleague would look for it.
"""

from __future__ import annotations

from wamigrate.sim.limits.graph import GRAPH
from wamigrate.sim.limits.limit import How, Limit
from wamigrate.sim.limits.media import MEDIA
from wamigrate.sim.limits.messages import MESSAGES
from wamigrate.sim.limits.network import NETWORK
from wamigrate.sim.limits.onprem import ONPREM
from wamigrate.sim.limits.webhooks import WEBHOOKS

__all__ = ["AREAS", "How", "Limit"]

AREAS: dict[str, tuple[Limit, ...]] = {
    "On-Premises API": ONPREM,
    "Graph: nodes, registration, templates, analytics": GRAPH,
    "Graph: messages": MESSAGES,
    "Media": MEDIA,
    "Webhooks": WEBHOOKS,
    "The network between them": NETWORK,
}
