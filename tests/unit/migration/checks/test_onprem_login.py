"""P11"""

from __future__ import annotations

import pytest

from tests.unit.migration.checks.fakes import World, onprem_error
from wamigrate.errors import NotSent
from wamigrate.migration.check import Level
from wamigrate.migration.checks.onprem_login import check

pytestmark = pytest.mark.anyio


async def test_an_admin_who_can_log_in_is_fine(world: World) -> None:
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.OK, "'admin' logged in and is admin.")


async def test_every_run_begins_with_a_login_of_its_own(world: World) -> None:
    ctx = world.context()
    await ctx.reads.onprem_health()
    await check.run(ctx)
    assert world.onprem.calls == ["login", "health", "application_settings"]


async def test_it_is_skipped_where_the_deployment_is_gone(world: World) -> None:
    assert (await world.verdict(check, path="C")).level is Level.SKIP


async def test_a_deployment_that_nobody_configured_blocks(world: World) -> None:
    world.change_number(onprem=None)
    verdict = await world.verdict(check)
    assert verdict.level is Level.ERROR
    assert "wamigrate plan main" in verdict.todo


@pytest.mark.parametrize(
    ("call", "status", "code", "seen"),
    [
        ("login", 401, None, "The deployment does not accept user 'admin' with this password."),
        ("login", 401, 1005, "The deployment does not accept user 'admin' with this password."),
        ("login", 400, 1024, "'admin' must change the password at its first login."),
        ("application_settings", 403, None, "'admin' may log in but is not an admin."),
        ("application_settings", 400, 1005, "'admin' may log in but is not an admin."),
        ("login", 500, 1014, "Not known: On-Premises API: refused (code 1014)."),
    ],
)
async def test_each_refusal_blocks_in_its_own_words(
    world: World, call: str, status: int, code: int | None, seen: str
) -> None:
    world.onprem.errors[call] = onprem_error(status, code)
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.ERROR, seen)


async def test_a_deployment_that_cannot_be_reached_blocks_with_the_transports_hint(world: World) -> None:
    world.onprem.errors["login"] = NotSent("127.0.0.1:9090 refuses connections.", hint="Check that it runs.")
    verdict = await world.verdict(check)
    assert verdict.level is Level.ERROR
    assert verdict.seen == "Not known: 127.0.0.1:9090 refuses connections."
    assert verdict.todo == "Check that it runs. Then look again: wamigrate check main --only onprem-login"


async def test_a_slow_deployment_warns(world: World) -> None:
    world.onprem.delay = 9.0
    verdict = await world.verdict(check)
    assert (verdict.level, verdict.seen) == (Level.WARN, "'admin' is admin, but one answer took 9 s.")
