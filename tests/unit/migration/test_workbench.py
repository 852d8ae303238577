"""Clients are opened from the settings, once for each number; a context is made anew for each step."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.unit.migration.bench import Bench
from wamigrate.core.clock import SystemClock
from wamigrate.errors import ConfigError
from wamigrate.migration.state import State
from wamigrate.migration.workbench import Workbench, clients_of, open_clients
from wamigrate.store.journal import Kind

pytestmark = pytest.mark.anyio


@pytest.fixture
def workbench(bench: Bench) -> Workbench:
    return Workbench(bench.settings, bench.db, bench.secrets, bench.clock, bench.note)


async def test_a_context_shows_the_migration_as_it_is_now(bench: Bench, workbench: Workbench) -> None:
    before = await workbench.context(bench.migration.id)
    bench.set(state="S2")
    bench.done("snapshot_before", {"shards": 2})
    after = await workbench.context(bench.migration.id)
    assert (before.migration.state, before.entries) == ("S0", [])
    assert (after.migration.state, after.output_of("snapshot_before")) == ("S2", {"shards": 2})
    assert (after.cloud is before.cloud, after.onprem is before.onprem) == (True, True)
    await workbench.close()


async def test_the_rows_of_a_context_go_to_whom_it_may_concern(bench: Bench, workbench: Workbench) -> None:
    ctx = await workbench.context(bench.migration.id)
    await ctx.journal.write("recheck", Kind.INTENDED)
    assert bench.points == ["before recheck:intended", "after recheck:intended"]
    await workbench.close()


async def test_a_number_without_a_deployment_has_no_client_for_one(bench: Bench) -> None:
    bench.change_number(onprem=None)
    async with clients_of(bench.number, bench.settings, SystemClock()) as clients:
        assert clients.onprem is None


async def test_a_ca_file_lies_beside_the_configuration(bench: Bench) -> None:
    assert bench.number.onprem is not None
    onprem = msgspec.structs.replace(bench.number.onprem, ca_file="ca.pem")
    bench.change_number(onprem=onprem)
    with pytest.raises(ConfigError) as caught:
        open_clients(bench.number, bench.settings, SystemClock())
    assert str(Path(bench.settings.folder) / "ca.pem") in caught.value.message


async def test_a_number_that_is_not_in_the_file_any_more_is_refused(bench: Bench) -> None:
    settings = msgspec.structs.replace(bench.settings, number=[])
    with pytest.raises(ConfigError, match="There is no number 'main'"):
        await Workbench(settings, bench.db, bench.secrets, bench.clock).context(bench.migration.id)


async def test_what_the_context_tells_of_the_newest_pass_of_a_step(bench: Bench) -> None:
    bench.done("hold_traffic", {"epoch": 1})
    bench.write("hold_traffic", Kind.UNDONE)
    bench.done("hold_traffic", {"epoch": 3})
    bench.write("hold_traffic", Kind.INTENDED)
    ctx = await bench.context()
    assert ctx.output_of("hold_traffic") == {"epoch": 3}
    assert ctx.output_of("recheck") is None
    last = ctx.last("hold_traffic")
    assert last is not None
    assert last.kind is Kind.INTENDED


@pytest.mark.parametrize(("path", "state"), [("A", State.S0), ("C", State.SX), ("D", State.SX)])
async def test_where_a_path_starts(bench: Bench, path: str, state: State) -> None:
    bench.set(path=path)
    assert (await bench.context()).from_state is state


async def test_waiting_is_told_once_for_each_reason(bench: Bench) -> None:
    ctx = await bench.context()
    await ctx.waits("3 messages")
    bench.set(waiting_for="changed by somebody else")
    await ctx.waits("3 messages")
    assert bench.row.waiting_for == "changed by somebody else"
    await ctx.waits("2 messages")
    assert bench.row.waiting_for == "2 messages"


async def test_secrets_are_kept_for_the_migration(bench: Bench) -> None:
    ctx = await bench.context()
    assert await ctx.secret("pin") is None
    await bench.keep(pin="012345")
    found = await ctx.secret("pin")
    assert found is not None
    assert found.reveal() == "012345"
