"""Messages and statuses of groups.

On-Premises: its groups were a beta that ended years ago.
Cloud: has a new kind of groups with ids of its own; a message carries `group_id`, a status `recipient_type`
    `group`.
What we do: pass nothing on, because an answer to the sender would miss the group. An operator may choose to
    pass them on all the same (`groups = "pass"`).
Source: Meta, Cloud API, "Groups"; On-Premises API, "Groups".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json
from wamigrate.differences.difference import Difference, Direction, Finding, Level, Pair, Phase, Surface
from wamigrate.differences.events import MESSAGE, dropped, message_of, status_of
from wamigrate.differences.facts import Facts, Policies
from wamigrate.differences.samples import callback, status_value, value

__all__ = ["difference"]

GROUP = "Y2FwaV9ncm91cDoxNjUwNTU1MDEwMA"

difference = Difference(
    __name__,
    Surface.WEBHOOK,
    needs=("group_id", "recipient_type"),
    phase=Phase.SHAPE,
    level=Level.CHANGED,
    pairs=[
        Pair(
            title="a text in a group",
            onprem=None,
            cloud=value(type="text", text={"body": "hi"}, group_id=GROUP),
        ),
        Pair(
            title="a text in a group, passed on",
            onprem=callback(type="text", text={"body": "hi"}, group_id=GROUP),
            cloud=value(type="text", text={"body": "hi"}, group_id=GROUP),
            facts=Facts(policies=Policies(groups="pass")),
            only=Direction.TO_ONPREM,
        ),
        Pair(
            title="a status of a message to a group",
            onprem=None,
            cloud=status_value(status="delivered", recipient_type="group", recipient_id=GROUP),
        ),
    ],
)


@difference.to_onprem
def keep_groups_back(payload: Json, facts: Facts) -> Iterator[Finding]:
    message, status = message_of(payload), status_of(payload)
    if "group_id" not in message and status.get("recipient_type") != "group" and "group_id" not in status:
        return
    if facts.policies.groups == "pass":
        yield Finding(MESSAGE, "from a group, passed on like any other", level=Level.NOTE)
    else:
        yield dropped("about a group: On-Premises applications know none", Level.CHANGED)
