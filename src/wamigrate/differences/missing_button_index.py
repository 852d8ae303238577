"""Template buttons that do not say which one they are.

On-Premises: the index may be left out where there is one button.
Cloud: refuses a button without an index.
What we do: a single button is number 0. With several we count in the order in which they stand, if you allow
    unsafe fixes.
Source: Meta, migration document, "Property Validation".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, JsonObject, Path
from wamigrate.differences.difference import SAFE, UNSAFE, Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import components, word
from wamigrate.differences.samples import send, sent, template

__all__ = ["difference"]


def _button(payload: str, **index: str) -> JsonObject:
    parameters = [{"type": "payload", "payload": payload}]
    return {"type": "button", "sub_type": "quick_reply", **index, "parameters": parameters}


difference = Difference(
    __name__,
    Surface.SEND,
    types=("template",),
    pairs=[
        Pair(
            title="one button",
            onprem=send("template", template(_button("YES"))),
            cloud=sent("template", template(_button("YES", index="0"))),
        ),
        Pair(
            title="two buttons, counted",
            onprem=send("template", template(_button("YES"), _button("NO"))),
            cloud=sent("template", template(_button("YES", index="0"), _button("NO", index="1"))),
            unsafe=True,
        ),
    ],
)


@difference.to_cloud
def count(payload: Json, facts: Facts) -> Iterator[Finding]:
    buttons = [place for place in components(payload) if word(place[1].get("type")) == "button"]
    if all(_has_index(button) for _, button in buttons):
        return
    groups: dict[Path, list[tuple[Path, JsonObject]]] = {}
    for path, button in buttons:
        groups.setdefault(path[:-1], []).append((path, button))
    for group in groups.values():
        yield from _number(group)


def _number(buttons: list[tuple[Path, JsonObject]]) -> Iterator[Finding]:
    taken = {str(button["index"]) for _, button in buttons if _has_index(button)}
    free = (str(n) for n in range(len(buttons) + len(taken)) if str(n) not in taken)
    safety = SAFE if len(buttons) == 1 else UNSAFE
    for path, button in buttons:
        if not _has_index(button):
            place = (*path, "index")
            message = "Cloud API wants to know which button this is"
            yield Finding(place, message, (Edit(place, next(free)),), safety, code=1008)


def _has_index(button: JsonObject) -> bool:
    return button.get("index") not in (None, "")
