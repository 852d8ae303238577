"""Links that are none.

On-Premises: looks only at how a link begins, and in interactive messages not even at that.
Cloud: wants a whole address with http or https and a host.
What we do: take blanks around it away. Anything else has to be put right where it comes from.
Source: Meta, Cloud API reference, "Media object".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, Path, dig
from wamigrate.differences.difference import MANUAL, Difference, Finding, Pair, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.links import host_of
from wamigrate.differences.places import MEDIA_SENDS, is_given, media, word
from wamigrate.differences.samples import interactive, send, sent

__all__ = ["difference"]

BUTTON: Path = ("interactive", "action", "parameters", "url")
NOWHERE = {"display_text": "Look", "url": "www.example.com"}
LINK = "https://media.example.com/cat.jpg"

difference = Difference(
    __name__,
    Surface.SEND,
    types=MEDIA_SENDS,
    needs=("link", "url"),
    pairs=[
        Pair(
            title="a blank at the end",
            onprem=send("image", {"link": f"{LINK} "}),
            cloud=sent("image", {"link": LINK}),
        ),
        Pair(
            title="a button that leads nowhere",
            onprem=send("interactive", interactive("cta_url", {"name": "cta_url", "parameters": NOWHERE})),
            cloud=None,
        ),
        Pair(title="a file's path", onprem=send("image", {"link": "file:///srv/cat.jpg"}), cloud=None),
    ],
)


@difference.to_cloud
def check(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path, _, medium in media(payload):
        if not is_given(medium.get("id")):
            yield from _look((*path, "link"), medium.get("link"))
    if word(payload.get("type")) == "interactive":
        yield from _look(BUTTON, dig(payload, *BUTTON))


def _look(path: Path, link: Json) -> Iterator[Finding]:
    if type(link) not in (str, int, float) or link == "" or host_of(link) is not None:
        return
    bare = str(link).strip()
    if host_of(bare) is not None:
        yield Finding(path, "blanks around the link", (Edit(path, bare),))
    else:
        yield Finding(path, "this is no http or https address", safety=MANUAL, code=1009)
