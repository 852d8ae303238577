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


def test_arrays_may_come_as_objects_with_numbers_as_php_writes_them(onprem: OnPrem) -> None:
    answer = onprem("POST", "/v1/contacts", {"contacts": {"0": "16505550111", "1": "16505550112"}})
    assert [c["wa_id"] for c in answer.json["contacts"]] == ["16505550111", "16505550112"]
    providers = {"0": {"name": "cdn1", "type": "www", "config": {"bearer": "tok"}}}
    assert onprem("POST", "/v1/settings/application/media/providers", providers).status == 200
