"""Sections without a title where there are several.

On-Premises: asks for titles in its reference, and sends without them.
Cloud: refuses it.
What we do: nothing: what the section is called is not known.
Source: Meta, Cloud API reference, "Interactive list".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json, dig
from wamigrate.differences.difference import MANUAL, Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import interactive, send

__all__ = ["difference"]

SECTIONS = ("interactive", "action", "sections")
ROSES = {"title": "Roses", "rows": [{"id": "1", "title": "Red"}]}
OTHERS = {"rows": [{"id": "2", "title": "Tulips"}]}

difference = Difference(
    __name__,
    Surface.SEND,
    types=("interactive",),
    needs=("sections",),
    pairs=[
        Pair(
            title="two sections and one title",
            onprem=send(
                "interactive", interactive("list", {"button": "Choose", "sections": [ROSES, OTHERS]})
            ),
            cloud=None,
        )
    ],
)


@difference.to_cloud
def refuse(payload: Json, facts: Facts) -> Iterator[Finding]:
    sections = dig(payload, *SECTIONS)
    if type(sections) is not list or len(sections) < 2:
        return
    for place, section in enumerate(sections):
        if type(section) is dict and section.get("title") in (None, ""):
            path = (*SECTIONS, place, "title")
            yield Finding(path, "one of several sections has no title", safety=MANUAL, code=1008)
