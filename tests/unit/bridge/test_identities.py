"""Which key of a customer an application trusts."""

from __future__ import annotations

import pytest

from wamigrate.bridge.identities import Identities
from wamigrate.core.clock import SystemClock
from wamigrate.core.payload import JsonObject
from wamigrate.errors import CloudError
from wamigrate.store.database import Database
from wamigrate.store.memory import Memory
from wamigrate.store.sealing import Sealer

pytestmark = pytest.mark.anyio
ANN = "16505550111"


@pytest.fixture
def identities(db: Database) -> Identities:
    async def spelled(digits: str) -> str:
        return digits.replace("5511987654321", "551187654321")

    return Identities(Memory(db, Sealer(b"k" * 32), SystemClock()), "106540352242922", spelled, believed=0)


def message(value: str, since: int = 1, customer: str = ANN, **given: object) -> JsonObject:
    identity = {"hash": value, "created_timestamp": since, "acknowledged": True}
    return {"messages": [{"from": customer, "timestamp": "1", "type": "text", "identity": identity, **given}]}


def new_key(value: str, since: int = 2) -> JsonObject:
    return message(value, since, type="system", system={"type": "customer_identity_changed"})


def status(value: str) -> JsonObject:
    named = {"recipient_id": ANN, "recipient_identity_key_hash": value, "timestamp": "9"}
    return {"statuses": [named]}


async def test_nothing_is_expected_of_a_customer_whose_key_nobody_knows(identities: Identities) -> None:
    assert await identities.expected(ANN) is None


async def test_a_key_is_trusted_at_first_sight(identities: Identities) -> None:
    await identities.look(message("one"))
    assert await identities.expected(ANN) == "one"


async def test_a_key_beside_the_message_or_in_a_status_counts_too(identities: Identities) -> None:
    beside = {"contacts": [{"wa_id": "1", "identity_key_hash": "one"}]}
    await identities.look({**beside, "messages": [{"from": "1", "timestamp": "5", "type": "text"}]})
    await identities.look(status("two"))
    assert (await identities.expected("1"), await identities.expected(ANN)) == ("one", "two")


async def test_a_changed_key_is_not_trusted_before_it_is_acknowledged(identities: Identities) -> None:
    await identities.look(message("one"))
    later = message("two", 2)
    await identities.look(later)
    assert later["messages"][0]["identity"]["acknowledged"] is False
    assert await identities.expected(ANN) == "one"
    assert not await identities.acknowledge(ANN, "one")
    assert await identities.acknowledge(ANN, "two")
    assert await identities.expected(ANN) == "two"
    known = await identities.find(ANN)
    assert known is not None
    assert (known.acknowledged, known.since) == (True, 2)


async def test_a_key_that_comes_as_news_is_not_trusted_at_first_sight(identities: Identities) -> None:
    await identities.look(new_key("two"))
    with pytest.raises(CloudError) as refused:
        await identities.expected(ANN)
    assert refused.value.code == 137000
    assert await identities.acknowledge(ANN, "two")
    assert await identities.expected(ANN) == "two"


async def test_what_comes_late_or_from_an_old_status_changes_nothing(identities: Identities) -> None:
    await identities.look(message("two", 2))
    await identities.look(message("one", 1))
    await identities.look(status("one"))
    assert await identities.expected(ANN) == "two"


async def test_an_acknowledgement_of_a_customer_whom_nobody_knows_is_believed(identities: Identities) -> None:
    assert await identities.acknowledge(ANN, "one")
    assert await identities.expected(ANN) == "one"


async def test_a_customer_is_found_under_the_spelling_of_whatsapp(identities: Identities) -> None:
    await identities.look(message("one", customer="551187654321"))
    assert await identities.expected("5511987654321") == "one"


async def test_a_store_that_is_away_does_not_stop_sends(db: Database, identities: Identities) -> None:
    await identities.look(message("one"))
    db.run_now(lambda conn: conn.exec_driver_sql("drop table wm_bridge_memory"))
    assert await identities.expected(ANN) == "one"
    assert await identities.expected("16505550999") is None


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"messages": []},
        {"messages": ["x"]},
        {"errors": [{}]},
        {"messages": [{"from": ANN, "identity": "x"}]},
        {"messages": [{"from": 1, "identity": {"hash": "x"}}]},
        {"messages": [{"from": ANN, "identity": {"hash": ["x"], "created_timestamp": "x" * 99}}]},
        {"statuses": [{"recipient_id": None, "recipient_identity_key_hash": "x"}]},
    ],
)
async def test_what_names_no_key_teaches_nothing(identities: Identities, document: JsonObject) -> None:
    await identities.look(document)
    assert await identities.expected(ANN) is None
