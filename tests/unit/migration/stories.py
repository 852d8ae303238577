"""How migrations go: each of these leaves a store as one of them would have left it."""

from __future__ import annotations

from sqlalchemy import Connection

from tests.unit.migration.story import GRAPH, PNID, Story
from wamigrate.core.payload import JsonObject
from wamigrate.store import approvals, guard, routes
from wamigrate.store.journal import Kind
from wamigrate.store.migrations import Phase

__all__ = [
    "answer_lost",
    "answered_no",
    "approved",
    "at_the_gate",
    "blocked_afterwards",
    "cancelled_at_the_gate",
    "down_and_approved_again",
    "finished",
    "killed_in_register",
    "moved",
    "recovered",
    "refused_and_back_at_the_gate",
    "refused_with_wrong_pin",
    "stopped_by_a_check",
]

WRONG_PIN = "The PIN was wrong. Meta disconnects On-Premises all the same: the number is down on both sides."
RECOVER = "Stop everything that calls register. Find the right PIN, then: wamigrate recover main"


def at_the_gate(conn: Connection) -> Story:
    story = Story(conn)
    story.prepare()
    story.gate()
    story.wait(1260)
    return story


def approved(conn: Connection, *, after: float = 240.0, shards: int = 1) -> Story:
    """Up to the moment before `register`."""
    story = Story(conn)
    story.prepare(shards=shards)
    story.gate()
    story.wait(after)
    story.approve()
    story.cut_over()
    return story


def moved(conn: Connection, *, after: JsonObject | None = None) -> Story:
    """Two shards, approved after 47 minutes, CONNECTED at the second look; only the report is missing."""
    story = approved(conn, after=47 * 60, shards=2)
    story.intend()
    story.register(3.1)
    story.passed({"answer": "success"})
    story.confirm()
    story.confirm_the_rest(after=after)
    return story


def finished(conn: Connection, *, after: JsonObject | None = None) -> Story:
    story = moved(conn, after=after)
    story.begin("write_report")
    story.wait(0.05)
    story.end("write_report", {"files": ["m-main-1.html", "m-main-1.json", "m-main-1.md"]})
    story.update(
        phase=Phase.FINISHED,
        waiting_for="you: look at the report, then complete",
        next="wamigrate complete main",
    )
    story.wait(60)
    return story


def answered_no(story: Story, code: int, told: str, **more: object) -> None:
    """`register` sent and refused by Meta."""
    story.intend()
    story.register(2.4, status=400, code=code, fbtrace_id="AbCdEf123")
    data: JsonObject = {
        "told": told,
        "details": None,
        "todo": "Do what it says.",
        "code": code,
        "subcode": None,
        "status": 400,
        "fbtrace_id": "AbCdEf123",
        "answered": True,
        "ended": True,
    }
    story.row("register_number", Kind.REFUSED, data | more)
    approvals.spend(story.conn, story.id, story.now)


def refused_and_back_at_the_gate(conn: Connection) -> Story:
    """133016 at a number that was found on On-Premises as before."""
    story = approved(conn)
    answered_no(story, 133016, "Ten register calls in 72 hours: Meta blocks further ones.")
    story.look(0.0)
    found = {"state": "S0", "why": "On-Premises is connected.", "confirmed": True}
    closing = {"state": "S0", "again": False, "answered": True, "told": None, "found": found}
    guard.nothing_happened(conn, story.migration, step="register_number", at=story.now, data=closing)
    story.keep("register_number")
    story.row("hold_traffic", Kind.UNDONE, {"route": "onprem"})
    routes.move(conn, routes.get(conn, PNID, story.now), routes.RouteState.ONPREM, owner=None, at=story.now)
    story.gate(refused="Ten register calls in 72 hours: Meta blocks further ones.")
    return story


def refused_with_wrong_pin(conn: Connection) -> Story:
    """133005: both sides down, found so twice, 60 s apart."""
    story = approved(conn)
    answered_no(
        story,
        133005,
        f"{WRONG_PIN} (Graph API: Two step verification PIN mismatch.)",
        details="The PIN entered does not match.",
        todo=RECOVER,
    )
    story.look(0.0, 5.0, 10.0, 20.0, 40.0)
    why = "Neither side has the number: On-Premises was found disconnected twice."
    story.stop("S3", WRONG_PIN, RECOVER, why=why)
    story.wait(30)
    return story


def down_and_approved_again(conn: Connection) -> Story:
    """The wrong PIN, and an hour later a person's word for one more call."""
    story = refused_with_wrong_pin(conn)
    story.wait(3600)
    closing = {"state": "S3", "again": False, "answered": True, "told": "closed by a person"}
    guard.nothing_happened(conn, story.migration, step="register_number", at=story.now, data=closing)
    story.approve("S3")
    story.step("settle_two_step", {"pin": "given"})
    return story


def recovered(conn: Connection) -> Story:
    """The right PIN in the second call."""
    story = down_and_approved_again(conn)
    story.intend("S3")
    story.register(3.0)
    story.passed({"answer": "success"})
    story.confirm()
    return story


def answer_lost(conn: Connection) -> Story:
    """Nobody knows: no answer within the limit, and Cloud API could not be read since."""
    story = approved(conn)
    story.intend()
    story.register(60.0, status=None, outcome="maybe_sent")
    told = "Graph did not answer within 60 s."
    story.row("register_number", Kind.UNKNOWN, {"told": told, "answered": False})
    story.look(0.0, 20.0)
    story.stop("S1", told, None, why="Cloud API could not be read; that is not a no.")
    return story


def killed_in_register(conn: Connection) -> Story:
    """The process died during the call; the next one found the number CONNECTED."""
    story = approved(conn)
    story.intend()
    story.wait(20)
    story.ask("GET", GRAPH, 0.15)
    found = {"state": "S2", "why": "Cloud API says CONNECTED.", "confirmed": True}
    story.passed({"answer": None, "found": found})
    return story


def stopped_by_a_check(conn: Connection) -> Story:
    story = Story(conn)
    story.begin("check_readiness")
    story.ask("GET", "/v23.0/debug_token", 0.2, status=401, code=190, fbtrace_id="Zx9")
    told, todo = "P01 Token: the token has expired.", "Make a system-user token."
    story.end("check_readiness", {"told": told, "todo": todo, "error": "StepFailed"}, Kind.REFUSED)
    story.halt("S0", f"{told} {todo}", "wamigrate resume main")
    return story


def blocked_afterwards(conn: Connection) -> Story:
    """On Cloud API, and the messaging health says BLOCKED."""
    story = approved(conn)
    story.intend()
    story.register(2.0)
    story.passed({"answer": "success"})
    story.confirm()
    story.begin("verify_health")
    told, todo = "WABA is BLOCKED: 141006 payment", "Add a payment method. Then resume."
    story.end("verify_health", {"told": told, "todo": todo}, Kind.REFUSED)
    story.halt("S2b", f"{told} {todo}", "wamigrate resume main")
    return story


def cancelled_at_the_gate(conn: Connection) -> Story:
    story = at_the_gate(conn)
    story.update(phase=Phase.CANCELLED, cancel_at=story.now, ended_at=story.now, waiting_for=None, next=None)
    return story
