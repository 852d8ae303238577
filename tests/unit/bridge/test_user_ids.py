"""Which number an application knows a customer by who hides theirs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.unit.bridge.stand import KEY, settings_of
from wamigrate.bridge.user_ids import Users
from wamigrate.core.payload import JsonObject
from wamigrate.store.hot.opening import open_hot
from wamigrate.store.hot.program import HotStore
from wamigrate.store.opening import open_store

pytestmark = pytest.mark.anyio
ANN, PHONE = "US.1491208655302741", "16505550111"
HIDDEN: JsonObject = {"messages": [{"from_user_id": ANN}]}
STATUS: JsonObject = {"statuses": [{"recipient_user_id": ANN}]}


@pytest.fixture
async def hot(tmp_path: Path) -> AsyncIterator[HotStore]:
    settings = settings_of(f"sqlite:///{tmp_path / 'w.db'}")
    with open_store(settings, KEY) as store:
        async with open_hot(store.url) as opened:
            yield opened


async def test_who_was_seen_with_number_and_id_is_known_in_every_process(hot: HotStore) -> None:
    here, there = Users(hot, "1"), Users(hot, "1")
    assert await here.named(HIDDEN) == {}
    here.learn(ANN, PHONE)
    assert await here.named(HIDDEN) == {ANN: PHONE}
    assert await there.named(HIDDEN) == {}
    await here.write(1.0)
    assert await there.named(HIDDEN) == await there.named(STATUS) == {ANN: PHONE}
    assert await Users(hot, "2").named(HIDDEN) == {}


async def test_a_new_number_replaces_the_old_one(hot: HotStore) -> None:
    users = Users(hot, "1")
    for number in (PHONE, "16505550199"):
        users.learn(ANN, number)
        await users.write(1.0)
    assert await Users(hot, "1").named(HIDDEN) == {ANN: "16505550199"}


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"messages": ["x"]},
        {"messages": [{"from": PHONE, "from_user_id": ANN}]},
        {"statuses": [{"recipient_id": PHONE, "recipient_user_id": ANN}]},
        {"messages": [{"from_user_id": 5}]},
    ],
)
async def test_nothing_is_looked_up_where_the_number_is_given(hot: HotStore, document: JsonObject) -> None:
    users = Users(hot, "1")
    users.learn(ANN, PHONE)
    assert await users.named(document) == {}


async def test_what_is_no_number_is_not_learned(hot: HotStore) -> None:
    users = Users(hot, "1")
    for user_id, number in ((ANN, ANN), (ANN, None), (None, PHONE), (5, PHONE), (ANN, "")):
        users.learn(user_id, number)
    assert await users.named(HIDDEN) == {}


async def test_the_memory_is_bounded_and_begins_anew(hot: HotStore) -> None:
    users = Users(hot, "1", most=2)
    for n in range(3):
        users.learn(f"US.{n}", f"1650555011{n}")
    await users.write(1.0)
    users.learn("US.2", "16505550112")
    await users.write(2.0)
    assert await Users(hot, "1").named({"messages": [{"from_user_id": "US.2"}]}) == {"US.2": "16505550112"}


@pytest.mark.parametrize(
    ("notice", "number"),
    [
        ({"type": "user_changed_user_id", "user_id": "US.2", "previous_user_id": ANN}, PHONE),
        ({"type": "user_changed_user_id", "previous_user_id": ANN}, PHONE),
        (
            {"type": "user_changed_number", "wa_id": "1650", "user_id": "US.2", "previous_user_id": ANN},
            "1650",
        ),
    ],
)
async def test_whoever_has_a_new_user_id_is_known_as_before(
    hot: HotStore, notice: JsonObject, number: str
) -> None:
    first = Users(hot, "1")
    first.learn(ANN, PHONE)
    await first.write(1.0)
    users = Users(hot, "1")
    await users.follow({"messages": [{"from_user_id": "US.2", "type": "system", "system": notice}]})
    assert await users.named({"messages": [{"from_user_id": "US.2"}]}) == {"US.2": number}


@pytest.mark.parametrize("notice", [None, "x", {}, {"previous_user_id": 5}, {"previous_user_id": "US.9"}])
async def test_other_notices_teach_nothing(hot: HotStore, notice: object) -> None:
    users = Users(hot, "1")
    await users.follow({"messages": [{"from_user_id": "US.2", "system": notice}]})
    assert await users.named({"messages": [{"from_user_id": "US.2"}]}) == {}
