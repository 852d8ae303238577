"""Every switch of On-Premises stands in the list of limits."""

from __future__ import annotations

from wamigrate.sim.limits.onprem import ONPREM
from wamigrate.sim.onprem.options import OnPremOptions


def test_each_switch_has_a_line_in_the_list_of_limits() -> None:
    told = {limit.switch for limit in ONPREM}
    assert {f"onprem.{key}" for key in OnPremOptions.__struct_fields__} <= told
