"""Templates as the Business Management API lists them, in the words of the facts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wamigrate.core.payload import Json, JsonObject
from wamigrate.differences.facts import Template

__all__ = ["FIELDS", "template_of", "templates_of"]

FIELDS = "name,language,status,parameter_format,components"
"""What has to be asked for."""


def templates_of(listed: Iterable[JsonObject]) -> dict[tuple[str, str], Template]:
    """By name and language, as `Facts.templates` has them."""
    return {(template.name, template.language): template for template in map(template_of, listed)}


def template_of(item: JsonObject) -> Template:
    """One of them."""
    found = {str(c.get("type", "")).upper(): c for c in item.get("components") or [] if isinstance(c, dict)}
    header, body, buttons = found.get("HEADER"), found.get("BODY", {}), found.get("BUTTONS", {})
    names = _variables(body.get("text"))
    named = item.get("parameter_format") == "NAMED"
    shown = str(header.get("format", "TEXT")).upper() if header else None
    return Template(
        name=str(item.get("name")),
        language=str(item.get("language")),
        body_parameters=len(names),
        header_parameters=len(_variables(header.get("text"))) if header and shown == "TEXT" else None,
        header_format=shown,
        parameter_names=tuple(names) if named else (),
        buttons=tuple(str(b.get("type", "")).upper() for b in buttons.get("buttons") or []),
        status=str(item.get("status", "APPROVED")),
    )


def _variables(text: Json) -> list[str]:
    return (
        list(dict.fromkeys(re.findall(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}", text)))
        if isinstance(text, str)
        else []
    )
