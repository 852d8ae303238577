"""A world is kept as a document and brought back whole."""

from __future__ import annotations

import copy
import dataclasses
import json
import types
import typing
from enum import Enum
from typing import Any

import msgspec
import pytest

from wamigrate.sim.blob import Verdict
from wamigrate.sim.clock import WorldClock
from wamigrate.sim.cloud.state import App, Business, CloudMedia, Template, Waba
from wamigrate.sim.codec import READERS, Misfit, _hints
from wamigrate.sim.network import Outgoing
from wamigrate.sim.number import Side
from wamigrate.sim.state import PARTS, load_state, save_state
from wamigrate.sim.world import Node, World

NOW = 1_800_000_000.0
ADA = "16505551234"


def new_world() -> World:
    return World(clock=WorldClock(lambda: NOW))


def saved(here: World) -> Any:
    return json.loads(json.dumps(save_state(here)))


def lived_in() -> World:
    """A world with something of everything."""
    here = new_world()
    main, cloud = here.numbers["main"], here.numbers["cloud"]
    ada = here.network.customer(ADA)
    cloud.windows[ADA] = NOW
    main.pin, main.registers = "999999", [NOW - 5]
    main.deployment.callbacks["inbound_message", "success"] = 3
    fault = here.faults.add("latency", at=NOW, value=[0, 1], probability=0.5, seed=4, path="/register")
    fault.dice.random()
    out = Outgoing("m1", cloud, Side.CLOUD, ada, "text", {"body": "x"}, NOW, tag="t")
    ada.keep(out, {"id": "m1", "type": "text"})
    ada.blocked.add("open")
    main.deployment.pending["m2"] = Outgoing("m2", main, Side.ONPREM, ada, "text", {"body": "y"}, NOW)
    main.side = Side.NONE
    return here


@pytest.mark.anyio
async def test_a_world_comes_back_as_it_was() -> None:
    before = lived_in()
    document = saved(before)
    after = new_world()

    load_state(after, document)

    assert saved(after) == document
    main, ada = after.numbers["main"], after.network.customers[ADA]
    assert (main.pin, main.registers, main.side) == ("999999", [NOW - 5], Side.NONE)
    assert main.deployment.callbacks == {("inbound_message", "success"): 3}
    assert main.deployment.pending["m2"].customer is ada
    assert ada.received["m1"].number is after.numbers["cloud"]
    assert after.nodes[main.id] is main
    assert main.waba is after.numbers["cloud"].waba
    assert (ada.blocked, list(ada.inbox)) == ({"open"}, [{"id": "m1", "type": "text"}])
    assert set(after.tokens) == set(before.tokens)


@pytest.mark.anyio
async def test_chance_goes_on_where_it_was() -> None:
    before = lived_in()
    after = new_world()
    load_state(after, saved(before))
    rolls = [
        [bool(w.faults.for_call("graph", "/1/register", None)) for _ in range(20)] for w in (before, after)
    ]
    assert rolls[0] == rolls[1]
    assert set(rolls[0]) == {True, False}
    assert after.faults.add("down", at=0.0).id == "f2"


@pytest.mark.anyio
async def test_backups_that_were_made_before_still_fit() -> None:
    before = lived_in()
    data = before.make_backup(before.numbers["main"], "tacocat")
    after = new_world()
    load_state(after, saved(before))
    assert after.read_backup(after.numbers["main"], data, "tacocat")[0] is Verdict.GOOD
    stored = after.stored_backups["gone"]
    assert after.read_backup(after.numbers["gone"], stored["data"], stored["password"])[0] is Verdict.GOOD


@pytest.mark.anyio
async def test_the_clock_stands_where_it_stood_and_reset_leads_to_the_loaded_beginning() -> None:
    before = lived_in()
    before.clock.freeze()
    before.clock.advance(1000)
    after = new_world()
    load_state(after, saved(before))
    assert (after.clock.now(), after.clock.frozen) == (NOW + 1000, True)
    after.reset()
    assert (after.clock.now(), after.clock.frozen) == (NOW, False)
    assert after.numbers["main"].pin == before.spec.number[0].pin


@pytest.mark.anyio
async def test_own_addresses_follow_the_process() -> None:
    before = lived_in()
    before.poster.sink = "http://127.0.0.1:1"
    before.reset()
    after = new_world()
    after.poster.sink = "http://127.0.0.1:2"
    load_state(after, saved(before))
    assert after.app.callback_url == "http://127.0.0.1:2/sink/cloud"
    url = after.numbers["main"].deployment.settings["webhooks"]["url"]
    assert url == "http://127.0.0.1:2/sink/main"


def unreadable(hint: Any, seen: set[Any]) -> list[str]:
    """What a field of this type knows that could not be read back."""
    origin = typing.get_origin(hint) or hint
    if hint is Any or hint is Ellipsis or origin is typing.Literal or origin in seen:
        return []
    if isinstance(origin, type) and dataclasses.is_dataclass(origin):
        seen.add(origin)
        cls: type = origin
        return [text for inner in _hints(cls).values() for text in unreadable(inner, seen)]
    if isinstance(origin, type) and issubclass(
        origin, msgspec.Struct | Enum | tuple | bool | int | float | str
    ):
        return [text for inner in typing.get_args(hint) for text in unreadable(inner, seen)]
    if origin in (*READERS, typing.Union, types.UnionType, type(None), Node):
        return [text for inner in typing.get_args(hint) for text in unreadable(inner, seen)]
    return [str(hint)]


def test_everything_that_a_world_knows_can_be_read_back() -> None:
    nodes = [App, Business, CloudMedia, Template, Waba]
    assert [text for hint in (*PARTS.values(), *nodes) for text in unreadable(hint, set())] == []


def broken(change: Any) -> Any:
    document = copy.deepcopy(saved(lived_in()))
    change(document)
    return document


def one(document: Any, kind: str) -> Any:
    return next(o for o in document["objects"].values() if o["@"].endswith(kind))


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda d: d.clear(), "no saved world"),
        (lambda d: d.update(wamigrate_world=99), "no saved world"),
        (lambda d: d.pop("clock"), "'clock'"),
        (lambda d: d["clock"].update(now="noon"), "noon"),
        (lambda d: d["parts"].pop("left"), "'left'"),
        (lambda d: d["keys"].update(backup_key="xyz"), "not complete"),
        (lambda d: d["spec"].pop("waba"), "spec"),
        (lambda d: d["spec"]["number"].pop(), "do not name the same numbers"),
        (lambda d: d.update(objects=[]), "objects must be an object"),
        (lambda d: one(d, "PhoneNumber").update({"@": "subprocess.Popen"}), "class that is not known"),
        (lambda d: one(d, "PhoneNumber").update(pin=7), "pin must be str or NoneType"),
        (lambda d: one(d, "PhoneNumber").update(side="moon"), "side"),
        (lambda d: one(d, "PhoneNumber").update(waba={"#": "99999"}), "waba must be Waba"),
        (lambda d: one(d, "PhoneNumber").update(waba=one(d, "Fault")), "waba must be Waba"),
        (lambda d: one(d, "PhoneNumber").pop("otp"), "otp is missing"),
        (lambda d: one(d, "Fault").update(dice=[1, [2], 3]), "state of a generator"),
        (lambda d: one(d, "PhoneNumber").update(windows=[1]), "windows"),
        (lambda d: one(d, "Customer").update(inbox={}), "inbox must be"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(change: Any, text: str) -> None:
    here = new_world()
    before = saved(here)
    with pytest.raises(Misfit) as misfit:
        load_state(here, broken(change))
    assert text in str(misfit.value)
    assert saved(here) == before
