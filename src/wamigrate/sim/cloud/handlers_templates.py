"""Templates of a WABA: listed with filters, created, edited, reviewed after a while, deleted."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, cast

from wamigrate.core.payload import JsonObject
from wamigrate.sim import ids
from wamigrate.sim.cloud.call import SUCCESS, Call
from wamigrate.sim.cloud.errors import GraphError, missing, parameter
from wamigrate.sim.cloud.health import health_status
from wamigrate.sim.cloud.paging import page
from wamigrate.sim.cloud.params import required
from wamigrate.sim.cloud.rules import Rule, Rules, checked
from wamigrate.sim.cloud.selection import Fields, pick, plain
from wamigrate.sim.cloud.state import Template, Waba
from wamigrate.sim.cloud.template_errors import refused
from wamigrate.sim.cloud.template_review import check_edit, start_review, tell_status
from wamigrate.sim.cloud.template_rules import checked_components

__all__ = [
    "NODE_TYPE",
    "change_template",
    "create_template",
    "delete_template",
    "listed_templates",
    "message_templates",
    "show_template",
    "upsert_templates",
]

NODE_TYPE = "WhatsAppMessageTemplate"
DEFAULT = (
    "name",
    "previous_category",
    "parameter_format",
    "components",
    "language",
    "status",
    "category",
    "sub_category",
)
NAME = re.compile(r"[a-z0-9_]{1,512}")
LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2,4})?")
CATEGORIES = ("AUTHENTICATION", "MARKETING", "UTILITY")
KEPT = (
    "message_send_ttl_seconds",
    "cta_url_link_tracking_opted_out",
    "library_template_name",
    "sub_category",
    "degrees_of_freedom_spec",
)
CREATE: Rules = {
    "name": Rule(required=True),
    "language": Rule(required=True),
    "category": Rule(required=True, choices=CATEGORIES),
    "parameter_format": Rule(choices=("NAMED", "POSITIONAL")),
    "components": Rule("array"),
    "allow_category_change": Rule("boolean"),
    "message_send_ttl_seconds": Rule("integer"),
    "cta_url_link_tracking_opted_out": Rule("boolean"),
    "library_template_name": Rule(),
}
HOUR = 3600.0
# Up to this version lists show templates without the format of their parameters.
OLD_SHAPES = 20
CREATIONS_PER_HOUR = 100
MOST_UNVERIFIED, MOST_VERIFIED = 250, 6000


async def show_template(call: Call) -> JsonObject:
    """GET /{template id}"""
    return _shown(call, DEFAULT)


def _shown(call: Call, default: tuple[str, ...]) -> JsonObject:
    template = cast("Template", call.node)
    known: Fields = {
        "name": plain(template.name),
        "previous_category": plain(template.more.get("previous_category")),
        "parameter_format": plain(template.parameter_format),
        "components": plain(template.components),
        "language": plain(template.language),
        "status": plain(template.status),
        "category": plain(template.category),
        "correct_category": plain(template.more.get("correct_category")),
        "quality_score": plain({"score": "UNKNOWN", "date": int(template.changed_at)}),
        "rejected_reason": plain(template.rejected_reason),
        "health_status": lambda asked: plain(health_status(call))(asked),
        "last_updated_time": plain(_time(template.changed_at)),
        **{name: plain(template.more.get(name)) for name in KEPT},
    }
    return pick(call.params, template.id, NODE_TYPE, known, default)


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


async def message_templates(call: Call) -> JsonObject:
    """GET /{waba}/message_templates"""
    return listed_templates(call)


def listed_templates(call: Call) -> JsonObject:
    """The templates that the filters leave, as the edge and the field of the same name show them."""
    wanted = {k: v for k, v in call.params.items() if k == "fields"}
    found = [t for t in call.waba.templates.values() if _fits(t, call.params)]
    default = DEFAULT if call.version > OLD_SHAPES else tuple(n for n in DEFAULT if n != "parameter_format")
    shown = page(call, [_shown(call.about(t, wanted), default) for t in found])
    summary = _summary(call, len(found))
    return {**shown, "summary": summary} if summary else shown


def _summary(call: Call, count: int) -> JsonObject:
    """The figures that `summary=total_count,…` asks for."""
    known = {
        "total_count": count,
        "message_template_count": len(call.waba.templates),
        "message_template_limit": _most(call.waba),
        "are_translations_complete": False,
    }
    asked = _choices(call.params.get("summary") or "")
    return {name: value for name, value in known.items() if name.upper() in asked}


def _fits(template: Template, params: JsonObject) -> bool:
    text = " ".join(str(c.get("text", "")) for c in template.components).lower()
    part = str(params.get("name_or_content") or "").lower()
    if part not in template.name and part not in text:
        return False
    if str(params.get("content") or "").lower() not in text:
        return False
    exact = {"name": template.name, "language": template.language, "status": template.status}
    exact |= {"category": template.category, "quality_score": "UNKNOWN"}
    return all(value.upper() in _choices(params[k]) for k, value in exact.items() if params.get(k))


def _choices(given: Any) -> set[str]:
    parts = given if isinstance(given, list) else re.split(r"[\[\]\",\s]+", str(given))
    return {str(p).upper() for p in parts if p}


async def create_template(call: Call) -> JsonObject:
    """POST /{waba}/message_templates"""
    given = checked(call.params, CREATE)
    name, language, category = given["name"], given["language"], given["category"]
    if not NAME.fullmatch(name):
        text = "A name has lower case letters, digits and underscores only, at most 512."
        raise refused(2388050, "Message template name is invalid", text)
    if not LANGUAGE.fullmatch(language):
        raise parameter(f'Param language must be one of {{AF, SQ, AR, …, UZ, VI, ZU}} - got "{language}".')
    if "components" not in given and "library_template_name" not in given:
        raise missing("components")
    form = given.get("parameter_format", "POSITIONAL")
    components = checked_components(given.get("components") or [_library_body(given)], category, form)
    waba = call.waba
    if waba.find_template(name, language):
        text = f"There is already {language} content for this template."
        raise refused(2388024, "Content in This Language Already Exists", text)
    _spend(call, waba)
    template = Template(ids.media_number(), name, language, category, "PENDING", components, waba, form)
    template.more = {k: given[k] for k in KEPT if k in given}
    _add(call, waba, template)
    return {"id": template.id, "status": template.status, "category": category}


def _library_body(given: JsonObject) -> JsonObject:
    return {"type": "BODY", "text": f"Template {given['library_template_name']} of the library."}


def _spend(call: Call, waba: Waba) -> None:
    waba.creations = [t for t in waba.creations if t > call.now - HOUR]
    if len(waba.creations) >= CREATIONS_PER_HOUR:
        raise GraphError(80008, status=call.world.options.throttle_status)
    most = _most(waba)
    if len(waba.templates) >= most:
        raise refused(2388019, "Message Template Limit Exceeded", f"You have {most} templates already.")
    waba.creations.append(call.now)


def _most(waba: Waba) -> int:
    return MOST_VERIFIED if waba.business_verification_status == "verified" else MOST_UNVERIFIED


def _add(call: Call, waba: Waba, template: Template) -> None:
    waba.templates[template.id] = template
    call.world.add(template)
    start_review(call.world, template)


async def change_template(call: Call) -> JsonObject:
    """POST /{template id}: new components, or another category; both are reviewed again"""
    template = cast("Template", call.node)
    rules = {k: CREATE[k] for k in ("category", "components", "message_send_ttl_seconds")}
    rules["category"] = Rule(choices=CATEGORIES)
    # A name and a language may be sent along; an edit changes neither.
    rules |= {"cta_url_link_tracking_opted_out": Rule("boolean"), "name": Rule(), "language": Rule()}
    given = checked(call.params, rules)
    if not given:
        raise parameter("Invalid parameter")
    category = given.get("category", template.category)
    check_edit(call, template, category)
    if "components" in given:
        template.components = checked_components(given["components"], category, template.parameter_format)
    template.category = category
    template.more |= {k: given[k] for k in KEPT if k in given}
    template.edits.append(call.now)
    start_review(call.world, template)
    # Versions before v21.0 say no more than that it went well.
    more = {"id": template.id, "name": template.name, "category": category}
    return {**SUCCESS, **(more if call.version > OLD_SHAPES else {})}


async def delete_template(call: Call) -> JsonObject:
    """DELETE /{waba}/message_templates: all languages of a name, or the one with that hsm_id"""
    name, wanted = str(required(call.params, "name")), call.params.get("hsm_id")
    templates = call.waba.templates
    gone = [t for t in templates.values() if t.name == name and wanted in (None, "", t.id)]
    if not gone:
        text = f"The message template {name} wasn't found for this account."
        raise refused(2593002, "Message Template Not Found", text)
    for template in gone:
        tell_status(call.world, template, "PENDING_DELETION")
        del templates[template.id]
        call.world.nodes.pop(template.id, None)
    return SUCCESS


UPSERT: Rules = {
    "name": Rule(required=True),
    "languages": Rule("array", required=True, shortest=1, items=Rule()),
    "category": Rule(required=True, choices=CATEGORIES),
    "components": Rule("array", required=True),
}


async def upsert_templates(call: Call) -> JsonObject:
    """POST /{waba}/upsert_message_templates: one authentication template in many languages"""
    given = checked(call.params, UPSERT)
    found = []
    for language in given["languages"]:
        components = checked_components(given["components"], given["category"], "POSITIONAL")
        template = call.waba.find_template(given["name"], language)
        if template is None:
            new = (ids.media_number(), given["name"], language, given["category"], "PENDING", components)
            template = Template(*new, call.waba)
            _add(call, call.waba, template)
        else:
            template.components = components
            start_review(call.world, template)
        found.append({"id": template.id, "status": template.status, "language": language})
    return {"data": found}
