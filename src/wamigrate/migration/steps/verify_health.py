"""Check that the number can send messages.

Why: a number can be registered and still be blocked: payment, policy, an app that is not allowed.
Does: reads the messaging health status until it is not BLOCKED, and keeps what limits it.
Undo: none. A blocked entity is mended, the move is not taken back.
Source: migration guide, step 4 "Check Messaging Health Status".
"""

from __future__ import annotations

from wamigrate.core.payload import Json, JsonObject, dig
from wamigrate.errors import StepFailed
from wamigrate.migration.context import Context
from wamigrate.migration.patience import until
from wamigrate.migration.step import AFTER, Output, Step

__all__ = ["step"]

step = Step(__name__, acts_in=AFTER)


@step.runs
async def run(ctx: Context) -> Output:
    async def read() -> JsonObject:
        return await ctx.cloud.phone_number(ctx.number.phone_number_id, "id,health_status")

    node = await until(ctx, "messaging health", read, not_blocked, limit=ctx.timing.health_limit)
    health = dig(node, "health_status", default={})
    entities = [_entity(e) for e in dig(health, "entities", default=[])]
    if not not_blocked(node):
        nobody: JsonObject = {"entity": "The number", "errors": []}
        worst = next((e for e in entities if e["can_send_message"] == "BLOCKED"), nobody)
        why = "; ".join(f"{e['code']} {e['why']}" for e in worst["errors"])
        todo = "; ".join(e["todo"] for e in worst["errors"] if e["todo"])
        raise StepFailed(
            f"{worst['entity']} is BLOCKED: {why or 'no reason given'}",
            step=step.name,
            hint=f"{todo or 'Look at it in WhatsApp Manager.'} Then resume.",
        )
    return {"can_send_message": dig(health, "can_send_message"), "entities": entities}


def not_blocked(node: JsonObject) -> bool:
    return dig(node, "health_status", "can_send_message") in {"AVAILABLE", "LIMITED"}


def _entity(entity: Json) -> JsonObject:
    errors = dig(entity, "errors", default=[])
    return {
        "entity": dig(entity, "entity_type"),
        "can_send_message": dig(entity, "can_send_message"),
        "info": dig(entity, "additional_info", default=[]),
        "errors": [
            {
                "code": dig(e, "error_code"),
                "why": dig(e, "error_description", default=""),
                "todo": dig(e, "possible_solution", default=""),
            }
            for e in errors
        ],
    }
