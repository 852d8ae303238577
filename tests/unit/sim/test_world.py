"""One world: a number is connected on one side, and what is elsewhere gets nothing."""

from __future__ import annotations

import pytest

from wamigrate.core.payload import JsonObject
from wamigrate.sim.blob import Verdict
from wamigrate.sim.clock import WorldClock
from wamigrate.sim.cloud.errors import GraphError
from wamigrate.sim.cloud.registration import Attempt, move
from wamigrate.sim.network import Outgoing
from wamigrate.sim.number import PhoneNumber, Side
from wamigrate.sim.world import World

CUSTOMER = "16505551234"


def world() -> World:
    return World(clock=WorldClock(lambda: 1_800_000_000.0))


def outgoing(here: World, number: PhoneNumber, side: Side, *, free_form: bool = False) -> Outgoing:
    customer = here.network.customer(CUSTOMER)
    return Outgoing(
        "id", number, side, customer, "text", {"body": "x"}, here.clock.now(), free_form=free_form
    )


def say(here: World, name: str) -> JsonObject:
    number = here.numbers[name]
    return here.network.inbound(
        number, here.network.customer(CUSTOMER), {"type": "text", "text": {"body": "x"}}
    )


def test_the_default_world_has_a_number_for_each_story() -> None:
    here = world()
    sides = {name: str(here.side(n)) for name, n in here.numbers.items()}
    assert sides == {
        "main": "onprem",
        "sharded": "onprem",
        "official": "onprem",
        "pinless": "onprem",
        "open": "onprem",
        "gone": "none",
        "cloud": "cloud",
    }
    assert here.numbers["official"].is_oba
    assert here.numbers["open"].pin is None
    assert len({n.waba.id for n in here.numbers.values()}) == 1
    assert here.numbers["main"].waba.find_template("hello_world", "en_US")


@pytest.mark.anyio
async def test_a_message_goes_out_only_on_the_side_that_is_connected() -> None:
    here = world()
    number = here.numbers["main"]
    inbox = here.network.customer(CUSTOMER).inbox
    here.network.accept(outgoing(here, number, Side.ONPREM))
    here.clock.advance(1)
    assert [m["via"] for m in inbox] == ["onprem"]
    number.side = Side.CLOUD
    here.network.accept(outgoing(here, number, Side.ONPREM))
    here.clock.advance(1)
    assert (len(inbox), len(number.deployment.pending)) == (1, 1)
    here.network.accept(outgoing(here, number, Side.CLOUD))
    here.clock.advance(1)
    assert [m["via"] for m in inbox] == ["onprem", "cloud"]


@pytest.mark.anyio
async def test_the_customer_window_is_open_for_a_day() -> None:
    here = world()
    number = here.numbers["cloud"]
    customer = here.network.customer(CUSTOMER)
    assert not here.network.window_open(number, customer)
    say(here, "cloud")
    assert here.network.window_open(number, customer)
    assert not here.network.window_open(here.numbers["main"], customer)
    here.clock.advance(86400)
    assert not here.network.window_open(number, customer)


@pytest.mark.anyio
async def test_what_is_written_to_a_number_that_is_nowhere_is_dropped() -> None:
    here = world()
    assert say(here, "gone")["dropped"] is True
    here.numbers["main"].side = Side.NONE
    assert say(here, "main")["dropped"] is True
    assert (here.numbers["gone"].dropped, here.numbers["main"].dropped) == (1, 1)
    assert here.numbers["gone"].windows == {}


@pytest.mark.anyio
async def test_a_stuck_queue_goes_out_when_it_is_freed() -> None:
    here = world()
    number = here.numbers["main"]
    fault = here.faults.add("stuck_queue", at=0.0, number="main")
    here.network.accept(outgoing(here, number, Side.ONPREM))
    here.clock.advance(60)
    assert len(number.deployment.pending) == 1
    here.faults.remove(fault.id)
    here.nudge()
    assert (len(number.deployment.pending), len(here.network.customer(CUSTOMER).inbox)) == (0, 1)


def test_a_backup_fits_its_number_and_its_registration_only() -> None:
    here = world()
    main, other = here.numbers["main"], here.numbers["open"]
    data = here.make_backup(main, "tacocat")
    assert here.read_backup(main, data, "tacocat")[0] is Verdict.GOOD
    assert here.read_backup(other, data, "tacocat")[0] is Verdict.OTHER_NUMBER
    main.identity = here.new_identity()
    assert here.read_backup(main, data, "tacocat")[0] is Verdict.ALTERED


@pytest.mark.anyio
async def test_a_wrong_pin_disconnects_for_good_and_the_right_one_arrives() -> None:
    here = world()
    number = here.numbers["main"]
    data = here.make_backup(number, "tacocat")
    wrong = "000000" if number.pin != "000000" else "111111"
    with pytest.raises(GraphError) as refused:
        await move(here, number, Attempt(wrong, data, "tacocat", None), 0)
    assert (refused.value.code, here.side(number), number.platform_type) == (
        133005,
        Side.NONE,
        "NOT_APPLICABLE",
    )
    await move(here, number, Attempt(number.pin or "", data, "tacocat", None), 0)
    assert (number.side, number.platform_type, here.gateway(number)) == (
        Side.CLOUD,
        "CLOUD_API",
        "disconnected",
    )


@pytest.mark.anyio
async def test_a_registration_without_a_backup_is_refused_before_anything_is_disconnected() -> None:
    here = world()
    number = here.numbers["main"]
    with pytest.raises(GraphError) as refused:
        await move(here, number, Attempt(number.pin or "", None, None, None), 0)
    assert (refused.value.code, here.side(number)) == (133006, Side.ONPREM)


@pytest.mark.anyio
async def test_reset_keeps_ids_secrets_and_stored_backups() -> None:
    here = world()
    before = {n.name: (n.id, n.pin, n.identity) for n in here.numbers.values()}
    tokens = set(here.tokens)
    here.numbers["main"].side = Side.CLOUD
    here.numbers["main"].pin = None
    here.reset()
    assert {n.name: (n.id, n.pin, n.identity) for n in here.numbers.values()} == before
    assert (set(here.tokens), here.numbers["main"].side) == (tokens, Side.ONPREM)
    stored = here.stored_backups["gone"]
    assert here.read_backup(here.numbers["gone"], stored["data"], stored["password"])[0] is Verdict.GOOD


def test_numbers_are_found_by_name_digits_and_id() -> None:
    here = world()
    main = here.numbers["main"]
    assert here.find_number("main") is main
    assert here.find_number("+1 650 555 0100") is main
    assert here.find_number(main.id) is main
    assert here.find_number("nobody") is None
