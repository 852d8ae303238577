"""One call at most for each approval, and every end of it settled by looking, never by calling again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.unit.migration.bench import BACKUP, ON_CLOUD, PIN, Bench, prospect
from tests.unit.migration.checks.fakes import PNID, cloud_error, onprem_error
from tests.unit.migration.conftest import NewBench
from wamigrate.clients.onprem import Node
from wamigrate.core.payload import JsonObject
from wamigrate.core.secret import Secret
from wamigrate.errors import MaybeSent, NotSent
from wamigrate.migration.journal import Superseded
from wamigrate.migration.steps.back_up_settings import fingerprint
from wamigrate.migration.steps.register_number import step
from wamigrate.store import approvals, journal
from wamigrate.store.journal import Entry, Kind
from wamigrate.store.migrations import Leg

pytestmark = pytest.mark.anyio

NAME = "register_number"
DOWN = [Node("", "disconnected", None)]
SETTLE = 75.0


async def ready(
    bench: Bench, *, approved: str | None = "S0", backup: bool = True, window: float = 86400.0
) -> Bench:
    """Everything speaks for `register`."""
    bench.set(leg=Leg.CUT_OVER)
    await bench.keep(pin=PIN)
    if backup:
        await bench.keep(backup_data=BACKUP, backup_password="made-for-it")
        bench.done("back_up_settings", {"backup": "taken", **fingerprint(Secret(BACKUP))})
    else:
        bench.done("back_up_settings", {"backup": "none"})
    bench.hold()
    if approved is not None:
        bench.approve(state=approved, window=window)
    return bench


async def cross(bench: Bench) -> None:
    """What the walker does: the call in one turn, and the settling of what is no clear yes in the next."""
    await bench.perform(step)
    if bench.row.intended_at is not None and kinds(bench)[-1] in {Kind.REFUSED, Kind.UNKNOWN}:
        await bench.perform(step)


def registers(bench: Bench) -> int:
    return sum(sent[0] == "register" for sent in bench.cloud.sent)


def own_rows(bench: Bench) -> list[Entry]:
    return [entry for entry in bench.entries if entry.step == NAME]


def kinds(bench: Bench) -> list[Kind]:
    return [entry.kind for entry in own_rows(bench)]


def spent(bench: Bench) -> bool:
    found = bench.read(lambda conn: approvals.current(conn, bench.migration.id))
    assert found is not None
    return found.spent_at is not None


def attempts(bench: Bench) -> int:
    return bench.read(lambda conn: journal.attempts_since(conn, PNID, 0.0))


def arrives(bench: Bench, answer: object = True) -> Callable[[], object]:
    """The number is on Cloud API, whatever comes back."""

    def call() -> object:
        bench.cloud.becomes(**ON_CLOUD)
        bench.onprem.answers["health"] = DOWN
        return answer

    return call


async def test_a_clear_yes_is_one_call_and_the_point_of_no_return(bench: Bench) -> None:
    await ready(bench)
    bench.cloud.will("register", arrives(bench))
    await cross(bench)
    assert bench.cloud.sent == [("register", PNID, PIN, (BACKUP, "made-for-it"))]
    assert bench.points == [
        "before register_number:intended",
        "after register_number:intended",
        "before register_number:done",
        "after register_number:done",
    ]
    row = bench.row
    assert (row.state, row.passed_at, row.intended_at) == ("S2", bench.now, bench.now)
    assert (spent(bench), attempts(bench)) == (True, 1)


async def test_a_number_that_is_on_cloud_already_is_passed_without_a_call(bench: Bench) -> None:
    await ready(bench)
    bench.cloud.becomes(**ON_CLOUD)
    await cross(bench)
    assert (registers(bench), kinds(bench), attempts(bench)) == (0, [Kind.DONE], 0)
    assert bench.row.passed_at is not None


async def assert_never_called(bench: Bench, told: str) -> JsonObject:
    """No call, no attempt counted, the approval still open."""
    await cross(bench)
    (row,) = own_rows(bench)
    assert (registers(bench), row.kind, attempts(bench)) == (0, Kind.REFUSED, 0)
    assert (row.data["answered"], row.data["never_intended"]) == (False, True)
    assert told in row.data["told"]
    assert bench.row.intended_at is None
    return row.data


async def test_a_number_that_is_not_where_the_approval_says_is_not_called(bench: Bench) -> None:
    await ready(bench)
    bench.onprem.answers["health"] = DOWN
    await assert_never_called(bench, "The number is in SX")


@pytest.mark.parametrize("pin", ["", "12345", "12345a", "1234567", "１２３４５６"])
async def test_a_pin_that_is_not_six_digits_is_never_sent(bench: Bench, pin: str) -> None:
    await ready(bench)
    await bench.keep(pin=pin)
    data = await assert_never_called(bench, "The PIN is not six digits.")
    assert data["todo"] == "Correct `pin` in wamigrate.toml."


async def test_a_backup_that_was_changed_on_the_way_is_never_sent(bench: Bench) -> None:
    await ready(bench)
    await bench.keep(backup_data=BACKUP + "=")
    await assert_never_called(bench, "is not the one that was taken")


async def test_a_backup_that_is_missing_is_not_left_out_in_silence(bench: Bench) -> None:
    await ready(bench, backup=False)
    bench.done("back_up_settings", {"backup": "taken", **fingerprint(Secret(BACKUP))})
    await assert_never_called(bench, "The backup metadata is missing.")


async def test_where_there_never_was_a_backup_none_is_sent(bench: Bench) -> None:
    await ready(bench, backup=False)
    bench.cloud.will("register", arrives(bench))
    await cross(bench)
    assert bench.cloud.sent == [("register", PNID, PIN, None)]


async def test_without_an_approval_nothing_is_sent(bench: Bench) -> None:
    await ready(bench, approved=None)
    await assert_never_called(bench, "There is no open approval.")


async def test_after_the_window_nothing_is_sent(bench: Bench) -> None:
    await ready(bench, window=60)
    bench.clock.advance(60)
    await assert_never_called(bench, "The approved window is over.")


async def test_after_a_cancel_nothing_is_sent(bench: Bench) -> None:
    await ready(bench)
    bench.set(cancel_at=bench.now)
    await assert_never_called(bench, "The migration was cancelled.")


async def test_without_the_hold_nothing_is_sent(bench: Bench) -> None:
    await ready(bench)
    bench.done("hold_traffic", {"epoch": 7})
    await assert_never_called(bench, "the hold is not ours any more")


async def test_after_three_attempts_in_three_days_nothing_is_sent(bench: Bench) -> None:
    await ready(bench)
    bench.cloud.errors["register"] = NotSent("Unreachable.")
    for _ in range(3):
        await cross(bench)
    await cross(bench)
    assert (registers(bench), attempts(bench)) == (3, 3)
    assert "3 register calls stand in the last 72 hours" in own_rows(bench)[-1].data["told"]
    bench.clock.advance(73 * 3600)
    bench.done("back_up_settings", {"backup": "taken", **fingerprint(Secret(BACKUP))})
    bench.approve()
    await cross(bench)
    assert registers(bench) == 4


async def test_a_backup_that_has_grown_old_is_taken_again_first(bench: Bench) -> None:
    await ready(bench)
    bench.clock.advance(bench.settings.timing.backup_max_age + 1)
    data = await assert_never_called(bench, "The backup metadata is too old.")
    assert data["todo"] == "Resume takes it again."


async def test_a_stored_backup_does_not_grow_old(new_bench: NewBench) -> None:
    bench = await ready(new_bench(path="C"), approved="SX")
    bench.change_number(onprem=None)
    bench.done("back_up_settings", {"backup": "stored", **fingerprint(Secret(BACKUP))})
    bench.clock.advance(7200)
    bench.cloud.will("register", arrives(bench))
    await cross(bench)
    assert (kinds(bench), bench.row.state) == ([Kind.INTENDED, Kind.DONE], "S2")


async def test_recovering_uses_the_old_backup_for_no_other_can_be_taken(bench: Bench) -> None:
    await ready(bench, approved="S3")
    bench.set(leg=Leg.RECOVER, state="S3")
    bench.onprem.answers["health"] = DOWN
    bench.clock.advance(7200)
    bench.cloud.will("register", arrives(bench))
    await cross(bench)
    assert (kinds(bench), bench.row.state) == ([Kind.INTENDED, Kind.DONE], "S2")


async def test_a_recovery_that_was_never_sent_leaves_the_number_recoverable(bench: Bench) -> None:
    await ready(bench, approved="S3")
    bench.set(leg=Leg.RECOVER, state="S3")
    bench.onprem.answers["health"] = DOWN
    await bench.keep(pin="12345")
    await assert_never_called(bench, "The PIN is not six digits.")
    assert bench.row.state == "S3"


async def test_what_was_seen_before_a_refusal_stands_in_the_status(bench: Bench) -> None:
    await ready(bench)
    bench.onprem.answers["health"] = DOWN
    await assert_never_called(bench, "The number is in SX")
    assert bench.row.state == "SX"


async def test_what_was_never_sent_is_closed_at_once_and_keeps_its_approval(bench: Bench) -> None:
    await ready(bench)
    bench.cloud.will("register", NotSent("Nobody listens."))
    started = bench.now
    await cross(bench)
    assert kinds(bench) == [Kind.INTENDED, Kind.REFUSED, Kind.UNDONE]
    closing = own_rows(bench)[-1].data
    assert (closing["again"], closing["answered"], closing["state"]) == (False, False, "S0")
    assert "register was not sent. Nobody listens." in closing["told"]
    assert (bench.now, bench.row.intended_at, spent(bench), attempts(bench)) == (started, None, False, 1)


async def test_a_lost_answer_is_settled_only_after_the_call_must_have_ended(bench: Bench) -> None:
    await ready(bench)
    bench.cloud.will("register", MaybeSent("No answer."))
    started = bench.now
    await cross(bench)
    assert kinds(bench) == [Kind.INTENDED, Kind.UNKNOWN, Kind.UNDONE]
    assert SETTLE <= bench.now - started < SETTLE + 60
    assert (registers(bench), own_rows(bench)[-1].data["again"], spent(bench)) == (1, False, False)


async def test_a_lost_answer_of_a_call_that_worked_is_a_yes(bench: Bench) -> None:
    await ready(bench)
    bench.cloud.will("register", arrives(bench, MaybeSent("No answer.")))
    await cross(bench)
    assert kinds(bench) == [Kind.INTENDED, Kind.UNKNOWN, Kind.DONE]
    assert (bench.row.state, registers(bench), spent(bench)) == ("S2", 1, True)


async def test_a_clear_no_is_settled_at_once_and_spends_the_approval(bench: Bench) -> None:
    await ready(bench)
    bench.cloud.will("register", cloud_error(133015))
    started = bench.now
    await cross(bench)
    assert kinds(bench) == [Kind.INTENDED, Kind.REFUSED, Kind.UNDONE]
    refused = own_rows(bench)[1].data
    assert (refused["code"], refused["answered"], refused["ended"]) == (133015, True, True)
    assert "wamigrate approve main" in refused["todo"]
    assert (bench.now, spent(bench), bench.row.intended_at) == (started, True, None)


async def test_an_unclear_no_is_settled_by_time(bench: Bench) -> None:
    await ready(bench)
    bench.cloud.will("register", cloud_error(131000, status=500))
    started = bench.now
    await cross(bench)
    assert kinds(bench) == [Kind.INTENDED, Kind.UNKNOWN, Kind.UNDONE]
    assert (bench.now - started >= SETTLE, spent(bench)) == (True, True)


async def test_a_plain_no_of_meta_is_not_taken_for_the_last_word(bench: Bench) -> None:
    await ready(bench)
    bench.cloud.will("register", arrives(bench, False))
    await cross(bench)
    assert kinds(bench) == [Kind.INTENDED, Kind.UNKNOWN, Kind.DONE]
    assert own_rows(bench)[1].data["told"] == "Meta answered success: false."


def goes_down(bench: Bench) -> Callable[[], object]:
    def call() -> object:
        bench.onprem.answers["health"] = DOWN
        return cloud_error(133005)

    return call


async def test_a_wrong_pin_calls_a_person_after_two_looks(bench: Bench) -> None:
    await ready(bench)
    bench.cloud.will("register", goes_down(bench))
    started = bench.now
    await cross(bench)
    stop = own_rows(bench)[-1]
    assert kinds(bench) == [Kind.INTENDED, Kind.REFUSED, Kind.OBSERVED]
    assert (stop.data["what"], stop.data["state"], bench.row.state) == ("stop", "S3", "S3")
    assert "wamigrate recover main" in stop.data["todo"]
    assert bench.now - started >= bench.settings.timing.down_confirm
    assert bench.row.intended_at is not None


async def test_when_nothing_can_be_read_a_person_is_called_and_the_intent_stays_open(bench: Bench) -> None:
    await ready(bench)

    def call() -> object:
        bench.cloud.errors["phone_number"] = NotSent("Graph is away.")
        bench.onprem.errors["health"] = onprem_error(503)
        return MaybeSent("No answer.")

    bench.cloud.will("register", call)
    started = bench.now
    await cross(bench)
    assert own_rows(bench)[-1].data["state"] == "S1"
    assert bench.now - started >= bench.settings.timing.probe_limit
    assert bench.row.intended_at == started
    bench.cloud.errors.clear()
    bench.onprem.errors.clear()
    await cross(bench)
    assert (kinds(bench)[-1], registers(bench)) == (Kind.UNDONE, 1)


async def crashed(bench: Bench) -> None:
    """The runner dies between the intent and the call, or between the call and its row."""

    class Killed(BaseException):
        pass

    def die() -> None:
        raise Killed

    await ready(bench)
    bench.at["after register_number:intended"] = die
    with pytest.raises(Killed):
        await cross(bench)
    bench.at.clear()


async def test_after_a_crash_nothing_is_concluded_before_the_call_must_have_ended(bench: Bench) -> None:
    await crashed(bench)
    started = bench.now
    await cross(bench)
    assert (kinds(bench), registers(bench)) == ([Kind.INTENDED, Kind.UNDONE], 0)
    assert own_rows(bench)[-1].data["again"] is True
    assert bench.now - started >= SETTLE
    assert (bench.row.intended_at, spent(bench)) == (None, False)


async def test_a_call_that_a_crash_cut_off_may_be_made_once_more(bench: Bench) -> None:
    await crashed(bench)
    await cross(bench)
    bench.cloud.will("register", arrives(bench))
    await cross(bench)
    assert (kinds(bench)[-1], registers(bench), attempts(bench)) == (Kind.DONE, 1, 2)


async def test_a_call_that_worked_before_the_crash_is_found(bench: Bench) -> None:
    await crashed(bench)
    arrives(bench)()
    await cross(bench)
    assert (kinds(bench), registers(bench)) == ([Kind.INTENDED, Kind.DONE], 0)
    assert bench.row.passed_at is not None


async def test_a_process_that_was_paused_after_its_intent_does_not_call_any_more(bench: Bench) -> None:
    await ready(bench)
    bench.at["after register_number:intended"] = lambda: bench.clock.advance(6)
    await cross(bench)
    assert registers(bench) == 0
    assert kinds(bench) == [Kind.INTENDED, Kind.REFUSED, Kind.UNDONE]
    assert "paused for too long" in own_rows(bench)[1].data["told"]


@pytest.mark.parametrize("answer", [True, MaybeSent("No answer."), cloud_error(133015)])
async def test_what_a_process_learns_after_it_was_taken_over_is_void(bench: Bench, answer: object) -> None:
    await ready(bench)

    def taken_over() -> object:
        bench.write(NAME, Kind.UNDONE, {"state": "S0", "again": True, "answered": False})
        return answer

    bench.cloud.will("register", taken_over)
    with pytest.raises(Superseded):
        await cross(bench)
    assert kinds(bench) == [Kind.INTENDED, Kind.UNDONE]
    assert (bench.row.passed_at, spent(bench)) == (None, False)


async def test_a_number_that_is_down_on_both_can_be_called_once_more(bench: Bench) -> None:
    await ready(bench, approved="S3")
    bench.onprem.answers["health"] = DOWN
    bench.cloud.will("register", arrives(bench))
    await cross(bench)
    assert (kinds(bench), registers(bench)) == ([Kind.INTENDED, Kind.DONE], 1)


async def test_where_on_premises_was_gone_before_that_is_the_state_to_start_from(new_bench: NewBench) -> None:
    bench = await ready(new_bench(path="C"), approved="SX")
    bench.change_number(onprem=None)
    bench.cloud.will("register", arrives(bench))
    await cross(bench)
    assert (kinds(bench), bench.row.state) == ([Kind.INTENDED, Kind.DONE], "S2")


async def test_no_row_holds_a_secret(bench: Bench) -> None:
    await ready(bench)
    bench.cloud.will("register", cloud_error(133015))
    await cross(bench)
    shown = repr([entry.data for entry in bench.entries])
    assert all(secret not in shown for secret in (PIN, BACKUP, "made-for-it"))


@pytest.mark.parametrize(("path", "blocks"), [("A", 0), ("B", 1), ("C", 0), ("D", 1), ("E", 1)])
def test_the_plan_blocks_where_a_person_is_needed_at_each_step(path: str, blocks: int) -> None:
    found = list(step.blockers(prospect(path=path)))
    assert len(found) == blocks
    assert all(blocker.todo == "wamigrate recover main" for blocker in found)


def test_it_is_the_point_of_no_return_and_has_no_undo() -> None:
    assert (step.point_of_no_return, step.undo) == (True, None)
