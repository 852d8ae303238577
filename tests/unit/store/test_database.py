"""One transaction, off the loop, whole or not at all; and what operators read when a database says no."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.postgres import STRANGER, postgres
from wamigrate.errors import StoreError
from wamigrate.store.database import Database, new_engine

NOBODY = 65534


def make_counter(connection: sa.Connection) -> None:
    connection.exec_driver_sql("create table counter (n integer)")
    connection.exec_driver_sql("insert into counter values (0)")


def add_one(connection: sa.Connection) -> int:
    """Read, then write: right only if nobody writes in between."""
    n = int(connection.exec_driver_sql("select n from counter").scalar_one()) + 1
    connection.execute(sa.text("update counter set n = :n"), {"n": n})
    return n


def count(connection: sa.Connection) -> int:
    return int(connection.exec_driver_sql("select n from counter").scalar_one())


def add_one_and_fail(connection: sa.Connection) -> None:
    add_one(connection)
    raise LookupError("changed my mind")


def raised(store: Database, work: object = count) -> StoreError:
    with pytest.raises(StoreError) as caught:
        store.run_now(work)  # type: ignore[arg-type]
    return caught.value


def refused(url: str) -> StoreError:
    with pytest.raises(StoreError) as caught:
        Database.open(url, patience=0)
    return caught.value


@contextmanager
def without_root() -> Iterator[None]:
    """Rights of files mean nothing to root."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that other users can reach; pytest's own are closed to them."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.anyio
async def test_a_transaction_is_kept_when_the_work_returns(database: Database) -> None:
    await database.run(make_counter)
    assert await database.run(add_one) == 1
    assert await database.read(count) == 1


@pytest.mark.anyio
async def test_a_transaction_is_undone_when_the_work_raises(database: Database) -> None:
    await database.run(make_counter)
    with pytest.raises(LookupError, match="changed my mind"):
        await database.run(add_one_and_fail)
    assert await database.read(count) == 0


@pytest.mark.anyio
async def test_new_tables_are_undone_with_the_rest(database: Database) -> None:
    def make_and_fail(connection: sa.Connection) -> None:
        make_counter(connection)
        raise LookupError

    with pytest.raises(LookupError):
        await database.run(make_and_fail)
    assert not await database.read(lambda connection: sa.inspect(connection).has_table("counter"))


@pytest.mark.anyio
async def test_reading_changes_nothing(sqlite_file: Path) -> None:
    store = Database.open(f"sqlite:///{sqlite_file}")
    await store.run(make_counter)
    await store.read(add_one)
    assert await store.read(count) == 0
    store.close()


@pytest.mark.anyio
async def test_reading_may_not_write_on_postgresql() -> None:
    store = Database.open(postgres().new_database())
    await store.run(make_counter)
    with pytest.raises(StoreError):
        await store.read(add_one)
    assert await store.run(add_one) == 1
    store.close()


@pytest.mark.anyio
async def test_work_runs_in_threads_of_our_own(database: Database) -> None:
    name = await database.run(lambda _: threading.current_thread().name)
    assert name.startswith("wm-store")


def test_work_can_run_without_an_event_loop(database: Database) -> None:
    database.run_now(make_counter)
    assert database.run_now(add_one) == database.read_now(count)


def test_what_was_read_is_still_true_at_the_commit(database: Database) -> None:
    database.run_now(make_counter)
    with ThreadPoolExecutor(4) as threads:
        numbers = list(threads.map(lambda _: database.run_now(add_one), range(80)))
    assert sorted(numbers) == list(range(1, 81))
    assert database.read_now(count) == 80


def test_two_stores_on_one_place_do_not_lose_each_others_writes(database: Database) -> None:
    database.run_now(make_counter)
    other = Database.open(database.url)
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda n: (database, other)[n % 2].run_now(add_one), range(40)))
    other.close()
    assert database.read_now(count) == 40


def test_a_reader_sees_one_moment_and_waits_for_no_writer(database: Database) -> None:
    database.run_now(make_counter)

    def look_twice(connection: sa.Connection) -> tuple[int, int]:
        before = count(connection)
        database.run_now(add_one)
        return before, count(connection)

    assert database.read_now(look_twice) == (0, 0)
    assert database.read_now(count) == 1


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_the_dialect_is_named(dialect: str, sqlite_file: Path) -> None:
    store = Database.open(f"sqlite:///{sqlite_file}" if dialect == "sqlite" else postgres().new_database())
    assert store.dialect == dialect
    store.close()


def test_a_postgresql_url_gets_our_driver() -> None:
    engine = new_engine("postgresql://me:word@db.example/w")
    assert engine.url.render_as_string(hide_password=False) == "postgresql+psycopg://me:word@db.example/w"


def test_options_of_the_url_go_before_ours() -> None:
    url = postgres().new_database() + "&options=-c%20statement_timeout%3D1234"
    store = Database.open(url)
    shown = store.run_now(lambda connection: connection.exec_driver_sql("show statement_timeout").scalar())
    assert shown == "1234ms"
    store.close()


def test_sqlite_is_set_up_to_survive_a_power_cut(sqlite_file: Path) -> None:
    engine = new_engine(f"sqlite:///{sqlite_file}")
    names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
    with engine.connect() as connection:
        shown = [connection.exec_driver_sql(f"pragma {name}").scalar() for name in names]
    engine.dispose()
    assert shown == ["wal", 2, 1, 1, 30000]


def test_nobody_else_can_read_the_state_folder(sqlite_file: Path) -> None:
    store = Database.open(f"sqlite:///{sqlite_file}")
    modes = {
        path.name: path.stat().st_mode & 0o777 for path in (sqlite_file.parent, *sqlite_file.parent.iterdir())
    }
    store.close()
    assert modes == {"state": 0o700, "w.db": 0o600, "w.db-wal": 0o600, "w.db-shm": 0o600}


def test_a_second_opening_finds_what_the_first_left(url: str) -> None:
    first = Database.open(url)
    first.run_now(make_counter)
    first.close()
    second = Database.open(url)
    assert second.read_now(count) == 0
    second.close()


def test_scrubbing_empties_the_write_ahead_log(sqlite_file: Path) -> None:
    store = Database.open(f"sqlite:///{sqlite_file}")
    store.run_now(make_counter)
    assert store.scrub_now() is True
    assert sqlite_file.with_name("w.db-wal").stat().st_size == 0
    store.close()


def test_scrubbing_says_when_a_reader_stood_in_the_way(sqlite_file: Path) -> None:
    store = Database.open(f"sqlite:///{sqlite_file}", patience=0.01)
    store.run_now(make_counter)

    def scrub_meanwhile(connection: sa.Connection) -> bool:
        count(connection)
        store.run_now(add_one)
        return store.scrub_now()

    assert store.read_now(scrub_meanwhile) is False
    assert store.scrub_now() is True
    store.close()


def test_scrubbing_never_fails_on_postgresql() -> None:
    store = Database.open(postgres().new_database())
    store.run_now(make_counter)
    assert store.scrub_now("counter") is True
    assert store.scrub_now("no_such_table") is False
    store.close()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "mysql://u@h/d",
        "postgresql://u@h:port/d",
        "/tmp/w.db",
    ],
)
def test_other_urls_are_refused(url: str) -> None:
    assert refused(url).hint == "Use sqlite:///PATH or postgresql://USER@HOST/DATABASE."


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("buy milk\n" * 1000)
    error = refused(f"sqlite:///{file}")
    assert str(error) == f"{file} is not a wamigrate store: it is no SQLite database."
    assert file.read_text() == "buy milk\n" * 1000


def test_a_damaged_store_is_named(sqlite_file: Path) -> None:
    Database.open(f"sqlite:///{sqlite_file}").close()
    content = bytearray(sqlite_file.read_bytes())
    content[200:] = b"\x5a" * len(content[200:])
    sqlite_file.write_bytes(content)
    assert str(refused(f"sqlite:///{sqlite_file}")) == f"The store {sqlite_file} is damaged."


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    assert str(refused(f"sqlite:///{tmp_path}")) == f"The store {tmp_path} cannot be opened."


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    error = refused(f"sqlite:///{tmp_path}/state/w.db")
    assert str(error).startswith(f"The store {tmp_path}/state/w.db cannot be made")


def test_a_folder_without_write_permission_is_refused(public_folder: Path) -> None:
    public_folder.chmod(0o555)
    with without_root():
        error = refused(f"sqlite:///{public_folder}/w.db")
    assert str(error) == f"The store {public_folder}/w.db cannot be made: Permission denied."


def test_a_store_without_write_permission_is_refused(public_folder: Path) -> None:
    file = public_folder / "w.db"
    Database.open(f"sqlite:///{file}").close()
    file.chmod(0o444)
    public_folder.chmod(0o555)
    with without_root():
        error = refused(f"sqlite:///{file}")
    assert str(error) in (f"The store {file} cannot be written.", f"The store {file} cannot be opened.")


def test_a_full_disk_is_named_and_nothing_is_half_written(sqlite_file: Path) -> None:
    store = Database.open(f"sqlite:///{sqlite_file}")
    store.run_now(make_counter)

    def fill(connection: sa.Connection) -> None:
        pages = connection.exec_driver_sql("pragma page_count").scalar_one()
        connection.exec_driver_sql(f"pragma max_page_count = {pages}")
        add_one(connection)
        connection.exec_driver_sql("create table big (x blob)")
        connection.exec_driver_sql("insert into big values (zeroblob(1000000))")

    error = raised(store, fill)
    assert str(error) == f"The disk of the store {sqlite_file} is full."
    assert error.hint == "Free some space, then run the command again."
    assert store.read_now(count) == 0
    store.close()


def test_a_write_that_the_system_refuses_leaves_the_store_whole(sqlite_file: Path) -> None:
    store = Database.open(f"sqlite:///{sqlite_file}")
    store.run_now(make_counter)
    store.close()
    child = f"""
import resource
from wamigrate.errors import StoreError
from wamigrate.store.database import Database
store = Database.open("sqlite:///{sqlite_file}")
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
def fill(connection):
    connection.exec_driver_sql("update counter set n = 1")
    connection.exec_driver_sql("create table big (x blob)")
    connection.exec_driver_sql("insert into big values (zeroblob(1000000))")
try:
    store.run_now(fill)
except StoreError as error:
    print(error)
"""
    run = subprocess.run([sys.executable, "-c", child], capture_output=True, text=True, check=True)
    assert run.stdout == f"The disk of the store {sqlite_file} reports an error.\n"
    store = Database.open(f"sqlite:///{sqlite_file}")
    assert store.read_now(count) == 0
    store.close()


def test_a_locked_store_is_named(sqlite_file: Path) -> None:
    store = Database.open(f"sqlite:///{sqlite_file}", patience=0.02)
    other = sqlite3.connect(sqlite_file, isolation_level=None)
    other.execute("begin immediate")
    assert str(raised(store)) == f"The store {sqlite_file} is locked by another process."
    other.execute("commit")
    other.close()
    store.run_now(make_counter)
    store.close()


def test_no_row_and_no_statement_gets_into_a_message(database: Database) -> None:
    def twice(connection: sa.Connection) -> None:
        connection.exec_driver_sql("create table t (secret text primary key)")
        for _ in range(2):
            connection.execute(sa.text("insert into t (secret) values (:s)"), {"s": "hunter2hunter2"})

    error = raised(database, twice)
    assert str(error).endswith("refused a record that contradicts another.")
    assert "hunter2hunter2" not in f"{error} {error.hint}"


def test_a_mistake_of_ours_is_named_by_its_code(database: Database) -> None:
    error = raised(database, lambda connection: connection.exec_driver_sql("select * from no_such_table"))
    assert "answered with an error (" in str(error)
    assert "no_such_table" not in str(error)


@given(password=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=5))
@settings(deadline=None, max_examples=20)
def test_no_password_gets_into_an_error(password: str) -> None:
    marked = f"<{password}>"
    url = sa.URL.create("postgresql", "me", marked, "127.0.0.1", 1, "w").render_as_string(hide_password=False)
    error = refused(url)
    assert str(error) == "The database server of w on 127.0.0.1 cannot be reached."
    assert marked not in f"{error} {error.hint} {error.__cause__}"
    assert marked not in repr(new_engine(url))


def test_an_unknown_postgresql_database_is_named() -> None:
    url = postgres().url.replace("@/postgres", "@/no_such")
    assert str(refused(url)).startswith("There is no database no_such on ")


@pytest.mark.parametrize("user", [f"{STRANGER}:", f"{STRANGER}:wrong", "nobody:"])
def test_a_wrong_user_or_password_is_named(user: str) -> None:
    url = postgres().new_database().replace("postgres:", user)
    assert str(refused(url)).endswith("does not accept this user or password.")


@pytest.fixture
def pg() -> Iterator[Database]:
    store = Database.open(postgres().new_database())
    store.run_now(make_counter)
    yield store
    store.close()


def test_a_restarted_server_is_found_again_by_a_living_pool(pg: Database) -> None:
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda _: pg.run_now(add_one), range(3)))
        postgres().restart()
        list(threads.map(lambda _: pg.run_now(add_one), range(3)))
    assert pg.read_now(count) == 6


def test_a_transaction_that_the_restart_broke_is_done_again_and_only_once(pg: Database) -> None:
    calls: list[int] = []

    def add_one_through_a_restart(connection: sa.Connection) -> int:
        calls.append(add_one(connection))
        if len(calls) == 1:
            postgres().restart()
        connection.exec_driver_sql("select 1")
        return calls[-1]

    assert pg.run_now(add_one_through_a_restart) == 1
    assert (calls, pg.read_now(count)) == ([1, 1], 1)


def test_a_server_that_stays_away_is_an_error_after_some_patience() -> None:
    store = Database.open(postgres().new_database(), patience=0.05)
    postgres().stop()
    try:
        assert str(raised(store)).endswith("cannot be reached.")
    finally:
        postgres().start()
    store.run_now(make_counter)
    store.close()


def test_a_connection_lost_in_the_commit_is_never_tried_again(pg: Database) -> None:
    pg.run_now(die_at_commit)
    calls: list[int] = []
    error = raised(pg, lambda connection: calls.append(add_one(connection)))
    assert "was lost in a commit that may have worked" in str(error)
    assert calls == [1]


def die_at_commit(connection: sa.Connection) -> None:
    connection.exec_driver_sql(
        "create function die() returns trigger language plpgsql as "
        "$$ begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(5); return null; end $$"
    )
    connection.exec_driver_sql(
        "create constraint trigger die after update on counter deferrable initially deferred "
        "for each row execute function die()"
    )


def test_a_deadlock_is_resolved_by_trying_again(pg: Database) -> None:
    pg.run_now(
        lambda connection: connection.exec_driver_sql("create table pair (id integer primary key, n integer)")
    )
    pg.run_now(lambda connection: connection.exec_driver_sql("insert into pair values (1, 0), (2, 0)"))
    both_hold_one = threading.Barrier(2)
    met: set[int] = set()

    def take(first: int, second: int, connection: sa.Connection) -> None:
        update = sa.text("update pair set n = n + 1 where id = :id")
        connection.execute(update, {"id": first})
        if first not in met:
            met.add(first)
            both_hold_one.wait(20)
        connection.execute(update, {"id": second})

    with ThreadPoolExecutor(2) as threads:
        ends = [
            threads.submit(pg.run_now, lambda connection: take(1, 2, connection)),
            threads.submit(pg.run_now, lambda connection: take(2, 1, connection)),
        ]
        for end in ends:
            end.result()
    rows = pg.read_now(lambda c: c.exec_driver_sql("select n from pair order by id").scalars().all())
    assert rows == [2, 2]
