"""Whether a template message fits its template."""

from __future__ import annotations

from typing import Any

from wamigrate.core.payload import JsonObject
from wamigrate.sim.cloud.errors import GraphError, missing
from wamigrate.sim.cloud.state import Template, Waba, count_variables

__all__ = ["fitting_template"]

MEDIA_FORMATS = ("IMAGE", "VIDEO", "DOCUMENT", "LOCATION")


def fitting_template(waba: Waba, content: JsonObject) -> Template:
    """The template, when it may be sent and every component fits it."""
    name, code = str(content["name"]), str(content["language"]["code"])
    template = waba.find_template(name, code)
    if template is None or template.status not in ("APPROVED", "PAUSED", "DISABLED"):
        raise GraphError(132001, f"template name ({name}) does not exist in {code}")
    if template.status != "APPROVED":
        raise GraphError(132015 if template.status == "PAUSED" else 132016)
    components = content.get("components") or []
    given = {str(c.get("type", "")).lower(): c for c in components}
    _check_body(template, given.get("body", {}))
    _check_header(template, given.get("header"))
    _check_buttons(template, [c for c in components if str(c.get("type", "")).lower() == "button"])
    return template


def _parameters(component: JsonObject) -> list[Any]:
    return component.get("parameters") or []


def _check_body(template: Template, body: JsonObject) -> None:
    parameters, wanted = _parameters(body), template.variables("BODY")
    if len(parameters) != wanted:
        raise _count("body", len(parameters), wanted)
    for parameter in parameters:
        kind = str(parameter.get("type", "text")).lower()
        if kind not in ("text", "currency", "date_time"):
            raise GraphError(132012, f"body: parameter type {kind} does not match the template")
        if kind == "text" and not str(parameter.get("text") or "").strip():
            raise GraphError(131008, "body: Parameter of type text is missing text value")


def _check_header(template: Template, header: JsonObject | None) -> None:
    known = template.component("HEADER")
    parameters = _parameters(header) if header else []
    wanted = 0
    if known is not None:
        wanted = 1 if known["format"] in MEDIA_FORMATS else count_variables(known.get("text", ""))
    if len(parameters) != wanted:
        if known is not None and known["format"] in MEDIA_FORMATS:
            raise GraphError(132012, f"header: Format mismatch, expected {known['format']}, received UNKNOWN")
        raise _count("header", len(parameters), wanted)
    if known is None or not parameters:
        return
    expected = known["format"] if known["format"] in MEDIA_FORMATS else "TEXT"
    kind = str(parameters[0].get("type", "text")).upper()
    if kind != expected:
        raise GraphError(132012, f"header: Format mismatch, expected {expected}, received {kind}")


def _check_buttons(template: Template, given: list[JsonObject]) -> None:
    known = (template.component("BUTTONS") or {}).get("buttons", [])
    seen = set()
    for component in given:
        if component.get("index") is None or component.get("index") == "":
            raise missing("template['components']['index']")
        index = str(component["index"])
        if not index.isdigit() or int(index) >= len(known):
            raise GraphError(132012, f"buttons: Button index {index} does not exist in the template")
        seen.add(int(index))
        sub_type = str(component.get("sub_type") or "").upper()
        if sub_type != str(known[int(index)]["type"]).upper():
            raise GraphError(
                132012, f"buttons: Button at index {index} is of type {known[int(index)]['type']}"
            )
    for place, button in enumerate(known):
        if "{{" in button.get("url", "") and place not in seen:
            raise GraphError(131008, f"buttons: Button at index {place} of type Url requires a parameter")


def _count(component: str, given: int, wanted: int) -> GraphError:
    text = f"number of localizable_params ({given}) does not match the expected number of params ({wanted})"
    return GraphError(132000, f"{component}: {text}")
