"""The PIN that `register` needs is known, or made and set, and never shown."""

from __future__ import annotations

import pytest

from tests.unit.migration.bench import PIN, Bench, prospect
from tests.unit.migration.checks.fakes import World, onprem_error
from tests.unit.migration.conftest import NewBench
from wamigrate.core.secret import Secret
from wamigrate.errors import OnPremError, StepFailed
from wamigrate.migration.steps.settle_two_step import new_pin, step

pytestmark = pytest.mark.anyio


async def test_a_known_pin_is_kept_as_it_is(bench: Bench) -> None:
    assert await bench.run(step) == {"pin": "given"}
    assert await bench.kept("pin") == PIN
    assert bench.onprem.calls == []


async def test_an_unknown_pin_is_made_and_set_by_the_admin(bench: Bench) -> None:
    bench.change_number(pin=None)
    assert await bench.run(step) == {"pin": "generated", "set_by": "On-Premises admin"}
    kept = await bench.kept("pin")
    assert bench.onprem.calls == ["delete_two_step", "set_two_step"]
    assert [pin.reveal() for pin in bench.onprem.pins] == [kept]


async def test_the_pin_is_kept_before_it_is_set_so_that_a_crash_cannot_lose_it(bench: Bench) -> None:
    bench.change_number(pin=None)
    bench.onprem.errors["set_two_step"] = onprem_error(500, 1014)
    with pytest.raises(OnPremError):
        await bench.run(step)
    kept = await bench.kept("pin")
    assert kept is not None
    bench.onprem.errors.clear()
    await bench.run(step)
    assert [pin.reveal() for pin in bench.onprem.pins] == [kept]


async def test_where_two_step_is_off_register_sets_the_pin(bench: Bench) -> None:
    bench.change_number(pin=None, answers={"two_step": "off"})
    assert await bench.run(step) == {"pin": "generated", "set_by": "register"}
    assert bench.onprem.calls == []
    assert len(await bench.kept("pin") or "") == 6


async def test_without_an_admin_nobody_can_set_a_pin(new_bench: NewBench) -> None:
    bench = new_bench(path="C")
    bench.change_number(pin=None, onprem=None)
    with pytest.raises(StepFailed, match="no On-Premises admin can set one") as caught:
        await bench.run(step)
    assert "WhatsApp Manager" in (caught.value.hint or "")


def test_a_new_pin_has_six_digits_that_are_not_all_alike() -> None:
    pins = {new_pin().reveal() for _ in range(200)}
    assert all(len(pin) == 6 and pin.isdecimal() and len(set(pin)) > 2 for pin in pins)
    assert len(pins) > 150


def without_pin() -> World:
    world = World()
    world.change_number(pin=None)
    return world


def test_the_plan_notes_that_the_admin_will_set_a_pin() -> None:
    (found,) = step.blockers(prospect(without_pin().number))
    assert found.note


def test_the_plan_blocks_where_nobody_can() -> None:
    (found,) = step.blockers(prospect(without_pin().number, path="C"))
    assert (found.note, found.todo != "") == (False, True)


def test_the_plan_is_silent_where_the_pin_is_known_or_two_step_is_off() -> None:
    world = without_pin()
    assert list(step.blockers(prospect(world.number, path="C", two_step="off"))) == []
    world.change_number(pin=Secret(PIN))
    assert list(step.blockers(prospect(world.number))) == []
