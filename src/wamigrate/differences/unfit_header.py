"""Headers of a kind that the message cannot have.

On-Premises: looks closely only at the header of a list.
Cloud: has a list of what fits: text alone in lists and product lists, media with buttons, links and flows,
    no header at all with single products, catalogs, and requests for a location.
What we do: nothing without a person. If you allow unsafe fixes the message goes without the header.
Source: Meta, Cloud API reference, "Interactive object".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.apis.cloud.interactive import HEADERS
from wamigrate.core.payload import Edit, Json, dig
from wamigrate.differences.difference import MANUAL, UNSAFE, Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import word
from wamigrate.differences.samples import interactive, send, sent

__all__ = ["difference"]

HEADER = ("interactive", "header")
PRODUCT = {"catalog_id": "194836987003835", "product_retailer_id": "rose"}
IMAGE = {"type": "image", "image": {"link": "https://media.example.com/rose.jpg"}}

difference = Difference(
    __name__,
    Surface.SEND,
    types=("interactive",),
    needs=("header",),
    pairs=[
        Pair(
            title="an image above a product",
            onprem=send("interactive", interactive("product", PRODUCT, header=IMAGE)),
            cloud=sent("interactive", interactive("product", PRODUCT)),
            unsafe=True,
        ),
    ],
)


@difference.to_cloud
def leave_out(payload: Json, facts: Facts) -> Iterator[Finding]:
    header = dig(payload, *HEADER)
    if type(header) is not dict:
        return
    kind, of = word(header.get("type")), word(dig(payload, "interactive", "type"))
    fitting = HEADERS.get(of)
    if fitting is None or not kind:
        return
    if kind not in fitting:
        message = f"a message of type {of} has no {kind} header"
        if of == "product_list":
            yield Finding(HEADER, message, safety=MANUAL, code=2036)
        else:
            yield Finding(HEADER, message, (Edit(HEADER),), UNSAFE, code=2036)
    elif not header.get(kind) or (kind == "text" and _is_blank(header[kind])):
        yield Finding(HEADER, f"the header has no {kind}", safety=MANUAL, code=1008)


def _is_blank(text: Json) -> bool:
    return type(text) is str and not text.strip()
