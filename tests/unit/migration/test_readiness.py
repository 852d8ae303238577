"""From a number and our own database to what its checks are given."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from tests.unit.migration.bench import Bench
from tests.unit.migration.conftest import NewBench
from wamigrate.errors import UsageError
from wamigrate.migration.readiness import answers_of, check_context, prepare_checks, stored_answers
from wamigrate.store import answers, journal
from wamigrate.store.journal import Kind

pytestmark = pytest.mark.anyio


def keep(bench: Bench, **given: str | bool) -> None:
    def work(conn: Connection) -> None:
        for question, answer in given.items():
            answers.keep(conn, bench.number.phone_number_id, question, answer, bench.now)

    bench.change(work)


async def test_the_file_goes_before_what_was_asked_and_kept(bench: Bench) -> None:
    bench.change_number(answers={"role": "direct"})
    keep(bench, role="provider", two_step="unknown")
    found = bench.read(lambda conn: stored_answers(conn, bench.number))
    assert found == {"role": "direct", "two_step": "unknown"}


async def test_a_later_answer_replaces_the_earlier_one(bench: Bench) -> None:
    bench.change_number(answers={})
    keep(bench, two_step="unknown")
    keep(bench, two_step="off")
    assert await answers_of(await bench.context()) == {"two_step": "off"}


async def test_answers_come_in_their_one_spelling(bench: Bench) -> None:
    bench.change_number(answers={"app_live": "YES", "two_step": "Off"})
    assert await answers_of(await bench.context()) == {"app_live": True, "two_step": "off"}


async def test_an_answer_that_is_none_is_refused(bench: Bench) -> None:
    bench.change_number(answers={"two_step": "perhaps"})
    with pytest.raises(UsageError):
        await answers_of(await bench.context())


@pytest.mark.parametrize("final", [True, False])
async def test_the_checks_of_a_running_migration_see_its_options_and_path(
    new_bench: NewBench, final: bool
) -> None:
    bench = new_bench(path="C", options={"accept_findings": True})
    found = await check_context(await bench.context(), final=final)
    assert (found.path, found.accept_findings, found.final, found.write) == ("C", True, final, False)
    assert (found.number, found.clock, found.bridge_serves) == (bench.number, bench.clock, False)


async def test_register_calls_of_the_last_three_days_are_counted(bench: Bench) -> None:
    entry = bench.write("register_number", Kind.INTENDED)
    number = bench.number.phone_number_id
    bench.change(lambda conn: journal.spend_attempt(conn, bench.migration.id, entry, number))
    assert (await check_context(await bench.context())).attempts == 1
    bench.clock.advance(73 * 3600)
    assert (await check_context(await bench.context())).attempts == 0


async def test_checks_may_act_only_where_that_is_said(bench: Bench) -> None:
    found = await prepare_checks(
        bench.db, bench.number, bench.settings, bench.clients, clock=bench.clock, path="A", write=True
    )
    assert (found.write, found.accept_findings, found.final) == (True, False, False)
