"""Lists that are too long.

On-Premises: takes 10 rows in all, whatever the sections; some versions counted each section alone.
Cloud: takes 10 rows or 30 products in all.
What we do: nothing: which ones to leave out is not known.
Source: Meta, Cloud API reference, "Interactive list", "Multi-product messages".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Json, dig
from wamigrate.differences.difference import MANUAL, Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.samples import interactive, send

__all__ = ["difference"]

SECTIONS = ("interactive", "action", "sections")
MOST = {"rows": 10, "product_items": 30}
LONG = [
    {"title": f"Part {n}", "rows": [{"id": f"{n}-{m}", "title": f"Row {m}"} for m in range(6)]}
    for n in range(2)
]

difference = Difference(
    __name__,
    Surface.SEND,
    types=("interactive",),
    needs=("sections",),
    pairs=[
        Pair(
            title="two sections of six rows",
            onprem=send("interactive", interactive("list", {"button": "Choose", "sections": LONG})),
            cloud=None,
        )
    ],
)


@difference.to_cloud
def refuse(payload: Json, facts: Facts) -> Iterator[Finding]:
    sections = dig(payload, *SECTIONS)
    for kind, most in MOST.items():
        count = _count(sections, kind)
        if count > most:
            message = f"{count} `{kind}` in all sections together, Cloud API takes {most}"
            yield Finding(SECTIONS, message, safety=MANUAL, code=2016)


def _count(sections: Json, kind: str) -> int:
    if type(sections) is not list:
        return 0
    given = [section.get(kind) for section in sections if type(section) is dict]
    return sum([len(some) for some in given if type(some) is list])
