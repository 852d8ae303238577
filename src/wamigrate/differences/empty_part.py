"""Headers and footers that say nothing.

On-Premises: shows none.
Cloud: refuses an empty header or footer.
What we do: leave it out. A kind of message that needs a header is refused.
Source: Meta, Cloud API reference, "Interactive object".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, JsonObject
from wamigrate.differences.difference import Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import is_empty, word
from wamigrate.differences.samples import interactive, reply_button, send, sent

__all__ = ["difference"]

SHOWN = {"header": ("text", "image", "video", "document", "sub_text"), "footer": ("text",), "body": ("text",)}
ACTION = {"buttons": [reply_button("1", "Yes")]}

difference = Difference(
    __name__,
    Surface.SEND,
    types=("interactive",),
    needs=("body", "footer", "header"),
    phase=Phase.MESSAGE,
    pairs=[
        Pair(
            title="an empty header and an empty footer",
            onprem=send(
                "interactive",
                interactive("button", ACTION, header={"type": "text", "text": ""}, footer={"text": ""}),
            ),
            cloud=sent("interactive", interactive("button", ACTION)),
        )
    ],
)


@difference.to_cloud
def leave_out(payload: Json, facts: Facts) -> Iterator[Finding]:
    content = payload.get("interactive")
    if type(content) is not dict:
        return
    parts = ["header", "footer"] + ["body"] * (word(content.get("type")) == "product")
    for part in parts:
        given = content.get(part)
        if type(given) is dict and _says_nothing(given, SHOWN[part]):
            path = ("interactive", part)
            yield Finding(path, f"Cloud API takes no empty {part}", (Edit(path),))


def _says_nothing(part: JsonObject, shown: tuple[str, ...]) -> bool:
    text = part.get("text")
    if type(text) is str and text:  # nearly all do
        return False
    return word(part.get("type")) in ("", "text") and all(is_empty(part.get(key)) for key in shown)
