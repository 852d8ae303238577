"""`wamigrate bridge user`: who may call the bridge in place of On-Premises."""

from __future__ import annotations

import sys
import time

import rich_click as click
from sqlalchemy import Connection

from wamigrate.bridge import passwords
from wamigrate.cli.common import as_json, number_argument, opened, say, settings_of
from wamigrate.core.clock import iso
from wamigrate.errors import UsageError
from wamigrate.store import bridge_callers as callers

__all__ = ["user"]

SHORTEST = 8
"""Characters that name a token or a key."""


@click.group()
def user() -> None:
    """Who may log in at the bridge once a number has left On-Premises."""


@user.command()
@number_argument()
@click.argument("username")
@click.option("--admin", is_flag=True, help="With the administrator's role; `admin` always has it.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.pass_context
def add(ctx: click.Context, number: str, username: str, admin: bool, password_stdin: bool) -> None:
    """Let a user log in; the password is asked for. One that is known gets the new password.

    Example: wamigrate bridge user add main crm
    """
    settings = settings_of(ctx)
    found = settings.find(number)
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif not sys.stdin.isatty():
        raise UsageError(
            "The password cannot be asked for without a terminal.", hint="Give it with --password-stdin."
        )
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    if not passwords.strong(password):
        raise UsageError(
            "The password is weaker than On-Premises allows.",
            hint="8 to 64 characters with a digit, an upper, a lower and a special one.",
        )
    role = callers.ADMIN if admin else passwords.role_of(username)
    kept = passwords.hashed(username, password, role=role, source="added", at=time.time())
    with opened(settings) as store:
        store.db.run_now(lambda conn: callers.remember_user(conn, found.phone_number_id, kept))
    say(f"{number}: {username} may log in")


@user.command("list")
@number_argument()
@click.option("--json", "json_output", is_flag=True, help="One JSON document on standard output.")
@click.pass_context
def list_users(ctx: click.Context, number: str, json_output: bool) -> None:
    """Show who may log in, and who was only ever seen with a token.

    Example: wamigrate bridge user list main
    """
    settings = settings_of(ctx)
    place, now = settings.find(number).phone_number_id, time.time()

    def look(conn: Connection) -> tuple[list[callers.User], list[callers.Token], list[callers.Token]]:
        unknown = callers.unknown_callers(conn, place, now)
        return callers.users(conn, place), unknown, callers.api_keys(conn, place)

    with opened(settings) as store:
        users, unknown, keys = store.db.read_now(look)
    if json_output:
        as_json(
            {
                "users": [
                    {"username": u.username, "role": u.role, "source": u.source, "at": iso(u.at)}
                    for u in users
                ],
                "unknown": [
                    {"token": t.digest[:8], "seen_as": t.seen_as, "since": iso(t.first_seen)} for t in unknown
                ],
                "api_keys": [{"key": t.digest[:8], "since": iso(t.first_seen)} for t in keys],
            }
        )
        return
    if not users and not unknown:
        say(f"{number}: nobody has logged in through the bridge yet")
        say(f"next: have them log in, or wamigrate bridge user add {number} USERNAME")
    for one in users:
        click.echo(f"{one.username}  {one.role}  {one.source} {iso(one.at)}")
    for key in keys:
        click.echo(f"key {key.digest[:8]}  API key of monitoring  since {iso(key.first_seen)}")
    for token in unknown:
        click.echo(f"token {token.digest[:8]}  no login seen  {token.seen_as}  since {iso(token.first_seen)}")
    if unknown:
        say(f"next: have them log in, or wamigrate bridge user accept {number} TOKEN")


@user.command()
@number_argument()
@click.argument("username")
@click.pass_context
def remove(ctx: click.Context, number: str, username: str) -> None:
    """Lock a user out, their tokens too; or a token or API key, named as `bridge user list` shows it.

    Example: wamigrate bridge user remove main crm
    """
    settings = settings_of(ctx)
    place = settings.find(number).phone_number_id

    def work(conn: Connection) -> bool:
        if callers.forget_user(conn, place, username):
            return True
        return len(username) >= SHORTEST and callers.revoke(conn, place, username) > 0

    with opened(settings) as store:
        gone = store.db.run_now(work)
    if not gone:
        raise UsageError(
            f"'{number}' has no user '{username}'.", hint=f"See: wamigrate bridge user list {number}"
        )
    say(f"{number}: {username} is locked out")


@user.command()
@number_argument()
@click.argument("token")
@click.pass_context
def accept(ctx: click.Context, number: str, token: str) -> None:
    """Say that a caller known only by its token needs no learned login: it stands in the way no more.

    Example: wamigrate bridge user accept main 3f9a0c1e
    """
    settings = settings_of(ctx)
    place, now = settings.find(number).phone_number_id, time.time()
    if len(token) < SHORTEST:
        raise UsageError(
            "That is too short to name one token.", hint=f"See: wamigrate bridge user list {number}"
        )
    with opened(settings) as store:
        count = store.db.run_now(lambda conn: callers.accept(conn, place, token, now))
    if not count:
        raise UsageError(f"'{number}' has no such caller.", hint=f"See: wamigrate bridge user list {number}")
    say(f"{number}: accepted")
