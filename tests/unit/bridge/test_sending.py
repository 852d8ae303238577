"""What waits goes out at its own pace while a queue is emptied, and within the rate beside new messages."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.unit.bridge.stand import NUMBER, Stand
from wamigrate.bridge.budgets import PAIR_BURST, open_budgets
from wamigrate.bridge.line import Line
from wamigrate.bridge.outbound import Accepted, Outbound
from wamigrate.bridge.routes import Way
from wamigrate.bridge.seams import NotYet, Outcome, Outgoing, Sent
from wamigrate.bridge.sending import QueueSender
from wamigrate.store.routes import RouteState

pytestmark = pytest.mark.anyio
MACHINES = 3
RATE = 0.01


class TakesAll:
    """Cloud API, as far as a queue is concerned."""

    async def send(self, line: Line, payload: Any, tag: str | None) -> Accepted:
        return Accepted("wamid.x", None)


async def outcomes(stand: Stand, folder: Path, count: int, recipient: str | None = None) -> list[Outcome]:
    """What becomes of so many messages, to one recipient or each to another, where three machines send."""
    budgets = open_budgets(folder, shared=False, machines=lambda: MACHINES)
    line = SimpleNamespace(plane=stand.plane, id=NUMBER, name="main", budgets=budgets)
    line.take_turn = lambda: budgets.take(0, RATE, 6.0)
    sender = QueueSender({NUMBER: cast(Line, line)}, cast(Outbound, TakesAll()))
    messages = [
        Outgoing(NUMBER, recipient or f"r{n}", f"m{n}", "wm1.t", b'{"to":"1"}', 0.0, 0) for n in range(count)
    ]
    found = [await sender.send(message, Way.CLOUD) for message in messages]
    budgets.close()
    return found


async def test_beside_new_messages_a_queue_takes_from_this_machines_part_of_the_rate(
    stand: Stand, tmp_path: Path
) -> None:
    await stand.move(RouteState.CLOUD)
    assert await outcomes(stand, tmp_path, 3) == [Sent("wamid.x")] * 2 + [NotYet(0.1)]


async def test_a_queue_that_is_emptied_is_alone_with_the_number(stand: Stand, tmp_path: Path) -> None:
    await stand.move(RouteState.HOLD)
    found = await outcomes(stand, tmp_path, PAIR_BURST + 1, "r1")
    assert found == [Sent("wamid.x")] * PAIR_BURST + [NotYet(6.0, whole_number=False)]
