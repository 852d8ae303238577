"""Meta's review of templates: pending for a while, then decided, and told to the apps."""

from __future__ import annotations

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.call import Call
from wamigrate.sim.cloud.state import Template
from wamigrate.sim.cloud.template_errors import refused
from wamigrate.sim.world import World

__all__ = ["check_edit", "start_review", "tell_status"]

DAY = 86400.0
EDITS_PER_DAY, EDITS_PER_MONTH = 1, 10


def start_review(world: World, template: Template) -> None:
    """The template is PENDING until the review's delay has passed; without a delay it is decided at once."""
    template.status, template.rejected_reason = "PENDING", "NONE"
    template.revision += 1
    template.changed_at = world.clock.now()
    delay, revision = world.options.template_review_delay, template.revision

    def decide() -> None:
        # A template that was deleted or edited again meanwhile has another review, or none.
        if world.nodes.get(template.id) is template and template.revision == revision:
            _decide(world, template)

    if delay >= 0:
        world.clock.after(delay, decide)


def _decide(world: World, template: Template) -> None:
    template.status = world.options.templates_reviewed
    if template.status == "REJECTED":
        template.rejected_reason = "INVALID_FORMAT"
    tell_status(world, template, template.status)


def check_edit(call: Call, template: Template, category: str) -> None:
    """An approved template keeps its category, and may be edited only so often."""
    title = "Message template status can't be changed"
    if template.status == "APPROVED" and category != template.category:
        raise refused(2388039, title, "The category of an approved template cannot be changed.")
    if not call.world.options.template_edit_limits:
        return
    if template.status == "PENDING":
        raise refused(2388039, title, "The template is in review.")
    if template.status == "APPROVED":
        today = sum(t > call.now - DAY for t in template.edits)
        month = sum(t > call.now - 30 * DAY for t in template.edits)
        if today >= EDITS_PER_DAY or month >= EDITS_PER_MONTH:
            raise refused(
                2388039, title, "An approved template is edited once in 24 hours, 10 times in 30 days."
            )


def tell_status(world: World, template: Template, event: str) -> None:
    """The webhook `message_template_status_update`."""
    value: JsonObject = {
        "event": event,
        "message_template_id": int(template.id),
        "message_template_name": template.name,
        "message_template_language": template.language,
        "reason": template.rejected_reason,
        "message_template_category": template.category,
    }
    if event == "REJECTED":
        value["rejection_info"] = {
            "reason": "The format of the template is not valid.",
            "recommendation": "Correct the variables and their examples.",
        }
    if template.waba is not None:
        world.cloud_events.manage(template.waba, "message_template_status_update", value)
