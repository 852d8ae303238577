"""Templates compared, unpaused, and copied from one WABA to another."""

from __future__ import annotations

from typing import cast

from wamigrate.core.payload import JsonObject
from wamigrate.sim import ids
from wamigrate.sim.cloud.call import Call
from wamigrate.sim.cloud.rules import Rule, Rules, checked
from wamigrate.sim.cloud.state import Template, Waba
from wamigrate.sim.cloud.template_review import tell_status

__all__ = ["compare_templates", "migrate_templates", "unpause_template"]

COMPARE: Rules = {
    "template_ids": Rule("array", required=True, shortest=1, longest=1, items=Rule("id"), commas=True),
    "start": Rule("integer", required=True),
    "end": Rule("integer", required=True),
}
MIGRATE: Rules = {"source_waba_id": Rule("id", required=True), "page_number": Rule("integer")}
PAGE = 500


async def compare_templates(call: Call) -> JsonObject:
    """GET /{template id}/compare"""
    both = [call.node.id, *checked(call.params, COMPARE)["template_ids"]]
    sends = [{"key": i, "value": 0} for i in both]
    reasons = [{"key": i, "value": "NO_REASON"} for i in both]
    return {
        "data": [
            {"metric": "BLOCK_RATE", "type": "RELATIVE", "order_by_relative_metric": both},
            {"metric": "MESSAGE_SENDS", "type": "NUMBER_VALUES", "number_values": sends},
            {"metric": "TOP_BLOCK_REASON", "type": "STRING_VALUES", "string_values": reasons},
        ]
    }


async def unpause_template(call: Call) -> JsonObject:
    """POST /{template id}/unpause"""
    template = cast("Template", call.node)
    if template.status != "PAUSED":
        return {"success": False, "reason": "The template is not paused."}
    template.status = "APPROVED"
    tell_status(call.world, template, "REINSTATED")
    return {"success": True}


async def migrate_templates(call: Call) -> JsonObject:
    """POST /{waba}/migrate_message_templates: copies of the approved ones"""
    given = checked(call.params, MIGRATE)
    source = call.world.nodes.get(given["source_waba_id"])
    first = PAGE * given.get("page_number", 0)
    templates = list(source.templates.values()) if isinstance(source, Waba) else []
    moved, failed = [], []
    for old in templates[first : first + PAGE]:
        if old.status != "APPROVED" or call.waba.find_template(old.name, old.language):
            failed.append({"id": old.id, "reason": "Incorrect status or duplicate name."})
            continue
        new = Template(
            ids.media_number(), old.name, old.language, old.category, old.status, old.components, call.waba
        )
        call.waba.templates[new.id] = new
        call.world.add(new)
        moved.append(new.id)
    return {"migrated_templates": moved, "failed_templates": failed}
