"""Messaging health of number, WABA, business and app.

Why: a blocked payment method or a banned WABA lets `register` succeed and messages fail.
Sees: health_status of the number and of the WABA, with each entity's errors and Meta's own advice.
    A number that still lives on On-Premises may read as BLOCKED, so this warns and never blocks.
Fix: what Meta's possible_solution says, for the entity that is named.
Source: Meta, "Messaging Health Status".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import JsonObject
from wamigrate.migration.check import Check, CheckContext, Level, Verdict, ok, warn

__all__ = ["check"]

check = Check(__name__, id="P08", covers=("F07", "F08", "F65"), gravity=Level.WARN)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    entities: dict[tuple[str, str], JsonObject] = {}
    for health in (await ctx.reads.phone_health(), await ctx.reads.waba_health()):
        for entity in health.get("entities") or ():
            entities[str(entity.get("entity_type")), str(entity.get("id"))] = entity
    if not entities:
        return warn(
            "Meta told no health status.", "Look at it in WhatsApp Manager, and check again after the move."
        )
    bad = [entity for entity in entities.values() if entity.get("can_send_message") != "AVAILABLE"]
    if not bad:
        return ok(f"{', '.join(sorted({kind for kind, _ in entities}))}: AVAILABLE.")
    todo = [
        str(e["possible_solution"]) for entity in bad for e in _errors(entity) if e.get("possible_solution")
    ]
    todo.append("A number on On-Premises may read as BLOCKED until it has moved; fix everything else before.")
    return warn(" ".join(map(_sentence, bad)), " ".join(dict.fromkeys(todo)))


def _sentence(entity: JsonObject) -> str:
    reasons = [f"{e.get('error_code')} {e.get('error_description', '')}".strip(" .") for e in _errors(entity)]
    reasons += [str(text).rstrip(".") for text in entity.get("additional_info") or ()]
    why = f": {'; '.join(reasons)}" if reasons else ""
    return f"{entity.get('entity_type')} is {entity.get('can_send_message')}{why}."


def _errors(entity: JsonObject) -> Iterator[JsonObject]:
    """Meta's errors of an entity; they come with BLOCKED, and in practice with LIMITED too."""
    yield from entity.get("errors") or ()
