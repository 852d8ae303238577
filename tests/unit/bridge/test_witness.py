"""What a process saw of a move stands in the store when it is over."""

from __future__ import annotations

import pytest

from tests.unit.bridge.stand import NUMBER, Stand, until
from wamigrate.bridge.witness import Witness
from wamigrate.store import moments
from wamigrate.store.moments import CLOUD_SENT, Moments
from wamigrate.store.routes import RouteState

pytestmark = pytest.mark.anyio


class Counting:
    """A clock that goes one second further whenever it is read."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


def kept(stand: Stand) -> Moments | None:
    return stand.store.db.read_now(lambda conn: moments.of(conn, NUMBER))


def test_only_the_first_of_its_kind_is_to_be_written() -> None:
    witness, told = Witness(Counting()), []
    witness.on_first = lambda: told.append(1)
    witness.cloud_sent(NUMBER)
    witness.cloud_sent(NUMBER)
    assert (witness.taken(), witness.taken(), len(told)) == ([(NUMBER, CLOUD_SENT, 1.0)], [], 1)


def test_what_could_not_be_written_is_not_forgotten() -> None:
    witness = Witness(Counting())
    witness.cloud_sent(NUMBER)
    witness.put_back(witness.taken())
    assert witness.taken() == [(NUMBER, CLOUD_SENT, 1.0)]


async def test_the_barriers_write_what_was_last_and_the_first_comes_by_itself(stand: Stand) -> None:
    witness = stand.plane.attendance.witness
    witness.onprem_sent(NUMBER)
    held = await stand.move(RouteState.HOLD)
    await until(lambda: kept(stand) is not None)
    sent = witness.sent[NUMBER]
    assert kept(stand) == Moments(held.epoch, onprem_sent=sent)

    witness.onprem_inbound(NUMBER)
    await stand.move(RouteState.DRAINING)
    inbound = witness.inbound[NUMBER]
    await until(lambda: kept(stand) == Moments(held.epoch, sent, inbound))
    witness.cloud_sent(NUMBER)
    await until(lambda: (found := kept(stand)) is not None and found.cloud_sent is not None)
