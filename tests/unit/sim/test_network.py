"""The network: when messages and receipts travel, and to whom."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from wamigrate.core.payload import JsonObject
from wamigrate.sim.clock import WorldClock
from wamigrate.sim.customer import KEPT, Customer
from wamigrate.sim.default_world import default_spec
from wamigrate.sim.network import Failure, Outgoing
from wamigrate.sim.number import Side
from wamigrate.sim.phone import change_identity, change_phone, delete_message, edit_message, go_online, unread
from wamigrate.sim.spec import Options
from wamigrate.sim.world import World

START = 1_800_000_000.0
ADA = "16505551234"
SLOW = Options(send_delay=1, delivered_delay=10, read_delay=100)


class Ear:
    """Stands where an API stands, and remembers what it is told and when."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.told: list[tuple[float, str, int | None]] = []
        self.heard: list[JsonObject] = []
        for side in (Side.CLOUD, Side.ONPREM):
            world.network.report[side] = self.report
            world.network.hear[side] = self.hear

    def report(self, out: Outgoing, state: str, failure: Failure | None) -> None:
        self.told.append((self._world.clock.now() - START, state, failure.cloud if failure else None))

    def hear(self, number: object, customer: Customer, message: JsonObject) -> bool:
        self.heard.append(message)
        return True

    @property
    def states(self) -> list[str]:
        return [state for _, state, _ in self.told]


def world(options: Options = SLOW) -> tuple[World, Ear]:
    here = World(msgspec.structs.replace(default_spec(), options=options), WorldClock(lambda: START))
    return here, Ear(here)


def send(here: World, kind: str = "text", *, side: Side = Side.CLOUD, free_form: bool = False) -> Outgoing:
    number = here.numbers["cloud" if side is Side.CLOUD else "main"]
    ada = here.network.customer(ADA)
    message_id = f"m{here.clock.now()}{len(ada.received)}"
    out = Outgoing(message_id, number, side, ada, kind, {}, here.clock.now(), free_form)
    here.network.accept(out)
    return out


def say(here: World, name: str = "cloud") -> str:
    ada, text = here.network.customer(ADA), {"type": "text", "text": {"body": "x"}}
    return str(here.network.inbound(here.numbers[name], ada, text)["id"])


@pytest.mark.anyio
async def test_message_and_receipts_take_the_time_they_are_given() -> None:
    here, ear = world()
    send(here)
    here.clock.advance(200)
    assert ear.told == [(1.0, "sent", None), (11.0, "delivered", None), (111.0, "read", None)]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("receipts", "reads", "expected"), [(False, None, 2), (False, True, 3), (True, False, 2)]
)
async def test_who_reads_is_the_worlds_or_the_customers_choice(
    receipts: bool, reads: bool | None, expected: int
) -> None:
    here, ear = world(Options(read_receipts=receipts))
    here.network.customer(ADA).reads = reads
    send(here)
    here.clock.advance(1)
    assert ear.states == ["sent", "delivered", "read"][:expected]
    assert len(unread(here.network.customer(ADA))) == 3 - expected


@pytest.mark.anyio
async def test_a_phone_that_is_offline_gets_its_messages_when_it_is_back() -> None:
    here, ear = world()
    ada = here.network.customer(ADA)
    ada.offline = True
    send(here)
    here.clock.advance(3600)
    assert (ear.states, list(ada.inbox)) == (["sent"], [])
    assert go_online(here, ada) == 1
    here.clock.advance(10)
    assert (ear.states, len(ada.inbox), ada.waiting) == (["sent", "delivered"], 1, [])


@pytest.mark.anyio
async def test_a_number_that_is_blocked_never_hears_of_a_delivery() -> None:
    here, ear = world()
    here.network.customer(ADA).blocked.add("cloud")
    send(here)
    here.clock.advance(3600)
    assert (ear.states, list(here.network.customer(ADA).inbox)) == (["sent"], [])


@pytest.mark.anyio
async def test_a_free_form_message_needs_a_window_of_24_hours() -> None:
    here, ear = world()
    send(here, free_form=True)
    here.clock.advance(1)
    say(here)
    send(here, free_form=True)
    here.clock.advance(86_400)
    send(here, free_form=True)
    here.clock.advance(1)
    failed = [(code, state) for _, state, code in ear.told if state == "failed"]
    assert (failed, ear.states.count("sent")) == ([(131047, "failed")] * 2, 1)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("side", "kind", "last"), [(Side.CLOUD, "audio", "played"), (Side.ONPREM, "audio", "read")]
)
async def test_only_cloud_api_hears_that_a_voice_message_was_played(side: Side, kind: str, last: str) -> None:
    here, ear = world(Options(read_receipts=False))
    out = send(here, kind, side=side)
    here.clock.advance(1)
    here.network.play(out)
    here.network.play(out)
    assert ear.states == ["sent", "delivered", "read", "played"][: 3 + (last == "played")]


@pytest.mark.anyio
async def test_a_reaction_has_no_receipts() -> None:
    here, ear = world()
    send(here, "reaction")
    here.clock.advance(3600)
    assert ear.states == ["sent"]


@pytest.mark.anyio
async def test_a_message_is_read_once() -> None:
    here, ear = world()
    out = send(here)
    here.clock.advance(2)
    here.network.read(out)
    here.clock.advance(3600)
    assert ear.states == ["sent", "read"]


@pytest.mark.anyio
async def test_edits_and_deletions_open_no_window_and_name_their_message() -> None:
    here, ear = world()
    written = say(here)
    here.clock.advance(90_000)
    ada = here.network.customer(ADA)
    edit_message(here, ada, written, {"type": "text", "text": {"body": "y"}})
    delete_message(here, ada, written)
    told: list[JsonObject] = [m[m["type"]] for m in ear.heard[1:]]
    assert [t["original_message_id"] for t in told] == [written] * 2
    assert not here.network.window_open(here.numbers["cloud"], ada)
    assert written not in ada.written


@pytest.mark.anyio
async def test_worlds_of_earlier_years_call_them_unsupported() -> None:
    here, ear = world(Options(edits_and_deletions=False))
    written = say(here)
    delete_message(here, here.network.customer(ADA), written)
    assert ear.heard[-1]["type"] == "unsupported"


@pytest.mark.anyio
@pytest.mark.parametrize("change", [lambda w, c: change_phone(w, c, "16505559999"), change_identity])
async def test_only_businesses_that_know_a_customer_hear_of_their_changes(
    change: Callable[[World, Customer], object],
) -> None:
    here, ear = world()
    here.numbers["cloud"].identity_check = True
    say(here)
    change(here, here.network.customer(ADA))
    assert [m["type"] for m in ear.heard] == ["text", "system"]


@pytest.mark.anyio
async def test_a_new_phone_has_new_keys_and_a_new_number_takes_the_window_along() -> None:
    here, _ = world()
    say(here)
    ada = here.network.customer(ADA)
    before = ada.identity
    change_identity(here, ada)
    assert (ada.identity != before, ada.identity_at) == (True, START)
    change_phone(here, ada, "16505559999")
    assert here.network.customer("16505559999") is ada
    assert here.network.window_open(here.numbers["cloud"], ada)
    assert here.network.customer(ADA) is not ada


@pytest.mark.anyio
async def test_somebody_can_move_into_a_number_that_was_left() -> None:
    here, ear = world()
    say(here)
    change_phone(here, here.network.customer(ADA), "16505559999")
    send(here)
    here.clock.advance(1)
    say(here)
    send(here)
    here.clock.advance(1)
    assert ear.states == ["failed", "sent"]


def test_a_phone_keeps_its_latest_messages_only() -> None:
    here, _ = world()
    ada = here.network.customer(ADA)
    for n in range(KEPT + 5):
        out = Outgoing(f"m{n}", here.numbers["cloud"], Side.CLOUD, ada, "text", {}, START)
        ada.keep(out, {"id": out.id})
        ada.remember(out.id, "cloud", "text")
    assert [len(ada.inbox), len(ada.received), len(ada.written)] == [KEPT] * 3
    assert "m4" not in ada.received
    assert "m5" in ada.received


def test_numbers_are_not_rewritten_where_that_is_not_wanted() -> None:
    here, _ = world(Options(rewrite_numbers=False))
    assert here.network.wa_id("+55 31 98765-4321") == "5531987654321"
