"""The chain of steps, in order. Names and order are a stored format: raise CHAIN_VERSION when they change."""

from __future__ import annotations

from wamigrate.migration.step import Step
from wamigrate.migration.steps import (
    attach_bridge,
    back_up_settings,
    check_readiness,
    collect_media,
    compare_snapshot,
    confirm_registration,
    confirm_subscription,
    drain_onprem,
    exchange_canary,
    hold_traffic,
    recheck,
    register_number,
    release_traffic,
    settle_two_step,
    snapshot_before,
    subscribe_app,
    upload_media,
    verify_health,
    write_report,
)

__all__ = ["CHAIN", "CHAIN_VERSION", "CONFIRM", "CUT_OVER", "PREPARE", "RECOVER", "step_named"]

CHAIN_VERSION = 2
"""2: `attach_bridge`. A migration goes on with the version that it was begun with, see `Step.since`."""

PREPARE: tuple[Step, ...] = (
    check_readiness.step,
    snapshot_before.step,
    subscribe_app.step,
    collect_media.step,
)
"""Before the gate: changes nothing on the deployment."""

CUT_OVER: tuple[Step, ...] = (
    recheck.step,
    attach_bridge.step,
    settle_two_step.step,
    back_up_settings.step,
    hold_traffic.step,
    drain_onprem.step,
    register_number.step,
)
"""After the gate, up to the point of no return."""

CONFIRM: tuple[Step, ...] = (
    release_traffic.step,
    confirm_registration.step,
    confirm_subscription.step,
    verify_health.step,
    compare_snapshot.step,
    exchange_canary.step,
    upload_media.step,
    write_report.step,
)
"""After the point of no return: only forward."""

RECOVER: tuple[Step, ...] = (settle_two_step.step, register_number.step)
"""For a number that is down on both sides: the right PIN, and one more call with the same backup."""

CHAIN = PREPARE + CUT_OVER + CONFIRM

_BY_NAME = {step.name: step for step in CHAIN}


def step_named(name: str) -> Step:
    return _BY_NAME[name]
