"""Templates: what is refused at once, and what does not fit and fails afterwards."""

from __future__ import annotations

import re
from typing import Any

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.state import Template, count_variables
from wamigrate.sim.network import Failure, Outgoing
from wamigrate.sim.onprem.call import Call
from wamigrate.sim.onprem.errors import OnPremRefusal, missing, wrong
from wamigrate.sim.onprem.interactive import as_dict, as_list

__all__ = ["prepare_template"]

MEDIA_HEADERS = ("IMAGE", "VIDEO", "DOCUMENT")
FALLBACK_GONE = (2, 27, 8)
SENDABLE = ("APPROVED", "PAUSED", "DISABLED", "REJECTED")
STOPPED = {
    "PAUSED": Failure(132015, 2061, "Template is paused"),
    "DISABLED": Failure(132016, 2062, "Template is disabled"),
    "REJECTED": Failure(132001, 2060, "Template is rejected"),
}
BODY_LIMIT = 1024
WHITE_SPACE = re.compile(r"[\n\t]| {5,}")


def prepare_template(out: Outgoing, content: JsonObject, call: Call) -> None:
    """Find the template; what does not fit fails later, by webhook."""
    language = _check_language(call, content.get("language"))
    key = "name" if out.type == "template" else "element_name"
    name = content.get(key)
    if not name:
        raise missing(f"{out.type}.{key}")
    namespace = content.get("namespace")
    if namespace and call.options.check_namespace and namespace != call.number.waba.namespace:
        raise OnPremRefusal(1009, "namespace does not belong to the WhatsApp Business Account")
    out.free_form = False
    template = call.number.waba.find_template(str(name), language)
    if template is None or template.status not in SENDABLE:
        out.fail = Failure(132001, 2001, f"Template {name} does not exist in {language}")
        return
    out.category = template.category.lower()
    out.fail = STOPPED.get(template.status) or _unfit(template, out.type, content)


def _check_language(call: Call, language: Any) -> str:
    if not isinstance(language, dict) or not language.get("code"):
        raise missing("language.code")
    policy = language.get("policy")
    if policy is None:
        raise missing("language.policy")
    old = call.place.release < FALLBACK_GONE
    if policy != "deterministic" and not (policy == "fallback" and old):
        raise wrong("language.policy", "must be deterministic")
    return str(language["code"])


def _unfit(template: Template, kind: str, content: JsonObject) -> Failure | None:
    if kind == "hsm":
        params = as_list(content.get("localizable_params"))
        return _check_text(template, "BODY", [{"text": as_dict(p).get("default")} for p in params])
    components = [as_dict(c) for c in as_list(content.get("components"))]
    return (
        _check_text(template, "BODY", _parameters(components, "body"))
        or _check_header(template, _parameters(components, "header"))
        or _check_buttons(template, components)
    )


def _parameters(components: list[JsonObject], kind: str) -> list[JsonObject]:
    """Of the first component of that kind; an object counts as an array of one."""
    found: JsonObject = next((c for c in components if str(c.get("type", "")).lower() == kind), {})
    return [as_dict(p) for p in as_list(found.get("parameters"))]


def _check_text(template: Template, kind: str, given: list[JsonObject]) -> Failure | None:
    wanted = template.variables(kind)
    if len(given) != wanted:
        told = f"{kind.lower()}: number of params ({len(given)}) does not match the expected ({wanted})"
        return Failure(132000, 2000, told)
    values = [str(p.get("text") or "") for p in given]
    if any(WHITE_SPACE.search(value) for value in values):
        return Failure(132007, 2006, f"{kind.lower()}: a value has new lines, tabs or more than 4 spaces")
    text = str((template.component(kind) or {}).get("text", ""))
    if kind == "BODY" and len(text) + sum(map(len, values)) - 5 * wanted > BODY_LIMIT:
        return Failure(132005, 2005, f"The text would be longer than {BODY_LIMIT} characters")
    return None


def _check_header(template: Template, given: list[JsonObject]) -> Failure | None:
    header = template.component("HEADER") or {}
    wanted = header.get("format")
    if wanted in MEDIA_HEADERS:
        if not given:
            return Failure(132012, 2009, f"header: {wanted.lower()} is missing")
        kind = str(given[0].get("type", "")).upper()
        if kind != wanted:
            return Failure(132012, 2012, f"header: format mismatch, expected {wanted}, received {kind}")
        return None
    if wanted == "TEXT":
        return _check_text(template, "HEADER", given)
    return None


def _check_buttons(template: Template, components: list[JsonObject]) -> Failure | None:
    """Buttons with a variable need a parameter each."""
    buttons = (template.component("BUTTONS") or {}).get("buttons", [])
    given = [c for c in components if str(c.get("type", "")).lower() == "button"]
    for place, button in enumerate(buttons):
        if button.get("type") != "URL" or not count_variables(button.get("url", "")):
            continue
        fits = [c for c in given if str(c.get("index", place)) == str(place) and as_list(c.get("parameters"))]
        if not fits:
            return Failure(131008, 2009, f"button {place}: the parameter of its URL is missing")
    return None
