"""The two limits of sending, moment by moment."""

from __future__ import annotations

import pytest

from wamigrate.sim.cloud.errors import GraphError
from wamigrate.sim.cloud.pace import refuse_too_fast
from wamigrate.sim.number import PhoneNumber
from wamigrate.sim.spec import Options
from wamigrate.sim.world import World

THROUGHPUT = Options(throughput_limit=True)
PAIR = Options(pair_limit=True, throttle_status=429)


def number(throughput: str = "STANDARD") -> PhoneNumber:
    found = World().numbers["cloud"]
    found.throughput = throughput
    return found


def sent(options: Options, sender: PhoneNumber, moments: list[float]) -> int:
    """How many go through before the first refusal."""
    for count, now in enumerate(moments):
        try:
            refuse_too_fast(options, sender, "16505551234", now)
        except GraphError:
            return count
    return len(moments)


@pytest.mark.parametrize(("throughput", "most"), [("STANDARD", 80), ("HIGH", 1000)])
def test_so_many_go_out_in_a_second(throughput: str, most: int) -> None:
    sender = number(throughput)
    assert sent(THROUGHPUT, sender, [100.0 + n / 2000 for n in range(1200)]) == most
    with pytest.raises(GraphError) as refused:
        refuse_too_fast(THROUGHPUT, sender, "16505551234", 100.9)
    assert (refused.value.code, refused.value.status) == (130429, 400)


def test_the_second_moves_with_the_time() -> None:
    moments = [100.0 + n / 79 for n in range(500)]
    assert sent(THROUGHPUT, number(), moments) == 500


def test_a_burst_of_45_and_then_one_each_six_seconds() -> None:
    sender = number()
    assert sent(PAIR, sender, [100.0] * 60) == 45
    assert sent(PAIR, sender, [106.0] * 2) == 1
    assert sent(PAIR, sender, [118.0] * 3) == 2
    with pytest.raises(GraphError) as refused:
        refuse_too_fast(PAIR, sender, "16505551234", 118.0)
    assert (refused.value.code, refused.value.status) == (131056, 429)
    refuse_too_fast(PAIR, sender, "16505551235", 118.0)
