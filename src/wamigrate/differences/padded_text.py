"""Blanks around the texts and IDs of buttons, rows and actions.

On-Premises: takes them, and texts of nothing but blanks too.
Cloud: refuses them.
What we do: trim. An optional text of only blanks goes; for a required one a person decides, and so where two
    become the same. The IDs that an application gave are remembered, so that it gets its own back in
    replies.
Source: Meta, migration document, "Property Validation".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import PADDED, Edit, Json, JsonObject, Path, dig
from wamigrate.differences.difference import MANUAL, Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts, Memory, Remembered
from wamigrate.differences.places import buttons, rows
from wamigrate.differences.samples import interactive, reply_button, send, sent

__all__ = ["difference"]

ACTION: Path = ("interactive", "action")
OPTIONAL = ("description",)
Place = tuple[Path, str]


def _list(button: str, title: str, description: str) -> JsonObject:
    row = {"id": "1", "title": title, "description": description}
    return interactive("list", {"button": button, "sections": [{"rows": [row]}]})


difference = Difference(
    __name__,
    Surface.SEND,
    types=("interactive",),
    needs=(PADDED,),
    pairs=[
        Pair(
            title="a button",
            onprem=send("interactive", interactive("button", {"buttons": [reply_button(" yes ", "Yes ")]})),
            cloud=sent("interactive", interactive("button", {"buttons": [reply_button("yes", "Yes")]})),
        ),
        Pair(
            title="a list whose row has a blank description",
            onprem=send("interactive", _list(" Choose", "Roses ", "  ")),
            cloud=sent(
                "interactive",
                interactive(
                    "list", {"button": "Choose", "sections": [{"rows": [{"id": "1", "title": "Roses"}]}]}
                ),
            ),
        ),
        Pair(
            title="a title of only blanks",
            onprem=send("interactive", interactive("button", {"buttons": [reply_button("yes", "  ")]})),
            cloud=None,
        ),
        Pair(
            title="two that become the same",
            onprem=send(
                "interactive",
                interactive("button", {"buttons": [reply_button("1", "Yes"), reply_button(" 1", "No")]}),
            ),
            cloud=None,
        ),
    ],
)


@difference.to_cloud
def trim(payload: Json, facts: Facts) -> Iterator[Finding]:
    places = _places(payload)
    bares = [text.strip() for _, text in places]
    for (path, text), bare in zip(places, bares, strict=True):
        if text == bare:
            continue
        if not bare:
            yield _blank(path, payload)
        elif bares.count(bare) > 1 and _is_taken(places, path, bare):
            yield Finding(path, "without blanks it is the same as another one", safety=MANUAL, code=1009)
        else:
            memory = (Memory(Remembered.BUTTON_ID, bare, text),) if path[-1] == "id" else ()
            yield Finding(path, "blanks around the text", (Edit(path, bare),), memory=memory)


def _is_taken(places: list[Place], path: Path, bare: str) -> bool:
    """Whether another of those that must differ says the same."""
    group = _group(path)
    alike = [p for p, text in places if text.strip() == bare and _group(p) == group]
    return bool(group) and len(alike) > 1


def _blank(path: Path, payload: JsonObject) -> Finding:
    if path[-1] in OPTIONAL or (path[-3] == "sections" and len(dig(payload, *path[:-2])) == 1):
        return Finding(path, "a text of only blanks, which need not be there", (Edit(path),))
    return Finding(path, "a text of only blanks", safety=MANUAL, code=1008)


def _group(path: Path) -> str:
    """Those that must differ: IDs of all rows, IDs and titles of all buttons. Titles of rows may be alike."""
    if path[2] == "buttons":
        return str(path[-1])
    return "row" if path[-1] == "id" else ""


def _places(payload: JsonObject) -> list[Place]:
    """Every text that Cloud API wants without blanks around it."""
    action = dig(payload, *ACTION)
    if type(action) is not dict:
        return []
    found: list[Place] = []
    _add(found, ACTION, action, ("button", "product_retailer_id"))
    if "parameters" in action:
        own = (*ACTION, "parameters")
        _add(found, own, action["parameters"], ("display_text", "flow_cta", "thumbnail_product_retailer_id"))
    for path, button in buttons(payload):
        _add(found, (*path, "reply"), button.get("reply"), ("id", "title"))
    if "sections" in action:
        _add_sections(found, payload, action["sections"])
    return found


def _add_sections(found: list[Place], payload: JsonObject, sections: Json) -> None:
    if type(sections) is list:
        for place, section in enumerate(sections):
            _add(found, (*ACTION, "sections", place), section, ("title",))
    for path, row in rows(payload):
        _add(found, path, row, ("id", "title", "description"))
    for path, product in rows(payload, "product_items"):
        _add(found, path, product, ("product_retailer_id",))


def _add(found: list[Place], path: Path, holder: Json, keys: tuple[str, ...]) -> None:
    if type(holder) is dict:
        for key in keys:
            text = holder.get(key)
            if type(text) is str and text:
                found.append(((*path, key), text))
