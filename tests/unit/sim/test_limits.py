"""The list of limits names only what there is."""

from __future__ import annotations

import pytest

from wamigrate.sim.fault_kinds import KINDS
from wamigrate.sim.limits import AREAS, Limit
from wamigrate.sim.onprem.options import OnPremOptions
from wamigrate.sim.spec import AppSpec, NumberSpec, Options, WabaSpec

TABLES = {"options": Options, "onprem": OnPremOptions, "number": NumberSpec, "app": AppSpec, "waba": WabaSpec}
EVERY = [limit for limits in AREAS.values() for limit in limits]


@pytest.mark.parametrize("limit", [limit for limit in EVERY if limit.switch], ids=lambda limit: limit.what)
def test_every_switch_exists(limit: Limit) -> None:
    switch = limit.switch or ""
    if switch.startswith("fault:"):
        assert switch.removeprefix("fault:") in KINDS
    else:
        table, _, key = switch.partition(".")
        assert key in TABLES[table].__struct_fields__


@pytest.mark.parametrize("limit", EVERY, ids=lambda limit: limit.what)
def test_every_limit_is_one_sentence(limit: Limit) -> None:
    assert limit.sentence.endswith(".")
    assert "\n" not in limit.sentence
    assert limit.what[0].isupper() or limit.what.startswith("`")


def test_no_limit_is_told_twice() -> None:
    names = [limit.what for limit in EVERY]
    assert sorted(set(names)) == sorted(names)
