"""Links that need a media provider's credentials.

On-Premises: `provider` names credentials, kept in its settings, with which it fetches the link.
Cloud: knows no providers, and fetches links as anybody.
What we do: send the file by ID where it was fetched and uploaded before (the bridge does). Without that, and
    if you allow unsafe fixes, the link goes without the provider: that works if it is public. Where the file
    is sent by ID, `provider` means nothing and goes.
Source: Meta, On-Premises API reference, "Media providers".
"""

from __future__ import annotations

from collections.abc import Iterator

from wamigrate.core.payload import Edit, Json, JsonObject, Path
from wamigrate.differences.difference import MANUAL, UNSAFE, Difference, Finding, Pair, Phase, Surface
from wamigrate.differences.facts import Facts
from wamigrate.differences.places import MEDIA_SENDS, is_given, media
from wamigrate.differences.samples import MEDIA_ID, send, sent

__all__ = ["difference"]

LINK = "https://files.example.com/invoice.pdf"
PROVIDER = "archive"
GUARDED = {"link": LINK, "provider": {"name": PROVIDER}, "filename": "invoice.pdf"}

difference = Difference(
    __name__,
    Surface.SEND,
    types=MEDIA_SENDS,
    needs=("provider",),
    phase=Phase.MESSAGE,
    pairs=[
        Pair(
            title="fetched and uploaded before",
            onprem=send("document", GUARDED),
            cloud=sent("document", {"id": MEDIA_ID, "filename": "invoice.pdf"}),
            facts=Facts(media={LINK: MEDIA_ID}, providers=frozenset({PROVIDER})),
        ),
        Pair(
            title="taken for public",
            onprem=send("document", GUARDED),
            cloud=sent("document", {"link": LINK, "filename": "invoice.pdf"}),
            unsafe=True,
        ),
        Pair(
            title="still to be fetched",
            onprem=send("document", GUARDED),
            cloud=None,
            facts=Facts(providers=frozenset({PROVIDER})),
        ),
    ],
)


@difference.to_cloud
def replace(payload: Json, facts: Facts) -> Iterator[Finding]:
    for path, _, medium in media(payload):
        if "provider" in medium:
            yield _finding(path, medium, facts)


def _finding(path: Path, medium: JsonObject, facts: Facts) -> Finding:
    link, provider = medium.get("link"), medium["provider"]
    place = (*path, "provider")
    if is_given(medium.get("id")) or not provider or type(link) is not str or not link:
        return Finding(place, "Cloud API knows no media providers", (Edit(place),))
    known = facts.media.get(link)
    if known is not None:
        rest = {k: v for k, v in medium.items() if k not in ("link", "provider")}
        return Finding(
            path, "the file of this provider is on Cloud API", (Edit(path, {"id": known, **rest}),)
        )
    name = provider.get("name") if type(provider) is dict else provider
    if type(name) is str and name in facts.providers:
        return Finding(
            place, f"the link has to be fetched as {name} and uploaded first", safety=MANUAL, code=1014
        )
    return Finding(place, "Cloud API fetches links without credentials", (Edit(place),), UNSAFE, code=1006)
