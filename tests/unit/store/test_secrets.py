"""What goes in comes out: only with the right key, only from its own row, never after it was destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.postgres import postgres
from wamigrate.core.secret import Secret
from wamigrate.errors import StoreError
from wamigrate.store.database import Database
from wamigrate.store.keys import MasterKey
from wamigrate.store.secrets import SecretStore

KEY = MasterKey(bytes(range(32)))
OTHER_KEY = MasterKey(bytes(range(1, 33)))
PLANTED = "planted-backup-password-7391"

reuse_fixture = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def store(database: Database) -> SecretStore:
    return SecretStore(database, KEY)


@pytest.fixture
def file_store(sqlite_file: Path) -> Iterator[Database]:
    database = Database.open(f"sqlite:///{sqlite_file}")
    yield database
    database.close()


def rows(connection: sa.Connection, table: str) -> int:
    return int(connection.exec_driver_sql(f"select count(*) from {table}").scalar_one())


def revealed(secret: Secret | None) -> str | None:
    return secret.reveal() if secret else None


def files_with(folder: Path, needle: bytes) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and needle in path.read_bytes())


@pytest.mark.anyio
async def test_a_secret_comes_back_as_it_was(store: SecretStore) -> None:
    await store.put("m-1", "pin", Secret("123456"))
    found = await store.get("m-1", "pin")
    assert found == Secret("123456")


@pytest.mark.anyio
async def test_what_was_never_stored_is_none(store: SecretStore) -> None:
    assert await store.get("m-1", "pin") is None
    await store.put("m-1", "pin", Secret("123456"))
    assert await store.get("m-1", "backup") is None
    assert await store.get("m-2", "pin") is None


@pytest.mark.anyio
async def test_a_second_value_replaces_the_first(store: SecretStore, database: Database) -> None:
    await store.put("m-1", "pin", Secret("123456"))
    await store.put("m-1", "pin", Secret("654321"))
    assert revealed(await store.get("m-1", "pin")) == "654321"
    assert await database.read(lambda connection: rows(connection, "wm_secret")) == 1


@pytest.mark.anyio
async def test_an_empty_value_is_a_value(store: SecretStore) -> None:
    await store.put("m-1", "password", Secret(""))
    found = await store.get("m-1", "password")
    assert found is not None
    assert found.reveal() == ""


@given(value=st.text(st.characters(), max_size=300))
@reuse_fixture
def test_any_text_comes_back_as_it_was(database: Database, value: str) -> None:
    store = SecretStore(database, KEY)
    database.run_now(lambda connection: store.put_in(connection, "m-1", "any", Secret(value)))
    found = database.read_now(lambda connection: store.get_in(connection, "m-1", "any"))
    assert found is not None
    assert found.reveal() == value


@pytest.mark.anyio
async def test_a_secret_follows_its_callers_transaction(store: SecretStore, database: Database) -> None:
    def put_and_fail(connection: sa.Connection) -> None:
        store.put_in(connection, "m-1", "pin", Secret("123456"))
        raise LookupError

    with pytest.raises(LookupError):
        await database.run(put_and_fail)
    assert await store.get("m-1", "pin") is None


@pytest.mark.anyio
async def test_the_same_value_never_looks_the_same_twice(store: SecretStore, database: Database) -> None:
    for migration, name in (("m-1", "a"), ("m-1", "b"), ("m-2", "a")):
        await store.put(migration, name, Secret("123456"))
    sealed = await database.read(lambda c: c.exec_driver_sql("select sealed from wm_secret").scalars().all())
    assert len({bytes(s)[:12] for s in sealed}) == 3
    assert len({bytes(s)[12:] for s in sealed}) == 3


@pytest.mark.anyio
async def test_a_wrong_master_key_is_told_which_one_is_expected(database: Database) -> None:
    await SecretStore(database, KEY).put("m-1", "pin", Secret("123456"))
    stranger = SecretStore(database, OTHER_KEY)
    for attempt in (stranger.get("m-1", "pin"), stranger.put("m-1", "b", Secret("x")), stranger.check_key()):
        with pytest.raises(StoreError) as caught:
            await attempt
        assert (
            str(caught.value)
            == f"The store's secrets need the master key {KEY.id}, but the one in use is {OTHER_KEY.id}."
        )
        assert caught.value.hint == f"Set WAMIGRATE_KEY or [store] key_file to the key with the id {KEY.id}."


@pytest.mark.anyio
async def test_the_right_master_key_passes_its_check(store: SecretStore) -> None:
    await store.check_key()
    await store.put("m-1", "pin", Secret("123456"))
    await store.check_key()


FROM = "update wm_secret set sealed = (select sealed from wm_secret where"


@pytest.mark.parametrize(
    "tampering",
    [
        f"{FROM} migration_id = 'm-1' and name = 'b')",
        f"{FROM} migration_id = 'm-2' and name = 'a')",
        "update wm_data_key set wrapped = (select wrapped from wm_data_key where migration_id = 'm-2')",
        "update wm_secret set sealed = substring(sealed, 1, 30)",
        "update wm_secret set sealed = substring(sealed, 1, 5)",
        "update wm_data_key set wrapped = substring(wrapped, 1, 59)",
    ],
)
@pytest.mark.anyio
async def test_what_was_moved_or_changed_is_not_decrypted(
    database: Database, store: SecretStore, tampering: str
) -> None:
    for migration, name in (("m-1", "a"), ("m-1", "b"), ("m-2", "a")):
        await store.put(migration, name, Secret(PLANTED))
    await database.run(lambda connection: connection.exec_driver_sql(tampering))
    with pytest.raises(StoreError, match="was changed or damaged") as caught:
        await store.get("m-1", "a")
    assert PLANTED not in str(caught.value)


@pytest.mark.anyio
async def test_a_secret_cannot_be_renamed(database: Database, store: SecretStore) -> None:
    await store.put("m-1", "pin", Secret("123456"))
    await database.run(
        lambda connection: connection.exec_driver_sql("update wm_secret set name = 'shown_to_all'")
    )
    with pytest.raises(StoreError, match="was changed or damaged"):
        await store.get("m-1", "shown_to_all")


@pytest.mark.anyio
async def test_a_destroyed_migration_has_no_secrets_and_others_keep_theirs(
    store: SecretStore, database: Database
) -> None:
    for migration in ("m-1", "m-2"):
        await store.put(migration, "pin", Secret("123456"))
    await store.destroy("m-1")
    assert await store.get("m-1", "pin") is None
    assert revealed(await store.get("m-2", "pin")) == "123456"
    counts = await database.read(lambda c: (rows(c, "wm_data_key"), rows(c, "wm_secret")))
    assert counts == (1, 1)


@pytest.mark.anyio
async def test_destroying_twice_or_nothing_is_fine(store: SecretStore) -> None:
    await store.destroy("m-1")
    await store.put("m-1", "pin", Secret("123456"))
    await store.destroy("m-1")
    await store.destroy("m-1")
    assert await store.get("m-1", "pin") is None


@pytest.mark.anyio
async def test_a_value_kept_from_before_is_worthless_afterwards(
    store: SecretStore, database: Database
) -> None:
    await store.put("m-1", "pin", Secret("123456"))
    kept = await database.read(
        lambda c: bytes(c.exec_driver_sql("select sealed from wm_secret").scalar_one())
    )
    await store.destroy("m-1")
    await store.put("m-1", "pin", Secret("654321"))
    await database.run(lambda c: c.execute(sa.text("update wm_secret set sealed = :s"), {"s": kept}))
    with pytest.raises(StoreError, match="was changed or damaged"):
        await store.get("m-1", "pin")


@pytest.mark.anyio
async def test_no_sqlite_file_ever_holds_a_secret_in_clear(file_store: Database, sqlite_file: Path) -> None:
    store = SecretStore(file_store, KEY)
    await store.put("m-1", "backup_password", Secret(PLANTED))
    assert files_with(sqlite_file.parent, PLANTED.encode()) == []
    assert files_with(sqlite_file.parent, b"backup_password") != []
    await store.destroy("m-1")
    assert files_with(sqlite_file.parent, PLANTED.encode()) == []


@pytest.mark.anyio
async def test_no_sqlite_file_holds_the_data_key_after_it_was_destroyed(
    file_store: Database, sqlite_file: Path
) -> None:
    store = SecretStore(file_store, KEY)
    await store.put("m-1", "backup_password", Secret(PLANTED))
    query = "select wrapped from wm_data_key union all select sealed from wm_secret"
    traces = [bytes(b) for b in await file_store.read(lambda c: c.exec_driver_sql(query).scalars().all())]
    assert [bool(files_with(sqlite_file.parent, trace)) for trace in traces] == [True, True]
    await store.destroy("m-1")
    assert [files_with(sqlite_file.parent, trace) for trace in traces] == [[], []]
    assert [files_with(sqlite_file.parent, trace[12:44]) for trace in traces] == [[], []]


@pytest.mark.anyio
async def test_no_postgresql_file_ever_holds_a_secret_in_clear() -> None:
    database = Database.open(postgres().new_database())
    await SecretStore(database, KEY).put("m-planted", "backup_password", Secret(PLANTED))
    postgres().execute("checkpoint")
    assert files_with(postgres().folder, PLANTED.encode()) == []
    assert files_with(postgres().folder, b"m-planted") != []
    database.close()


@pytest.mark.anyio
async def test_no_postgresql_table_holds_the_data_key_after_it_was_destroyed() -> None:
    database = Database.open(postgres().new_database())
    store = SecretStore(database, KEY)
    await store.put("m-1", "backup_password", Secret(PLANTED))
    await store.put("m-2", "backup_password", Secret(PLANTED))
    query = "select wrapped from wm_data_key where migration_id = 'm-2'"
    wrapped = await database.read(lambda c: bytes(c.exec_driver_sql(query).scalar_one()))
    postgres().execute("checkpoint")
    tables = postgres().folder / "base"
    assert files_with(tables, wrapped) != []
    await store.destroy("m-2")
    postgres().execute("checkpoint")
    assert files_with(tables, wrapped[12:]) == []
    assert revealed(await store.get("m-1", "backup_password")) == PLANTED
    database.close()


def test_sealed_content_opens_only_under_its_own_name(database: Database) -> None:
    store = SecretStore(database, KEY)
    sealed = database.run_now(lambda conn: store.seal_in(conn, "m-1", "media/a", b"\x00bytes"))
    assert b"bytes" not in sealed
    assert database.run_now(lambda conn: store.open_in(conn, "m-1", "media/a", sealed)) == b"\x00bytes"
    with pytest.raises(StoreError, match="changed or damaged"):
        database.run_now(lambda conn: store.open_in(conn, "m-1", "media/b", sealed))
