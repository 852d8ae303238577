"""What relayed calls teach, and that it never costs a call its answer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from wamigrate.bridge.call import Access
from wamigrate.bridge.callers import Callers
from wamigrate.bridge.learning import learn_token
from wamigrate.bridge.refusals import Refused
from wamigrate.store.database import Database

pytestmark = pytest.mark.anyio
P = "106540352242922"


def call(db: Database, authorization: str) -> Any:
    callers = Callers(db, P, b"k" * 32, token_life=60.0)
    line = SimpleNamespace(callers=callers, name="main")
    scope = {"client": ("127.0.0.1", 5)}
    return SimpleNamespace(authorization=authorization, line=line, scope=scope, header=lambda name: "crm/1")


def row(access: Access) -> Any:
    return SimpleNamespace(access=access)


@pytest.mark.parametrize("authorization", ["Bearer a.b.c", "Apikey abcdefghijkl"])
@pytest.mark.parametrize("status", [200, 401])
async def test_a_store_that_is_away_costs_no_relayed_call(
    db: Database, authorization: str, status: int
) -> None:
    made = call(db, authorization)
    db.run_now(lambda conn: conn.exec_driver_sql("drop table wm_bridge_tokens"))
    await learn_token(made, row(Access.MONITOR), status)


@pytest.mark.parametrize(
    ("access", "statuses", "is_known"),
    [
        (Access.MONITOR, [200], True),
        (Access.MONITOR, [200, 401], False),
        (Access.MONITOR, [200, 429, 503], True),
        (Access.USER, [200], False),
        (Access.OPEN, [200], False),
    ],
)
async def test_an_api_key_is_learned_where_on_premises_looks_at_one(
    db: Database, access: Access, statuses: list[int], is_known: bool
) -> None:
    made = call(db, "Apikey abcdefghijkl")
    for status in statuses:
        await learn_token(made, row(access), status)
    assert await _is_let_in(made) is is_known


async def test_a_no_where_on_premises_looks_at_no_keys_means_nothing(db: Database) -> None:
    made = call(db, "Apikey abcdefghijkl")
    await learn_token(made, row(Access.MONITOR), 200)
    await learn_token(made, row(Access.USER), 401)
    await learn_token(made, None, 401)
    assert await _is_let_in(made)


async def _is_let_in(made: Any) -> bool:
    try:
        await made.line.callers.identify(made.authorization, monitor=True)
    except Refused:
        return False
    return True
