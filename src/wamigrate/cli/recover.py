"""`wamigrate recover`: the way out when a number is down, unclear, or without a deployment."""

from __future__ import annotations

import sys
import time

import rich_click as click

from wamigrate.cli.common import number_argument, opened, run_async, say, settings_of
from wamigrate.cli.walking import json_option, say_status, walk
from wamigrate.config import Number, Settings
from wamigrate.core.clock import SystemClock
from wamigrate.core.secret import Secret
from wamigrate.errors import UsageError
from wamigrate.migration import operator
from wamigrate.migration.plan import Path, find_path
from wamigrate.migration.state import State
from wamigrate.migration.workbench import clients_of
from wamigrate.store import migrations
from wamigrate.store.migrations import Migration, Phase
from wamigrate.store.opening import Store

__all__ = ["recover"]

WHAT_TO_KNOW = """\
'{name}' is down on both sides: On-Premises is disconnected, and Cloud API has not registered it.
  1. Stop whatever else calls register for this number. Wrong PINs lock it.
  2. Find the right PIN and put it into wamigrate.toml; or let the owner turn two-step verification off
     in WhatsApp Manager (a link is mailed) and answer two_step = "off".
  3. One more register goes out with that PIN and the same backup, at your word.
If it is refused with "needs verification" (133006), a person at the phone must read a code.
Meta's Direct Support: topic "WABiz: Cloud API",
request type "On-Premises API -> Cloud API Migration Issues"."""


@click.command()
@number_argument()
@click.option(
    "--attempt", is_flag=True, help="Down on both sides: send one more register, without being asked."
)
@click.option(
    "--request-code",
    type=click.Choice(["sms", "voice"]),
    help="No deployment and no backup: let Meta send a code to the number.",
)
@click.option("--language", default="en_US", show_default=True, help="Language of that code's message.")
@click.option("--enter-code", is_flag=True, help="Give the code (asked for, or one line on standard input).")
@json_option
@click.pass_context
def recover(
    ctx: click.Context,
    number: str,
    attempt: bool,
    request_code: str | None,
    language: str,
    enter_code: bool,
    json_: bool,
) -> int:
    """Guide NUMBER out of trouble: outcome unknown, down on both sides, or no deployment and no backup.

    Example: wamigrate recover main
    """
    settings = settings_of(ctx)
    chosen = settings.find(number)
    with opened(settings) as store:
        if request_code is not None:
            run_async(_request_code(chosen, settings, method=request_code, language=language))
            say(f"Meta sends a code. Then: wamigrate recover {number} --enter-code")
            return 0
        found = store.db.read_now(lambda conn: migrations.latest(conn, chosen.phone_number_id))
        if found is None or found.ended_at is not None:
            return _without_deployment(settings, store, chosen, enter_code=enter_code, json_=json_)
        if enter_code:
            run_async(_verify_code(chosen, settings))
        if found.phase is Phase.STOPPED and found.state == State.S3.value:
            return _down_on_both(settings, store, chosen, found, attempt=attempt, json_=json_)
        resumed = store.db.run_now(lambda conn: operator.resume(conn, found, at=time.time()))
        if resumed.phase is Phase.RUNNING:
            say("Both sides are looked at again; nothing is sent that was sent before.")
            return walk(settings, store, chosen, resumed, approve=False, json_=json_)
        say_status(store, chosen, json_=json_)
        return 0


def _down_on_both(
    settings: Settings, store: Store, number: Number, migration: Migration, *, attempt: bool, json_: bool
) -> int:
    say(WHAT_TO_KNOW.format(name=number.name))
    if not attempt and not _agreed(number.name):
        raise UsageError(
            "Nothing was sent.",
            hint=f"With the right PIN in place: wamigrate recover {number.name} --attempt",
        )
    again = store.db.run_now(lambda conn: operator.recover(conn, settings, migration, at=time.time()))
    return walk(settings, store, number, again, approve=False, json_=json_)


def _agreed(name: str) -> bool:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    question = f"Type {name} to send one register now (Enter sends nothing)"
    return bool(click.prompt(question, default="", show_default=False, err=True).strip() == name)


def _without_deployment(
    settings: Settings, store: Store, number: Number, *, enter_code: bool, json_: bool
) -> int:
    """Path D: verified by a code, registered without a backup."""
    path = run_async(_find_path(number, settings))
    if path.letter != "D" or path.done:
        raise UsageError(
            f"'{number.name}' needs no recovery: {path.why}", hint=f"wamigrate plan {number.name}"
        )
    if not enter_code and not run_async(_is_verified(number, settings)):
        raise UsageError(
            f"{path.why} Meta wants the number verified by a code first.",
            hint=f"wamigrate recover {number.name} --request-code sms",
        )
    if enter_code:
        run_async(_verify_code(number, settings))
    say("The profile is lost on this path, and an Official Business Account with it. The gate comes first.")
    at = time.time()
    begun = store.db.run_now(lambda conn: operator.begin(conn, number, path="D", options={}, at=at))
    return walk(settings, store, number, begun, approve=False, json_=json_)


async def _find_path(number: Number, settings: Settings) -> Path:
    async with clients_of(number, settings, SystemClock()) as clients:
        return await find_path(number, clients)


async def _is_verified(number: Number, settings: Settings) -> bool:
    async with clients_of(number, settings, SystemClock()) as clients:
        node = await clients.cloud.phone_number(number.phone_number_id, "id,code_verification_status")
    return node.get("code_verification_status") == "VERIFIED"


async def _request_code(number: Number, settings: Settings, *, method: str, language: str) -> None:
    async with clients_of(number, settings, SystemClock()) as clients:
        await clients.cloud.request_code(
            number.phone_number_id, code_method=method.upper(), language=language
        )


async def _verify_code(number: Number, settings: Settings) -> None:
    code = _read_code()
    async with clients_of(number, settings, SystemClock()) as clients:
        await clients.cloud.verify_code(number.phone_number_id, code)
    say("The code was right: the number is verified.")


def _read_code() -> Secret:
    """From a prompt that does not echo, or one line of standard input: never from the command line."""
    asked = sys.stdin.isatty()
    text = click.prompt("Code", hide_input=True, err=True) if asked else sys.stdin.readline()
    digits = "".join(c for c in text if c.isdigit())
    if len(digits) != 6:
        raise UsageError("The code has six digits.", hint="Give it as Meta sent it; a hyphen does no harm.")
    return Secret(digits)
