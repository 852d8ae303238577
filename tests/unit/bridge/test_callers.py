"""Who is calling, as learned and as given out."""

from __future__ import annotations

import base64

import pytest

from wamigrate.bridge.callers import Callers
from wamigrate.bridge.refusals import Refused
from wamigrate.store import bridge_callers
from wamigrate.store.database import Database

pytestmark = pytest.mark.anyio
P = "106540352242922"


def callers(db: Database, number: str = P) -> Callers:
    return Callers(db, number, b"k" * 32, token_life=60.0)


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


async def test_nobody_is_let_in_at_first(db: Database) -> None:
    with pytest.raises(Refused) as refused:
        await callers(db).login(basic("admin", "Secret-1"), None)
    assert (refused.value.code, refused.value.status) == (1005, 401)


async def test_a_learned_login_works_in_every_process(db: Database) -> None:
    await callers(db).learn_login("admin", "Secret-1a", "a.b.c")
    token, _ = await callers(db).login(basic("admin", "Secret-1a"), None)
    caller = await callers(db).identify(f"Bearer {token}")
    assert (caller.name, caller.admin) == ("admin", True)


async def test_the_token_of_a_learned_login_works_too(db: Database) -> None:
    await callers(db).learn_login("crm", "Secret-1a", "a.b.c")
    caller = await callers(db).identify("Bearer a.b.c")
    assert (caller.name, caller.admin) == ("crm", False)


async def test_a_token_of_one_number_is_nothing_at_another(db: Database) -> None:
    await callers(db).learn_login("crm", "Secret-1a", "a.b.c")
    with pytest.raises(Refused):
        await callers(db, "999").identify("Bearer a.b.c")


async def test_a_refusal_forgets_the_password_that_was_refused_and_no_other(db: Database) -> None:
    await callers(db).learn_login("crm", "Secret-1a", "a.b.c")
    await callers(db).learn_refusal("crm", "Guess-1a")
    assert await callers(db).find("crm") is not None
    await callers(db).learn_refusal("crm", "Secret-1a")
    assert await callers(db).find("crm") is None


async def test_a_token_in_use_is_learned_and_its_role_rises(db: Database) -> None:
    known = callers(db)
    await known.learn_use("a.b.c", admin=False, seen_as="crm/1")
    assert known.knows("a.b.c", admin=False)
    assert not known.knows("a.b.c", admin=True)
    await known.learn_use("a.b.c", admin=True, seen_as="crm/1")
    assert (await callers(db).identify("Bearer a.b.c")).admin


async def test_a_token_that_on_premises_refuses_is_forgotten(db: Database) -> None:
    known = callers(db)
    await known.learn_use("a.b.c", admin=False, seen_as="crm/1")
    await known.forget_token("a.b.c")
    with pytest.raises(Refused):
        await known.identify("Bearer a.b.c")


async def test_a_new_password_on_login_replaces_the_old_one(db: Database) -> None:
    known = callers(db)
    await known.create("agent1", "Secret-1a")
    await known.login(basic("agent1", "Secret-1a"), "Secret-2b")
    with pytest.raises(Refused):
        await known.login(basic("agent1", "Secret-1a"), None)
    with pytest.raises(Refused) as refused:
        await known.login(basic("agent1", "Secret-2b"), "weak")
    assert refused.value.code == 1009


async def test_a_store_that_is_away_does_not_lock_known_callers_out(db: Database) -> None:
    known = callers(db)
    await known.learn_login("crm", "Secret-1a", "a.b.c")
    db.engine.dispose()
    assert (await known.identify("Bearer a.b.c")).name == "crm"


async def test_an_api_key_opens_what_monitoring_reads_and_nothing_else(db: Database) -> None:
    await callers(db).learn_key("k" * 12, accepted=True)
    caller = await callers(db).identify(f"Apikey {'k' * 12}", monitor=True)
    assert not caller.admin
    for authorization in (f"Apikey {'k' * 12}", f"Bearer {'k' * 12}", f"Bearer apikey {'k' * 12}"):
        with pytest.raises(Refused):
            await callers(db).identify(authorization)
    for authorization in (f"Bearer apikey {'k' * 12}", "Apikey other-key-12", "Apikey ", ""):
        with pytest.raises(Refused):
            await callers(db).identify(authorization, monitor=True)


async def test_a_bearer_token_is_no_api_key(db: Database) -> None:
    await callers(db).learn_use("a.b.c", admin=True, seen_as="crm/1")
    assert (await callers(db).identify("Bearer a.b.c", monitor=True)).admin
    with pytest.raises(Refused):
        await callers(db).identify("Apikey a.b.c", monitor=True)


async def test_an_api_key_is_forgotten_when_on_premises_refuses_it_and_stands_against_no_hold(
    db: Database,
) -> None:
    known = callers(db)
    await known.learn_key("k" * 12, accepted=True)
    assert db.read_now(lambda conn: bridge_callers.unknown_callers(conn, P, 0.0)) == []
    await known.learn_key("k" * 12, accepted=False)
    with pytest.raises(Refused):
        await known.identify(f"Apikey {'k' * 12}", monitor=True)
