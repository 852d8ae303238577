"""Every example of the On-Premises reference is answered as documented."""

from __future__ import annotations

import pytest

from tests.contract.sim import onprem_examples, onprem_media_examples, onprem_message_examples
from tests.contract.sim.examples import Example, Facts, check
from tests.contract.sim.http import OnPrem
from wamigrate.sim.testing import Simulator

EXAMPLES = [*onprem_examples.EXAMPLES, *onprem_message_examples.EXAMPLES, *onprem_media_examples.EXAMPLES]


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_an_example_is_answered_as_documented(example: Example, sim: Simulator) -> None:
    onprem = OnPrem(sim, example.number)
    check(example, Facts(sim, onprem), onprem)


def test_no_example_is_told_twice() -> None:
    told = [str(example) for example in EXAMPLES]
    assert sorted(set(told)) == sorted(told)
