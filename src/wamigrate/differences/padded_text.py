"""Blanks around the texts and IDs of buttons, rows and actions.

On-Premises: takes them, and texts of nothing but blanks too.
Cloud: refuses them.
What we do: trim. An optional text of only blanks goes; for a required one a person decides, and so where two
    become the same. The IDs that an application gave are remembered, so that it gets its own back in
    replies.
Source: Meta, migration document, "Property Validation".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from wamigrate.core.payload import PADDED, Edit, Json, JsonObject, Path, dig
from wamigrate.differences.difference import MANUAL, Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts, Memory, Remembered
from wamigrate.differences.samples import interactive, reply_button, send, sent

__all__ = ["difference"]

ACTION: Path = ("interactive", "action")
OPTIONAL = ("description",)
PARAMETERS = ("display_text", "flow_cta", "thumbnail_product_retailer_id")
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
    padded = _places(payload, padded=True)
    # Nearly always a text that may be like another one: then nothing else needs to be looked at.
    places = _places(payload) if any(_group(path) for path, _ in padded) else []
    said = Counter((_group(path), text.strip()) for path, text in places)
    for path, text in padded:
        bare, group = text.strip(), _group(path)
        if not bare:
            yield _blank(path, payload)
        elif group and said[group, bare] > 1:
            yield Finding(path, "without blanks it is the same as another one", safety=MANUAL, code=1009)
        else:
            memory = (Memory(Remembered.BUTTON_ID, bare, text),) if path[-1] == "id" else ()
            yield Finding(path, "blanks around the text", (Edit(path, bare),), memory=memory)


def _blank(path: Path, payload: JsonObject) -> Finding:
    if path[-1] in OPTIONAL or (path[-3] == "sections" and len(dig(payload, *path[:-2])) == 1):
        return Finding(path, "a text of only blanks, which need not be there", (Edit(path),))
    return Finding(path, "a text of only blanks", safety=MANUAL, code=1008)


def _group(path: Path) -> str:
    """Those that must differ: IDs of all rows, IDs and titles of all buttons. Titles of rows may be alike."""
    if path[2] == "buttons":
        return str(path[-1])
    return "row" if path[-1] == "id" else ""


def _places(payload: JsonObject, *, padded: bool = False) -> list[Place]:
    """Every text that Cloud API wants without blanks around it; with `padded` only those that have some."""
    action = dig(payload, *ACTION)
    if type(action) is not dict:
        return []
    found: list[Place] = []

    def look(holder: Json, keys: tuple[str, ...], *path: str | int) -> None:
        if type(holder) is dict:
            for key in keys:
                text = holder.get(key)
                if type(text) is str and text and not (padded and text.strip() == text):
                    found.append(((*ACTION, *path, key), text))

    look(action, ("button", "product_retailer_id"))
    look(action.get("parameters"), PARAMETERS, "parameters")
    for n, button in enumerate(_items(action.get("buttons"))):
        look(dig(button, "reply"), ("id", "title"), "buttons", n, "reply")
    for n, section in enumerate(_items(action.get("sections"))):
        look(section, ("title",), "sections", n)
        if type(section) is dict:
            for m, row in enumerate(_items(section.get("rows"))):
                look(row, ("id", "title", "description"), "sections", n, "rows", m)
            for m, product in enumerate(_items(section.get("product_items"))):
                look(product, ("product_retailer_id",), "sections", n, "product_items", m)
    return found


def _items(value: Json) -> list[Json]:
    return value if type(value) is list else []
