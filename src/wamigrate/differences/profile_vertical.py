"""The industry of a business, set.

On-Premises: `vertical` is in words for people, such as `Shopping and Retail`.
Cloud: a constant, such as `RETAIL`; others are refused.
What we do: give the constant. For words that have none, `OTHER` is an unsafe fix, because customers see it.
Source: Meta, On-Premises API, "Business profile"; Cloud API, "Business profiles".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.verticals import CLOUD_VERTICALS, is_known, to_cloud, to_onprem
from wamigrate.core.payload import Edit, Json
from wamigrate.differences.difference import (
    SAFE,
    UNSAFE,
    Difference,
    Direction,
    Finding,
    Pair,
    Phase,
    Surface,
)
from wamigrate.differences.facts import Facts

__all__ = ["difference"]

PATH = ("vertical",)

difference = Difference(
    __name__,
    Surface.ENDPOINT,
    types=("profile",),
    phase=Phase.FIELD,
    pairs=[
        Pair(
            title="a shop",
            onprem={"vertical": "Shopping and Retail"},
            cloud={"messaging_product": "whatsapp", "vertical": "RETAIL"},
            only=Direction.TO_CLOUD,
        ),
        Pair(
            title="an industry without a word",
            onprem={"vertical": "Beekeeping"},
            cloud={"messaging_product": "whatsapp", "vertical": "OTHER"},
            unsafe=True,
            only=Direction.TO_CLOUD,
        ),
        Pair(
            title="a shop, on the way back",
            onprem={"messaging_product": "whatsapp", "vertical": "Shopping and Retail"},
            cloud={"messaging_product": "whatsapp", "vertical": "RETAIL"},
            only=Direction.TO_ONPREM,
        ),
    ],
)


@difference.to_cloud
def as_constant(payload: Json, facts: Facts) -> Iterator[Finding]:
    words = payload.get("vertical")
    if isinstance(words, str) and words not in CLOUD_VERTICALS:
        safety = SAFE if is_known(words) else UNSAFE
        yield Finding(
            PATH, f"Cloud API says {to_cloud(words)}", (Edit(PATH, to_cloud(words)),), safety, code=1009
        )


@difference.to_onprem
def as_words(payload: Json, facts: Facts) -> Iterator[Finding]:
    constant = payload.get("vertical")
    if isinstance(constant, str) and constant in CLOUD_VERTICALS:
        words = to_onprem(constant)
        if words != constant:
            yield Finding(PATH, "On-Premises says it in words", (Edit(PATH, words),))
