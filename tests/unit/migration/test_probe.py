"""The decision table, row by row, and the waiting around it."""

from __future__ import annotations

import pytest

from wamigrate.config import Timing
from wamigrate.migration.probe import CloudSide, Look, OnPremSide, conclude
from wamigrate.migration.state import Probe, State

TIMING = Timing()
SENT = 1000.0

ON_CLOUD = CloudSide(status="CONNECTED", platform_type="CLOUD_API")
PENDING = CloudSide(status="PENDING", platform_type="CLOUD_API")
NOT_ON_CLOUD = CloudSide(status="CONNECTED", platform_type="ON_PREMISE")
UNREAD_CLOUD = CloudSide(unread="connection reset")

CONNECTED = OnPremSide(nodes=(("wacore1", "connected"), ("master1", "disconnected")))
DISCONNECTED = OnPremSide(nodes=(("wacore1", "disconnected"),))
UNREAD = OnPremSide(unread="connection refused")
ABSENT = OnPremSide(absent=True)


def after(
    *looks: tuple[float, CloudSide, OnPremSide], ended: bool = False, from_state: State = State.S0
) -> Probe:
    """What is concluded from looks at so many seconds after `register` was sent."""
    seen = [Look(SENT + at, cloud, onprem) for at, cloud, onprem in looks]
    return conclude(seen, sent_at=SENT, from_state=from_state, timing=TIMING, ended=ended)


def without_call(cloud: CloudSide, onprem: OnPremSide, *, from_state: State = State.S0) -> State:
    return conclude([Look(SENT, cloud, onprem)], sent_at=None, from_state=from_state, timing=TIMING).state


@pytest.mark.parametrize("onprem", [CONNECTED, DISCONNECTED, UNREAD, ABSENT])
def test_connected_on_cloud_is_success_whatever_onprem_says(onprem: OnPremSide) -> None:
    assert after((0.1, ON_CLOUD, onprem)).state is State.S2


@pytest.mark.parametrize("onprem", [CONNECTED, DISCONNECTED, UNREAD, ABSENT])
@pytest.mark.parametrize("seconds", [0.0, 30.0, 74.9])
def test_nothing_is_concluded_while_register_may_still_run(onprem: OnPremSide, seconds: float) -> None:
    assert after((seconds, NOT_ON_CLOUD, onprem)).state is State.S1


def test_a_connected_node_after_the_settling_time_means_that_nothing_happened() -> None:
    assert after((75.0, NOT_ON_CLOUD, CONNECTED)).state is State.S0


def test_a_clear_answer_need_not_be_waited_out() -> None:
    assert after((1.0, NOT_ON_CLOUD, CONNECTED), ended=True).state is State.S0


def test_one_disconnected_look_is_not_enough_for_down_on_both() -> None:
    assert after((80.0, NOT_ON_CLOUD, DISCONNECTED)).state is State.S1


def test_two_disconnected_looks_a_minute_apart_are_down_on_both() -> None:
    found = after((80.0, NOT_ON_CLOUD, DISCONNECTED), (140.0, NOT_ON_CLOUD, DISCONNECTED))
    assert (found.state, found.confirmed) == (State.S3, True)


def test_a_connected_look_between_two_disconnected_ones_starts_the_minute_anew() -> None:
    looks = [
        (80.0, NOT_ON_CLOUD, DISCONNECTED),
        (110.0, NOT_ON_CLOUD, CONNECTED),
        (145.0, NOT_ON_CLOUD, DISCONNECTED),
    ]
    assert after(*looks).state is State.S1


def test_onprem_unreadable_for_a_quarter_of_an_hour_is_down_unconfirmed() -> None:
    assert after((80.0, NOT_ON_CLOUD, UNREAD), (979.0, NOT_ON_CLOUD, UNREAD)).state is State.S1
    found = after((80.0, NOT_ON_CLOUD, UNREAD), (980.0, NOT_ON_CLOUD, UNREAD))
    assert (found.state, found.confirmed) == (State.S3, False)


def test_a_client_that_is_connecting_proves_neither_side() -> None:
    connecting = OnPremSide(nodes=(("wacore1", "connecting"),))
    assert after((80.0, NOT_ON_CLOUD, connecting), (200.0, NOT_ON_CLOUD, connecting)).state is State.S1
    assert without_call(NOT_ON_CLOUD, connecting) is State.SX


def test_a_read_that_fails_is_never_a_no() -> None:
    assert after((500.0, UNREAD_CLOUD, CONNECTED)).state is State.S1
    assert after((500.0, UNREAD_CLOUD, DISCONNECTED), ended=True).state is State.S1


def test_registered_but_not_connected_is_not_usable_yet() -> None:
    assert after((10.0, PENDING, DISCONNECTED)).state is State.S1
    assert after((80.0, PENDING, DISCONNECTED)).state is State.S2B


def test_a_number_that_started_without_onprem_goes_back_to_where_it_started() -> None:
    assert after((80.0, NOT_ON_CLOUD, ABSENT), from_state=State.SX).state is State.SX
    assert after((80.0, NOT_ON_CLOUD, DISCONNECTED), from_state=State.SX).state is State.SX


def test_without_a_call_the_table_applies_at_once() -> None:
    assert without_call(NOT_ON_CLOUD, CONNECTED) is State.S0
    assert without_call(NOT_ON_CLOUD, DISCONNECTED) is State.SX
    assert without_call(NOT_ON_CLOUD, UNREAD) is State.SX
    assert without_call(ON_CLOUD, CONNECTED) is State.S2
    assert without_call(UNREAD_CLOUD, CONNECTED) is State.S1
