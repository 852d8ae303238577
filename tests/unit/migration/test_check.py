"""The shape of checks, how they are found and chosen, and what a run does with silence and refusals."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from tests.unit.migration.checks.fakes import WRITES, World, cloud_error, onprem_error
from wamigrate.config import Answer
from wamigrate.errors import CloudError, ConfigError, MaybeSent, NotSent, UsageError
from wamigrate.migration.check import (
    Check,
    CheckContext,
    Level,
    Verdict,
    all_checks,
    error,
    info,
    ok,
    ordered,
    run_checks,
    warn,
    worst,
)

pytestmark = pytest.mark.anyio

DOC = "A title.\n\nWhy: a\nSees: b\n    and c\nFix: d\nSource: e\n"
AGAIN = {"P01", "P04", "P06", "P09", "P12", "P13", "P15", "P17", "P28", "P34"}
ACTING = {"P15", "P16"}


@pytest.fixture
def world() -> World:
    return World()


def make(name: str, number: str = "P99", doc: str = DOC) -> Check:
    module = ModuleType(f"example.{name}", doc)
    sys.modules[module.__name__] = module
    try:
        return Check(module.__name__, id=number)
    finally:
        del sys.modules[module.__name__]


async def says_ok(ctx: CheckContext) -> Verdict:
    return ok("Fine.")


async def test_a_healthy_number_has_nothing_to_do(world: World) -> None:
    results = await run_checks(world.context())
    special = {r.check: r.verdict.level for r in results if r.verdict.level is not Level.OK}
    assert special == {
        "backup-dry-run": Level.SKIP,
        "bridge-address": Level.SKIP,
        "profile": Level.INFO,
        "platform-status": Level.SKIP,
        "stored-backup": Level.SKIP,
    }
    assert not any(result.blocks for result in results)


async def test_results_stand_in_the_order_of_their_ids(world: World) -> None:
    results = await run_checks(world.context())
    assert [result.id for result in results] == [f"P{n:02}" for n in range(1, 35)]


async def test_with_nothing_but_the_least_configuration_nothing_blocks(world: World) -> None:
    world.answers.clear()
    world.change_number(webhook_url=None, canary=None, findings=None)
    world.change_graph(verify_token=None)
    assert [r for r in await run_checks(world.context()) if r.blocks] == []
    world.change_graph(app_secret=None)
    world.cloud.errors["debug_token"] = cloud_error(100)
    results = {r.check: r for r in await run_checks(world.context(final=True))}
    assert [r for r in results.values() if r.blocks] == []
    assert results["webhook-fields"].verdict.level is Level.WARN


async def test_every_warning_and_error_says_what_to_do(world: World) -> None:
    world.answers.clear()
    world.cloud.errors = {name: cloud_error(2) for name in world.cloud.answers}
    world.onprem.errors = {name: onprem_error(500) for name in world.onprem.answers}
    results = await run_checks(world.context(final=True))
    grave = [r for r in results if r.verdict.level in (Level.WARN, Level.ERROR)]
    assert len(grave) > 20
    assert [r.check for r in grave if not r.verdict.todo or not r.verdict.seen] == []


@pytest.mark.parametrize("path", ["A", "B", "C", "D", "E"])
@pytest.mark.parametrize("final", [False, True])
async def test_no_check_acts_unless_told_to(world: World, path: str, final: bool) -> None:
    await run_checks(world.context(path=path, final=final))
    assert WRITES.isdisjoint(world.onprem.calls)
    assert all(request.body in (None, harmless()) for request in world.transport.requests)


def harmless() -> bytes:
    return b'{"object":"whatsapp_business_account","entry":[]}'


async def test_only_checks_marked_as_acting_act_when_told_to(world: World) -> None:
    for check in all_checks():
        world.onprem.calls.clear()
        await check.run(world.context(write=True))
        assert check.acts is not WRITES.isdisjoint(world.onprem.calls), check.name
    assert {check.id for check in all_checks() if check.acts} == ACTING


async def test_the_last_look_before_register_is_short_and_never_acts(world: World) -> None:
    results = await run_checks(world.context(final=True, write=True), again=True)
    assert {result.id for result in results} == AGAIN
    assert WRITES.isdisjoint(world.onprem.calls)


async def test_without_a_deployment_nothing_asks_it(world: World) -> None:
    await run_checks(world.context(path="D"))
    assert world.onprem.calls == []


async def test_a_deployment_that_nobody_configured_is_an_error_once_and_skipped_elsewhere(
    world: World,
) -> None:
    world.change_number(onprem=None)
    results = {
        r.check: r.verdict for r in await run_checks(world.context(), only=["onprem-login", "gateway"])
    }
    assert results["onprem-login"].level is Level.ERROR
    assert results["gateway"].seen == "No On-Premises deployment is configured for this number."
    with pytest.raises(ConfigError, match="has no On-Premises deployment"):
        await world.context().reads.stats()


async def test_each_read_is_made_once_a_run_and_anew_in_the_next(world: World) -> None:
    ctx = world.context()
    await run_checks(ctx)
    for calls in (world.cloud.calls, world.onprem.calls):
        assert sorted(calls) == sorted(set(calls))
    await run_checks(ctx, only=["host-platform"])
    assert world.cloud.calls.count("phone_number") == 2


async def test_an_error_is_remembered_as_well(world: World) -> None:
    world.cloud.errors["phone_number"] = cloud_error(2)
    results = await run_checks(world.context(), only=["P03", "P04", "P05"])
    assert [result.blocks for result in results] == [True, True, True]
    assert world.cloud.calls.count("phone_number") == 1


async def test_a_deployment_that_takes_no_login_is_asked_once(world: World) -> None:
    world.onprem.errors["login"] = onprem_error(401)
    results = await run_checks(world.context())
    assert world.onprem.calls == ["login"]
    assert {r.check for r in results if r.blocks} == {"onprem-login", "gateway"}


async def test_checks_are_chosen_by_name_or_id_and_left_out_the_same_way(world: World) -> None:
    chosen = await run_checks(world.context(), only=["token", "p12", "display_name", "P17"], skip=["P17"])
    assert [result.check for result in chosen] == ["token", "display-name", "gateway"]


@pytest.mark.parametrize("option", ["only", "skip"])
async def test_an_unknown_check_is_refused_with_a_suggestion(world: World, option: str) -> None:
    with pytest.raises(UsageError) as refused:
        await run_checks(world.context(), **{option: ["tokn"]})  # type: ignore[arg-type]
    assert (refused.value.message, refused.value.hint) == (
        "There is no check 'tokn'.",
        "Did you mean 'token'?",
    )


@pytest.mark.parametrize("answers", [{"roll": "direct"}, {"role": "boss"}])
async def test_answers_that_make_no_sense_are_refused_before_anything_is_asked(
    world: World, answers: dict[str, Answer]
) -> None:
    with pytest.raises(UsageError):
        await run_checks(world.context(answers=answers))
    assert world.cloud.calls == []


@pytest.mark.parametrize(
    "failed", [cloud_error(4), NotSent("graph:443 refuses connections."), MaybeSent("No answer")]
)
async def test_a_read_without_an_answer_becomes_a_verdict_with_the_command_to_repeat(
    world: World, failed: CloudError | NotSent | MaybeSent
) -> None:
    failed.hint = "Do this."
    world.cloud.errors["waba"] = failed
    [result] = await run_checks(world.context(), only=["waba"])
    assert result.blocks
    assert result.verdict.seen == f"Not known: {failed.message.rstrip('.')}."
    assert result.verdict.todo == "Do this. Then look again: wamigrate check main --only waba"


async def test_a_refusal_without_a_hint_names_the_command_alone(world: World) -> None:
    world.change_number(name="Main")
    world.cloud.errors["waba"] = cloud_error(2)
    [result] = await run_checks(world.context(), only=["waba"])
    assert result.verdict.todo == "Look again: wamigrate check Main --only waba"


async def test_metas_trace_is_shown_for_its_support(world: World) -> None:
    failed = cloud_error(2)
    failed.fbtrace_id = "AxYz"
    world.cloud.errors["waba"] = failed
    [result] = await run_checks(world.context(), only=["waba"])
    assert result.verdict.seen == "Not known: Graph API: refused (code 2). (fbtrace_id AxYz)"


def test_name_title_and_sections_come_from_the_module() -> None:
    check = make("voice_line")
    assert (check.name, check.title) == ("voice-line", "A title")
    assert check.sections == {"Why": "a", "Sees": "b and c", "Fix": "d", "Source": "e"}


@pytest.mark.parametrize("missing", ["Why", "Sees", "Fix", "Source"])
def test_a_check_without_a_section_is_refused(missing: str) -> None:
    with pytest.raises(TypeError, match="docstring"):
        make("x", doc=DOC.replace(f"{missing}:", "Or:"))


def test_a_check_with_an_empty_section_or_title_is_refused() -> None:
    for doc in (DOC.replace("Fix: d", "Fix:"), "", "Why: a\nSees: b\nFix: c\nSource: d"):
        with pytest.raises(TypeError, match="docstring"):
            make("x", doc=doc)


def test_a_check_that_does_not_judge_is_refused() -> None:
    with pytest.raises(TypeError, match="no verdict"):
        ordered([make("x")])


def test_two_checks_with_one_id_are_refused() -> None:
    one, two = make("one"), make("two")
    one.verdict(says_ok)
    two.verdict(says_ok)
    with pytest.raises(TypeError, match="same id P99"):
        ordered([one, two])


def test_checks_are_ordered_by_number_not_by_text() -> None:
    checks = [make("a", "P100"), make("b", "P20"), make("c", "P3")]
    for check in checks:
        check.verdict(says_ok)
    assert [check.id for check in ordered(checks)] == ["P3", "P20", "P100"]


def test_several_findings_become_the_gravest_with_all_that_is_not_fine() -> None:
    merged = worst(ok("A."), warn("B.", "do b"), None, error("C.", "do c"), info("D."))
    assert merged == Verdict(Level.ERROR, "C. B. D.", "do c do b")


def test_several_good_findings_stay_good() -> None:
    assert worst(None, ok("A."), ok("B.")) == ok("A. B.")


def test_levels_stand_in_the_order_of_gravity() -> None:
    assert sorted(Level, key=lambda level: level.gravity) == [
        Level.OK,
        Level.INFO,
        Level.SKIP,
        Level.WARN,
        Level.ERROR,
    ]
