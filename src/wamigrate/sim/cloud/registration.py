"""What registering does to a number: the checks by its history, the gap, the PIN, and the move itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from wamigrate.core.payload import JsonObject
from wamigrate.sim.blob import Verdict
from wamigrate.sim.cloud.errors import GraphError
from wamigrate.sim.cloud.name_review import take_new_name
from wamigrate.sim.number import PhoneNumber, Side
from wamigrate.sim.world import World

__all__ = ["Attempt", "move", "refuse_by_history", "spend", "tell_pin"]

BUDGET = 10
BUDGET_SPAN = 72 * 3600.0
DELETION_SPAN = 300.0
WRONG_PINS = 3
PIN_LOCK = 3600.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a call of register brings."""

    pin: str
    data: str | None
    password: str | None
    region: str | None


def spend(world: World, number: PhoneNumber, calls: list[float]) -> None:
    """Count the call; the eleventh within 72 hours blocks the number for the next 72."""
    now = world.clock.now()
    if world.faults and world.faults.take("register_budget", number.name):
        raise GraphError(133016)
    if now < number.blocked_until:
        raise GraphError(133016)
    calls[:] = [t for t in calls if t > now - BUDGET_SPAN]
    if len(calls) >= BUDGET:
        number.blocked_until = now + BUDGET_SPAN
        raise GraphError(133016)
    calls.append(now)


def refuse_by_history(world: World, number: PhoneNumber) -> None:
    """Refuse what cannot succeed whatever PIN and backup say; nothing has happened then."""
    now, faults, name = world.clock.now(), world.faults, number.name
    if faults:
        if faults.take("account_locked", name):
            raise GraphError(131031, "Account locked.")
        if faults.peek("incomplete_deregistration", name):
            raise GraphError(133000, "A previous deregistration attempt failed. Deregister the number again.")
        if faults.take("name_pending", name):
            text = "Your display name was not processed yet."
            raise GraphError(100, subcode=2388001, user=("Cannot Create Certificate", text))
        _by_time(world, number, "deletion_running", 133015, DELETION_SPAN)
        _by_time(world, number, "pin_locked", 133008, PIN_LOCK)
        _by_time(world, number, "pin_too_fast", 133009, 60.0)
    if now < number.deleting_until:
        raise GraphError(133015, f"The number was deleted. Try again after {_clock(number.deleting_until)}.")
    if now < number.pin_locked_until:
        raise GraphError(133008, f"Too many guesses. Try again after {_clock(number.pin_locked_until)}.")
    ready = max(number.wrong_pins, default=0.0) + world.options.pin_pause
    if now < ready:
        raise GraphError(133009, f"Guessed too fast. Try again after {_clock(ready)}.")


def _by_time(world: World, number: PhoneNumber, kind: str, code: int, default: float) -> None:
    fault = world.faults.peek(kind, number.name)
    if fault is None:
        return
    span = float(fault.value) if isinstance(fault.value, int | float) else default
    if world.clock.now() >= fault.at + span:
        world.faults.remove(fault.id)
        return
    world.faults.take(kind, number.name)
    raise GraphError(code, f"Try again after {_clock(fault.at + span)}.")


def _clock(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


async def move(world: World, number: PhoneNumber, attempt: Attempt, wait: float) -> None:
    """Judge the backup, disconnect On-Premises, take the time it takes, then the PIN decides."""
    content = _judge_backup(world, number, attempt)
    was = number.side
    if was is Side.ONPREM:
        number.side = Side.NONE
        number.deployment.gateway = "disconnected"
    await world.sleep(wait)
    if number.pin is not None and number.pin != attempt.pin:
        _wrong_pin(world, number)
    if number.pin is None:
        tell_pin(world, number)
    number.pin = attempt.pin
    number.wrong_pins.clear()
    take_new_name(number)
    if number.side is not Side.CLOUD:
        _arrive(world, number, content, fresh=was is not Side.CLOUD)
    if attempt.region:
        number.storage_region = attempt.region


def _judge_backup(world: World, number: PhoneNumber, attempt: Attempt) -> JsonObject | None:
    """The backup's content; None if there is none that can be used but a code by SMS stands in for it."""
    problem: Verdict | None = None
    if attempt.data is not None and not (world.faults and world.faults.peek("otp_required", number.name)):
        verdict, content = world.read_backup(number, attempt.data, attempt.password or "")
        if verdict is Verdict.GOOD:
            return content
        problem = verdict
    if number.onboarded_at is not None:
        return {}
    verified = number.verification(world.clock.now()) == "VERIFIED"
    if problem is not None and not (verified and problem is Verdict.ALTERED):
        raise _bad_backup(world, number, problem)
    if not verified:
        raise GraphError(133006, "The phone number must be verified by a code before it can be registered.")
    return None


def _bad_backup(world: World, number: PhoneNumber, problem: Verdict) -> GraphError:
    options = world.options
    wrong_password = problem is Verdict.WRONG_PASSWORD
    code = options.bad_password_code if wrong_password else options.bad_blob_code
    details = f"The backup cannot be used: {problem.value}."
    fault = world.faults.take("bad_backup", number.name) if world.faults else None
    if fault is not None and isinstance(fault.value, dict):
        code, details = int(fault.value.get("code", code)), fault.value.get("details", details)
        if fault.value.get("takes_down"):
            _take_down(number)
    return GraphError(code, details)


def _wrong_pin(world: World, number: PhoneNumber) -> None:
    """The number goes down on both sides, unless it was on Cloud already."""
    now = world.clock.now()
    _take_down(number)
    number.wrong_pins = [t for t in number.wrong_pins if t > now - PIN_LOCK] + [now]
    if len(number.wrong_pins) >= WRONG_PINS:
        number.pin_locked_until = now + PIN_LOCK
    if world.faults and world.faults.take("pin_131031", number.name):
        raise GraphError(131031, "Account has been locked: the two-step verification PIN is incorrect.")
    raise GraphError(133005, "The two-step verification PIN is incorrect.")


def _take_down(number: PhoneNumber) -> None:
    if number.side is not Side.CLOUD:
        number.side, number.registered_onprem = Side.NONE, False
        number.deployment.gateway = "disconnected"


def _arrive(world: World, number: PhoneNumber, content: JsonObject | None, *, fresh: bool) -> None:
    """The effect: the number is on Cloud from this moment."""
    now, spec = world.clock.now(), number.spec
    number.side, number.registered_onprem = Side.CLOUD, False
    number.deployment.gateway = spec.after_register
    number.onboarded_at = now
    if not world.options.window_survives_move and fresh:
        number.windows.clear()
    if content is None:
        _lose_profile(world, number)
    upgraded = number.deployment.shards > 1
    number.throughput = "HIGH" if upgraded else "STANDARD"
    if upgraded:
        number.maintenance_until = now + spec.maintenance_seconds
        world.clock.after(spec.maintenance_seconds, lambda: _announce(world, number, "THROUGHPUT_UPGRADE"))
    _announce(world, number, "ONBOARDING")


def _lose_profile(world: World, number: PhoneNumber) -> None:
    """Without a backup nothing of the profile comes along, and the badge may go."""
    if number.is_oba:
        _alert(world, number, "OBA_REJECTED", "The Official Business Account badge was removed.")
    if number.profile:
        _alert(world, number, "PROFILE_PICTURE_LOST", "The business profile was lost in the registration.")
    number.profile, number.is_oba = {}, False


def _alert(world: World, number: PhoneNumber, kind: str, text: str) -> None:
    info = {
        "alert_severity": "WARNING",
        "alert_status": "ACTIVE",
        "alert_type": kind,
        "alert_description": text,
    }
    value = {"entity_type": "PHONE_NUMBER", "entity_id": number.id, "alert_info": info}
    world.cloud_events.manage(number.waba, "account_alerts", value, number.name)


def tell_pin(world: World, number: PhoneNumber, requester: str | None = None) -> None:
    """The webhook `security`: two-step verification has a new PIN."""
    value: JsonObject = {"display_phone_number": number.phone, "event": "PIN_CHANGED"}
    if requester:
        value["requester"] = requester
    world.cloud_events.manage(number.waba, "security", value, number.name)


def _announce(world: World, number: PhoneNumber, event: str) -> None:
    value = {
        "display_phone_number": number.phone,
        "event": event,
        "current_limit": number.spec.messaging_limit_tier,
        "max_daily_conversations_per_business": number.spec.messaging_limit_tier,
    }
    world.cloud_events.manage(number.waba, "phone_number_quality_update", value, number.name)
