"""Which way applies, why, and what is in it; read from both sides, without acting."""

from __future__ import annotations

import pytest

from tests.unit.migration.bench import BACKUP, ON_CLOUD, Bench
from tests.unit.migration.checks.fakes import cloud_error, onprem_error
from wamigrate.clients.onprem import Node
from wamigrate.config import StoredBackup
from wamigrate.core.secret import Secret
from wamigrate.errors import NotSent, WamigrateError
from wamigrate.migration.chain import CHAIN
from wamigrate.migration.plan import PATHS, Plan, find_path, make_plan, part_of
from wamigrate.migration.steps import back_up_settings, register_number, snapshot_before, write_report

pytestmark = pytest.mark.anyio

STORED = StoredBackup(data=Secret(BACKUP), password=Secret("long-ago"))


async def path_of(bench: Bench) -> tuple[str, str]:
    found = await find_path(bench.number, bench.clients)
    assert not found.done
    return found.letter, found.why


async def plan_of(bench: Bench) -> Plan:
    return await make_plan(
        bench.number, bench.settings, store=bench.store, clients=bench.clients, clock=bench.clock
    )


@pytest.mark.parametrize("status", ["connected", "connecting"])
async def test_a_connected_deployment_is_the_full_path(bench: Bench, status: str) -> None:
    bench.onprem.answers["health"] = [Node("master", "disconnected", None), Node("core", status, None)]
    assert await path_of(bench) == ("A", PATHS["A"])


async def test_a_disconnected_deployment_without_backup_is_reachable_locally_only(bench: Bench) -> None:
    bench.onprem.answers["health"] = [Node("", "disconnected", None)]
    letter, why = await path_of(bench)
    assert (letter, why.startswith("The gateway says disconnected.")) == ("B", True)


async def test_a_disconnected_deployment_with_a_stored_backup_uses_it(bench: Bench) -> None:
    bench.onprem.answers["health"] = [Node("", "unregistered", None)]
    bench.change_number(backup=STORED)
    letter, why = await path_of(bench)
    assert (letter, why.startswith("The gateway says unregistered.")) == ("C", True)


@pytest.mark.parametrize(("backup", "letter"), [(STORED, "C"), (None, "D")])
async def test_without_a_deployment_the_backup_decides(
    bench: Bench, backup: StoredBackup | None, letter: str
) -> None:
    bench.change_number(onprem=None, backup=backup)
    assert await path_of(bench) == (letter, f"No On-Premises deployment is configured. {PATHS[letter]}")


@pytest.mark.parametrize("error", [NotSent("It is away."), onprem_error(503)])
@pytest.mark.parametrize(("backup", "letter"), [(STORED, "C"), (None, "A")])
async def test_a_deployment_that_does_not_answer_is_given_up_only_for_a_stored_backup(
    bench: Bench, error: WamigrateError, backup: StoredBackup | None, letter: str
) -> None:
    bench.change_number(backup=backup)
    bench.onprem.errors["health"] = error
    assert (await path_of(bench))[0] == letter


@pytest.mark.parametrize("status", [401, 403])
async def test_a_deployment_that_refuses_us_is_there(bench: Bench, status: int) -> None:
    bench.change_number(backup=STORED)
    bench.onprem.errors["health"] = onprem_error(status)
    letter, why = await path_of(bench)
    assert (letter, why.startswith("On-Premises is there, but refuses us")) == ("A", True)


async def test_a_number_that_meta_deleted_must_be_added_again(bench: Bench) -> None:
    bench.cloud.errors["phone_number"] = cloud_error(33)
    assert await path_of(bench) == ("E", PATHS["E"])


@pytest.mark.parametrize("error", [cloud_error(190), NotSent("Graph is away.")])
async def test_a_graph_that_does_not_tell_leaves_the_choice_to_the_deployment(
    bench: Bench, error: WamigrateError
) -> None:
    bench.cloud.errors["phone_number"] = error
    assert (await path_of(bench))[0] == "A"


async def test_a_number_on_cloud_api_has_nothing_to_plan(bench: Bench) -> None:
    bench.cloud.becomes(**ON_CLOUD)
    plan = await plan_of(bench)
    assert (plan.path.done, plan.steps, plan.blockers) == (True, (), [])
    assert plan.as_json()["already_on_cloud"] is True
    assert plan.next_command == "wamigrate check main"


async def test_a_healthy_number_is_ready_and_every_step_stands_in_its_plan(bench: Bench) -> None:
    plan = await plan_of(bench)
    assert [planned.step for planned in plan.steps] == list(CHAIN)
    assert (plan.blockers, plan.next_command) == ([], "wamigrate migrate main --execute")
    document = plan.as_json()
    assert (document["ready"], document["path"]) == (True, "A")
    assert [s["name"] for s in document["steps"] if s["point_of_no_return"]] == ["register_number"]
    assert bench.cloud.sent == []


async def test_a_check_that_blocks_blocks_the_plan(bench: Bench) -> None:
    bench.cloud.becomes(name_status="DECLINED")
    plan = await plan_of(bench)
    (name, blocker), *rest = plan.blockers
    assert (name, rest) == ("check_readiness", [])
    assert blocker.what.startswith("P06 display-name: ")
    assert plan.next_command == "wamigrate check main"
    assert plan.as_json()["blockers"][0]["step"] == "check_readiness"


async def test_steps_of_another_path_do_not_apply(bench: Bench) -> None:
    bench.change_number(onprem=None, backup=STORED)
    plan = await plan_of(bench)
    left_out = [planned.step.name for planned in plan.steps if not planned.applies]
    assert left_out == ["collect_media", "attach_bridge", "drain_onprem"]


async def test_what_the_gap_is_expected_to_cost_is_told_with_its_source(bench: Bench) -> None:
    loss = (await plan_of(bench)).as_json()["expected_inbound_loss"]
    assert (loss["messages"], loss["note"] != "") == (None, True)


@pytest.mark.parametrize(
    ("module", "part"),
    [
        (snapshot_before, "prepare"),
        (back_up_settings, "cut over"),
        (register_number, "cut over"),
        (write_report, "confirm"),
    ],
)
async def test_each_step_belongs_to_a_part(module: object, part: str) -> None:
    assert part_of(module.step) == part  # type: ignore[attr-defined]
