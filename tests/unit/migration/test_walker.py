"""The walk from row to row: what is written around each step, and where it comes to rest."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.unit.migration.bench import ON_CLOUD, Bench, FakeWorkbench
from tests.unit.migration.checks.fakes import cloud_error, gauge
from wamigrate.clients.calls import Call
from wamigrate.clients.onprem import Node
from wamigrate.errors import ConfigError, NotSent, StoreError
from wamigrate.migration import operator
from wamigrate.migration.chain import CHAIN, PREPARE
from wamigrate.migration.context import Context
from wamigrate.migration.journal import Superseded
from wamigrate.migration.walker import Walker
from wamigrate.store import calls, migrations
from wamigrate.store.journal import Kind
from wamigrate.store.migrations import Leg, Migration, Phase
from wamigrate.store.routes import RouteState

pytestmark = pytest.mark.anyio

DOWN = [Node("", "disconnected", None)]


async def walk(bench: Bench) -> Migration:
    """Until this run is over."""
    walker, run = Walker(bench.workbench()), bench.row.run
    while await walker.advance(bench.migration.id, run):
        pass
    return bench.row


def say(bench: Bench, word: str) -> None:
    """What a person says: approve, cancel, resume or recover."""
    row = bench.row
    if word in {"approve", "recover"}:
        chosen = getattr(operator, word)
        bench.change(lambda conn: chosen(conn, bench.settings, row, at=bench.now))
    else:
        bench.change(lambda conn: getattr(operator, word)(conn, row, at=bench.now))


def arrives(bench: Bench, answer: object = True) -> Callable[[], object]:
    def call() -> object:
        bench.cloud.becomes(**ON_CLOUD)
        return answer

    return call


def at_step(bench: Bench, name: str) -> None:
    """Everything before that step of the first leg is done."""
    for step in CHAIN:
        if step.name == name:
            return
        bench.done(step.name, {})


async def test_the_first_run_prepares_and_comes_to_rest_at_the_gate(bench: Bench) -> None:
    row = await walk(bench)
    assert (row.phase, row.step, row.state, row.leg) == (Phase.WAITING, "gate", "S0", Leg.PREPARE)
    assert (row.waiting_for, row.next) == ("you: approve or cancel", "wamigrate approve main")
    names = [step.name for step in PREPARE]
    expected = [f"{name}:{kind}" for name in names for kind in ("intended", "done")]
    assert bench.rows == [*expected, "gate:observed"]
    gate = bench.entries[-1].data
    assert gate["what"] == "gate"
    assert {"expected_loss", "warnings", "callers", "window_seconds"} <= gate.keys()


async def test_an_approved_run_goes_all_the_way(bench: Bench) -> None:
    await walk(bench)
    say(bench, "approve")
    bench.cloud.will("register", arrives(bench))
    row = await walk(bench)
    assert (row.phase, row.state, row.next) == (Phase.FINISHED, "S2", "wamigrate complete main")
    assert row.waiting_for == "you: look at the report, then complete"
    done = [entry.step for entry in bench.entries if entry.kind is Kind.DONE]
    assert done == [step.name for step in CHAIN]
    assert bench.route.state is RouteState.CLOUD


async def test_what_is_not_as_expected_is_told_at_the_end(bench: Bench) -> None:
    await walk(bench)
    say(bench, "approve")
    bench.cloud.will("register", arrives(bench))
    bench.cloud.becomes(verified_name="Other")
    row = await walk(bench)
    assert row.waiting_for == "you: look at the report (1 not as expected: verified_name), then complete"


async def test_a_run_that_is_not_the_current_one_does_nothing(bench: Bench) -> None:
    walker = Walker(bench.workbench())
    assert not await walker.advance(bench.migration.id, 7)
    assert bench.entries == []


async def test_a_step_that_was_interrupted_is_done_again_where_that_is_right(bench: Bench) -> None:
    bench.write("check_readiness", Kind.INTENDED)
    await Walker(bench.workbench()).advance(bench.migration.id, 1)
    assert bench.rows == ["check_readiness:intended", "check_readiness:intended", "check_readiness:done"]


async def test_a_step_that_was_interrupted_is_left_where_the_number_has_moved_on(bench: Bench) -> None:
    bench.write("check_readiness", Kind.INTENDED)
    bench.cloud.becomes(**ON_CLOUD)
    row = await walk(bench)
    refused = bench.entries[-1]
    assert (refused.kind, refused.data["found"]["state"]) == (Kind.REFUSED, "S2")
    assert refused.data["told"].startswith("check_readiness was interrupted, and the number is on Cloud API")
    assert row.phase is Phase.STOPPED


async def test_a_step_that_fails_stops_with_the_reason_and_the_next_command(bench: Bench) -> None:
    bench.cloud.becomes(name_status="DECLINED")
    row = await walk(bench)
    refused = bench.entries[-1].data
    assert refused["error"] == "StepFailed"
    assert refused["told"].startswith("P06 display-name: ")
    assert (row.phase, row.state, row.next) == (Phase.STOPPED, "S0", "wamigrate resume main")
    assert row.waiting_for == f"you: {refused['told']} {refused['todo']}"


async def test_an_apis_refusal_is_kept_with_its_code_and_trace(bench: Bench) -> None:
    at_step(bench, "snapshot_before")
    error = cloud_error(4, 99, status=403)
    error.fbtrace_id = "Atrace"
    bench.cloud.errors["waba"] = error
    await walk(bench)
    refused = bench.entries[-1].data
    assert (refused["error"], refused["status"], refused["code"]) == ("CloudError", 403, 4)
    assert (refused["subcode"], refused["fbtrace_id"]) == (99, "Atrace")


async def test_a_bug_of_ours_stops_the_migration_and_is_logged(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    at_step(bench, "snapshot_before")
    bench.cloud.will("phone_number", ZeroDivisionError("what was divided is nobody's business"))
    with caplog.at_level(logging.ERROR, "wamigrate"):
        row = await walk(bench)
    assert (row.phase, row.step) == (Phase.STOPPED, "snapshot_before")
    assert bench.entries[-1].data["told"] == (
        "Internal error in snapshot_before: ZeroDivisionError. The log has the details."
    )
    assert "snapshot_before failed in m-main-1" in caplog.text
    assert "nobody's business" not in str(bench.entries[-1].data)


async def test_a_store_that_fails_ends_the_walk_and_leaves_the_step_open(bench: Bench) -> None:
    at_step(bench, "snapshot_before")
    bench.cloud.will("phone_number", StoreError("The disk is full."))
    with pytest.raises(StoreError):
        await walk(bench)
    assert bench.rows[-1] == "snapshot_before:intended"
    assert (await walk(bench)).phase is Phase.WAITING


async def test_a_process_that_was_taken_over_ends_its_walk(bench: Bench) -> None:
    at_step(bench, "snapshot_before")
    bench.cloud.will("phone_number", Superseded())
    walker = Walker(bench.workbench())
    assert not await walker.advance(bench.migration.id, 1)
    assert bench.rows[-1] == "snapshot_before:intended"


class WithoutNumber(FakeWorkbench):
    """The number was taken out of wamigrate.toml."""

    async def context(self, migration_id: str) -> Context:
        raise ConfigError("There is no number 'main' in wamigrate.toml.", hint="Put it back.")


async def test_a_number_that_is_not_configured_any_more_stops_with_the_reason(bench: Bench) -> None:
    assert not await Walker(WithoutNumber(bench)).advance(bench.migration.id, 1)
    row = bench.row
    assert (row.phase, row.next) == (Phase.STOPPED, "wamigrate resume main")
    assert row.waiting_for == "you: There is no number 'main' in wamigrate.toml. Put it back."


async def test_a_cancelled_run_gives_the_hold_back(bench: Bench) -> None:
    await walk(bench)
    say(bench, "approve")
    bench.onprem.answers["stats"] = {"pending_messages": gauge(5), "callback_queue_size": gauge(0)}
    bench.at["after drain_onprem:intended"] = lambda: say(bench, "cancel")
    row = await walk(bench)
    assert (row.phase, row.ended_at, row.next) == (Phase.CANCELLED, bench.now, None)
    assert bench.rows[-2:] == ["drain_onprem:refused", "hold_traffic:undone"]
    assert bench.route.state is RouteState.ONPREM


async def test_a_cancelled_run_says_what_could_not_be_taken_back(bench: Bench) -> None:
    await walk(bench)
    bench.bridge_lives()
    bench.change_number(webhook_url=None)
    say(bench, "approve")

    def cancel_while_the_deployment_is_away() -> None:
        bench.onprem.errors["update_application_settings"] = NotSent("The deployment is away.")
        say(bench, "cancel")

    bench.at["after settle_two_step:intended"] = cancel_while_the_deployment_is_away
    row = await walk(bench)
    assert (row.phase, row.next) == (Phase.CANCELLED, "wamigrate bridge detach main")
    assert row.waiting_for == (
        "you: The deployment may still call the bridge. The deployment is away. "
        "Then: wamigrate bridge detach main."
    )


async def test_a_pin_that_was_set_before_the_cancel_is_still_handed_over(bench: Bench) -> None:
    bench.change_number(pin=None)
    await walk(bench)
    say(bench, "approve")
    bench.at["after settle_two_step:done"] = lambda: say(bench, "cancel")
    row = await walk(bench)
    assert (row.phase, row.next) == (Phase.CANCELLED, "wamigrate complete main")
    assert row.waiting_for == "you: the PIN was changed; complete hands over the new one"


async def test_an_answered_no_goes_back_to_the_gate_and_says_why(bench: Bench) -> None:
    await walk(bench)
    say(bench, "approve")
    bench.cloud.will("register", cloud_error(133015))
    row = await walk(bench)
    assert (row.phase, row.leg, row.next) == (Phase.WAITING, Leg.PREPARE, "wamigrate approve main")
    assert "deletion still runs" in (row.waiting_for or "")
    assert bench.entries[-1].data["refused"] in (row.waiting_for or "")
    assert bench.route.state is RouteState.ONPREM


async def test_a_number_that_is_down_waits_for_a_person_who_recovers_it(bench: Bench) -> None:
    await walk(bench)
    say(bench, "approve")

    def goes_down() -> object:
        bench.onprem.answers["health"] = DOWN
        return cloud_error(133005)

    bench.cloud.will("register", goes_down)
    row = await walk(bench)
    assert (row.phase, row.state, row.next) == (Phase.STOPPED, "S3", "wamigrate recover main")
    assert (row.waiting_for or "").startswith("you: Down on both sides. The PIN was wrong.")
    say(bench, "recover")
    bench.cloud.will("register", arrives(bench))
    assert (await walk(bench)).phase is Phase.FINISHED
    assert sum(sent[0] == "register" for sent in bench.cloud.sent) == 2


async def test_past_the_point_of_no_return_a_failure_leaves_it_on_cloud_and_resumable(bench: Bench) -> None:
    await walk(bench)
    say(bench, "approve")

    def pending() -> object:
        bench.cloud.becomes(status="PENDING", platform_type="CLOUD_API")
        return True

    bench.cloud.will("register", pending)
    row = await walk(bench)
    assert (row.phase, row.step, row.state) == (Phase.STOPPED, "confirm_registration", "S2b")
    assert (row.next, bench.route.state) == ("wamigrate resume main", RouteState.CLOUD)
    bench.cloud.becomes(**ON_CLOUD)
    say(bench, "resume")
    assert (await walk(bench)).phase is Phase.FINISHED


async def test_each_call_is_kept_with_the_step_that_made_it(bench: Bench) -> None:
    call = Call(
        datetime(2025, 6, 2, tzinfo=UTC), 0.1, "graph", "GET", "/v23.0/1", 200, None, None, "answered"
    )
    bench.at["before check_readiness:done"] = lambda: bench.calls.append(call)
    await Walker(bench.workbench()).advance(bench.migration.id, 1)
    kept = bench.read(lambda conn: calls.of(conn, bench.migration.id))
    assert [(row["step"], row["path"], row["run"]) for row in kept] == [("check_readiness", "/v23.0/1", 1)]
    assert bench.calls == []


async def test_calls_of_a_step_that_was_cut_off_are_kept_too(bench: Bench) -> None:
    at_step(bench, "snapshot_before")
    call = Call(datetime(2025, 6, 2, tzinfo=UTC), 0.1, "graph", "GET", "/x", None, None, None, "maybe_sent")
    bench.at["after snapshot_before:intended"] = lambda: bench.calls.append(call)
    bench.cloud.will("phone_number", Superseded())
    await Walker(bench.workbench()).advance(bench.migration.id, 1)
    assert len(bench.read(lambda conn: calls.of(conn, bench.migration.id))) == 1


async def test_status_can_name_the_step_and_how_long_it_has_been_at_it(bench: Bench) -> None:
    seen: list[Migration] = []
    bench.at["before check_readiness:done"] = lambda: seen.append(bench.row)
    bench.set(waiting_for="something old", next="wamigrate old main")
    bench.clock.advance(5)
    await Walker(bench.workbench()).advance(bench.migration.id, 1)
    (row,) = seen
    assert (row.step, row.since, row.waiting_for, row.next) == ("check_readiness", bench.now, None, None)


async def test_an_interrupt_waits_until_no_register_is_in_flight(bench: Bench) -> None:
    await walk(bench)
    say(bench, "approve")
    walker, run = Walker(bench.workbench()), bench.row.run
    released: list[bool] = []

    def in_flight() -> object:
        waiting.append(asyncio.ensure_future(released_when_over()))
        return arrives(bench)()

    async def released_when_over() -> None:
        await walker.uncrossed()
        released.append(bench.row.passed_at is not None)

    waiting: list[asyncio.Future[None]] = []
    bench.cloud.will("register", in_flight)
    await walker.uncrossed()
    while await walker.advance(bench.migration.id, run):
        pass
    await asyncio.gather(*waiting)
    assert released == [True]


async def test_what_another_run_decided_is_not_overwritten(bench: Bench) -> None:
    """The gate is reached in the moment in which somebody starts another run."""
    at_step(bench, "recheck")
    other = bench.row.run + 1
    bench.at["before gate:observed"] = lambda: bench.change(
        lambda conn: migrations.update(conn, bench.migration.id, run=other)
    )
    await Walker(bench.workbench()).advance(bench.migration.id, 1)
    assert (bench.row.phase, bench.row.run) == (Phase.RUNNING, other)
