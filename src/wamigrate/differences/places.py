"""Where in a send the things stand that many rules look at: media, template components, parameters.

Written out by hand instead of with patterns: every message passes through here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isfinite

from wamigrate.apis.cloud.messages import MEDIA_TYPES
from wamigrate.core.payload import Edit, Json, JsonObject, Path, dig
from wamigrate.differences.difference import Finding
from wamigrate.differences.facts import Facts, Template

__all__ = [
    "MEDIA_SENDS",
    "as_text",
    "buttons",
    "components",
    "is_empty",
    "is_given",
    "known_template",
    "media",
    "own_component",
    "parameters",
    "parameters_of",
    "rows",
    "strip",
    "template_key",
    "word",
]

MEDIA = frozenset(MEDIA_TYPES)
MEDIA_SENDS = (*MEDIA_TYPES, "interactive", "template")
"""Types of messages that can hold a medium."""
LARGE = 10**300
"""Python refuses to write larger numbers out some day; none of them means anything."""
Place = tuple[Path, JsonObject]


def word(value: Json) -> str:
    """A name in small letters; nothing for what is no text."""
    return value.lower() if type(value) is str else ""


def as_text(value: Json) -> str | None:
    """A text, or a number as text; None for anything else and for what is no number."""
    if type(value) is str:
        return value
    if type(value) is int and abs(value) < LARGE:
        return str(value)
    return repr(value) if type(value) is float and isfinite(value) else None


def is_given(value: Json) -> bool:
    """Neither null nor an empty text: how Graph looks at IDs and links."""
    return value is not None and value != ""


def is_empty(value: Json) -> bool:
    """Nothing is said there: null, an empty text, or a container of such."""
    left = [value]
    while left:
        one = left.pop()
        if type(one) is dict:
            left.extend(one.values())
        elif type(one) is list:
            left.extend(one)
        elif one is not None and one != "":
            return False
    return True


def media(payload: JsonObject) -> list[tuple[Path, str, JsonObject]]:
    """Every medium: its path, its kind, and its object."""
    kind = word(payload.get("type"))
    if kind in MEDIA:
        medium = payload.get(kind)
        return [((kind,), kind, medium)] if type(medium) is dict else []
    if kind == "interactive":
        return _held(("interactive", "header"), dig(payload, "interactive", "header"))
    if kind == "template":
        return [found for path, holder in parameters(payload) for found in _held(path, holder)]
    return []


def _held(path: Path, holder: Json) -> list[tuple[Path, str, JsonObject]]:
    if type(holder) is not dict:
        return []
    kind = word(holder.get("type"))
    medium = holder.get(kind) if kind in MEDIA else None
    return [((*path, kind), kind, medium)] if type(medium) is dict else []


def components(payload: JsonObject) -> list[Place]:
    """Components of a template, those of its cards too."""
    template = payload.get("template")
    listed = template.get("components") if type(template) is dict else None
    if type(listed) is not list:
        return []
    found: list[Place] = []
    for place, component in enumerate(listed):
        if type(component) is dict:
            path: Path = ("template", "components", place)
            found.append((path, component))
            if "cards" in component:
                for card_path, card in _items((*path, "cards"), component["cards"]):
                    found += _items((*card_path, "components"), card.get("components"))
    return found


def parameters(payload: JsonObject) -> list[Place]:
    """Parameters of all components."""
    return [found for path, component in components(payload) for found in parameters_of(path, component)]


def parameters_of(path: Path, component: JsonObject) -> list[Place]:
    """Parameters of the component that stands at `path`."""
    return _items((*path, "parameters"), component.get("parameters"))


def own_component(payload: JsonObject, kind: str) -> Place:
    """The template's component of a kind; an empty one, at the list of components, where there is none."""
    path: Path = ("template", "components")
    for place, component in _items(path, dig(payload, *path)):
        if word(component.get("type")) == kind:
            return place, component
    return path, {}


def known_template(payload: JsonObject, facts: Facts) -> Template | None:
    """What is known of the template that a message is of."""
    if facts.templates is None:
        return None
    name, code = template_key(payload)
    return facts.templates.get((name, code)) if name is not None and code is not None else None


def template_key(payload: JsonObject) -> tuple[str | None, str | None]:
    """Name and language of the template that a message is of."""
    content = payload.get("template")
    return as_text(dig(content, "name")), as_text(dig(content, "language", "code"))


def buttons(payload: JsonObject) -> list[Place]:
    """Buttons of an interactive message."""
    path: Path = ("interactive", "action", "buttons")
    return _items(path, dig(payload, *path))


def rows(payload: JsonObject, kind: str = "rows") -> list[Place]:
    """Rows of a list, or the products of its sections."""
    path: Path = ("interactive", "action", "sections")
    sections = _items(path, dig(payload, *path))
    return [row for place, section in sections for row in _items((*place, kind), section.get(kind))]


def _items(path: Path, value: Json) -> list[Place]:
    if type(value) is not list:
        return []
    return [((*path, n), item) for n, item in enumerate(value) if type(item) is dict]


def strip(path: Path, holder: JsonObject, keys: Iterable[str], why: str) -> Iterator[Finding]:
    """A finding for each of the keys that is there, which takes it away; `why` may name the `{key}`."""
    for key in keys:
        if key in holder:
            yield Finding((*path, key), why.format(key=key), (Edit((*path, key)),))
