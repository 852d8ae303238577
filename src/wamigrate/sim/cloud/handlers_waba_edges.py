"""Small edges of a WABA: people, schedules, activities, solutions; and the WABAs of a business."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from wamigrate.core.payload import Json, JsonObject
from wamigrate.sim import ids
from wamigrate.sim.cloud.call import SUCCESS, Call
from wamigrate.sim.cloud.paging import page
from wamigrate.sim.cloud.rules import Rule, Rules, checked
from wamigrate.sim.cloud.selection import Fields, pick, plain
from wamigrate.sim.cloud.state import Business, User, Waba
from wamigrate.sim.cloud.waba_node import DEFAULT, NODE_TYPE, waba_fields

__all__ = [
    "add_schedule",
    "assign_user",
    "assigned_users",
    "assigned_wabas",
    "client_wabas",
    "nothing",
    "owned_wabas",
    "remove_user",
    "schedules",
    "show_business",
]

TASKS = (
    "MANAGE",
    "DEVELOP",
    "MANAGE_TEMPLATES",
    "MANAGE_PHONE",
    "VIEW_COST",
    "MANAGE_EXTENSIONS",
    "VIEW_PHONE_ASSETS",
    "MANAGE_PHONE_ASSETS",
    "VIEW_TEMPLATES",
    "VIEW_INSIGHTS",
    "RECEIVE_INCOMING_MESSAGES",
    "MANAGE_BILLING",
    "MANAGE_USERS",
    "MESSAGING",
    "FULL_CONTROL",
)
DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
KINDS = ("BUSINESS_HOURS", "AUTOMATED_RESPONSE", "MESSAGE_CAMPAIGN", "MAINTENANCE_WINDOW", "CUSTOM")
USER: Rules = {"user": Rule("id", required=True)}
ASSIGNMENT: Rules = {
    **USER,
    "tasks": Rule("array", required=True, shortest=1, longest=16, items=Rule(choices=TASKS), commas=True),
}
USERS_OF: Rules = {"business": Rule("id", required=True)}
SCHEDULE: Rules = {
    "name": Rule(required=True, shortest=1, longest=100),
    "schedule_type": Rule(required=True, choices=KINDS),
    "start_time": Rule(required=True),
    "end_time": Rule(required=True),
    "description": Rule(),
    "timezone": Rule(),
    "days_of_week": Rule("array", items=Rule(choices=DAYS)),
    "is_active": Rule("boolean"),
    "recurrence_pattern": Rule(
        "object",
        keys={
            "frequency": Rule(choices=("DAILY", "WEEKLY", "MONTHLY", "YEARLY")),
            "interval": Rule("integer"),
            "end_date": Rule(),
        },
    ),
}


async def assigned_users(call: Call) -> JsonObject:
    """GET /{waba}/assigned_users"""
    checked(call.params, USERS_OF)
    waba = call.waba
    known = {t.user_id: "Sim System User" for t in call.world.tokens.values()}
    people = {user: ["MANAGE"] for user in known} | waba.users
    business = {"id": waba.business.id, "name": waba.business.name}
    shown = []
    for user, tasks in people.items():
        fields: Fields = {
            "name": plain(known.get(user, f"User {user[-4:]}")),
            "tasks": plain(tasks),
            "business": plain(business),
            "user_type": plain("SYSTEM_USER" if user in known else "BUSINESS_USER"),
        }
        shown.append(pick(call.params, user, "User", fields, ("name", "tasks")))
    found = page(call, shown)
    total = "total_count" in str(call.params.get("summary", ""))
    return {**found, **({"summary": {"total_count": len(shown)}} if total else {})}


async def assign_user(call: Call) -> JsonObject:
    """POST /{waba}/assigned_users"""
    given = checked(call.params, ASSIGNMENT)
    call.waba.users[given["user"]] = given["tasks"]
    return SUCCESS


async def remove_user(call: Call) -> JsonObject:
    """DELETE /{waba}/assigned_users"""
    call.waba.users.pop(checked(call.params, USER)["user"], None)
    return SUCCESS


async def schedules(call: Call) -> JsonObject:
    """GET /{waba}/schedules"""
    default = ("name", "status", "schedule_type", "start_time", "end_time")
    shown = []
    for one in reversed(call.waba.schedules):
        known = {name: plain(one.get(name)) for name in (*SCHEDULE, "status", "created_time", "updated_time")}
        shown.append(pick(call.params, one["id"], "WhatsAppBusinessAccountSchedule", known, default))
    return page(call, shown)


async def add_schedule(call: Call) -> JsonObject:
    """POST /{waba}/schedules"""
    given = {"timezone": "UTC", "is_active": True, **checked(call.params, SCHEDULE)}
    at = datetime.fromtimestamp(call.now, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
    status = "ACTIVE" if given["is_active"] else "INACTIVE"
    new = {"id": ids.media_number(), **given, "status": status, "created_time": at, "updated_time": at}
    call.waba.schedules.append(new)
    return {"id": new["id"]}


async def nothing(call: Call) -> JsonObject:
    """An edge of which this world has nothing to show."""
    return page(call, [])


async def show_business(call: Call) -> JsonObject:
    """GET /{business}"""
    business = cast("Business", call.node)
    known: Fields = {
        "name": plain(business.name),
        "timezone_id": plain(1),
        "verification_status": plain(_verification(call, business)),
        "owned_whatsapp_business_accounts": lambda asked: _wabas(
            call.about(business, asked.params), owned=True
        ),
    }
    return pick(call.params, business.id, "Business", known, ("name",))


def _verification(call: Call, business: Business) -> Json:
    return next((w.business_verification_status for w in _all(call) if w.business.id == business.id), None)


def _all(call: Call) -> list[Waba]:
    targets = call.token.waba_ids
    found = (n for n in call.world.nodes.values() if isinstance(n, Waba))
    return [w for w in found if not targets or w.id in targets]


async def owned_wabas(call: Call) -> JsonObject:
    """GET /{business}/owned_whatsapp_business_accounts"""
    return _wabas(call, owned=True)


async def client_wabas(call: Call) -> JsonObject:
    """GET /{business}/client_whatsapp_business_accounts"""
    return _wabas(call, owned=False)


async def assigned_wabas(call: Call) -> JsonObject:
    """GET /{user}/assigned_whatsapp_business_accounts"""
    user = cast("User", call.node)
    mine = _all(call) if user.id == call.token.user_id else [w for w in _all(call) if user.id in w.users]
    return page(call, [_shown(call, w) for w in mine])


def _wabas(call: Call, *, owned: bool) -> JsonObject:
    mine = [w for w in _all(call) if w.business.id == call.node.id and (w.ownership_type == "SELF") is owned]
    wanted = call.params.get("find")
    return page(call, [_shown(call, w) for w in mine if wanted in (None, "", w.id)])


def _shown(call: Call, waba: Waba) -> JsonObject:
    one = call.about(waba, {k: v for k, v in call.params.items() if k == "fields"})
    return pick(one.params, waba.id, NODE_TYPE, waba_fields(one), DEFAULT)
