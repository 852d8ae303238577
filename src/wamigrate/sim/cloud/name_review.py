"""Meta's review of a new display name: pending, decided, told; it takes effect with the next registration."""

from __future__ import annotations

from wamigrate.sim.number import PhoneNumber
from wamigrate.sim.world import World

__all__ = ["ask_for_name", "take_new_name"]


def ask_for_name(world: World, number: PhoneNumber, name: str) -> None:
    """The name waits for its review; a negative delay of the world's options never ends."""
    number.new_name_status, number.extras.requested_name = "PENDING_REVIEW", name
    delay = world.options.name_review_delay

    def decide() -> None:
        if number.extras.requested_name == name and number.new_name_status == "PENDING_REVIEW":
            number.new_name_status = "APPROVED"
            _tell(world, number, name)

    if delay >= 0:
        world.clock.after(delay, decide)


def take_new_name(number: PhoneNumber) -> None:
    """Registering again brings an approved name into use."""
    name = number.extras.requested_name
    if name is not None and number.new_name_status == "APPROVED":
        number.verified_name, number.name_status = name, "APPROVED"
        number.new_name_status, number.extras.requested_name = "NONE", None


def _tell(world: World, number: PhoneNumber, name: str) -> None:
    value = {
        "display_phone_number": number.phone,
        "decision": "APPROVED",
        "requested_verified_name": name,
        "rejection_reason": None,
    }
    world.cloud_events.manage(number.waba, "phone_number_name_update", value, number.name)
